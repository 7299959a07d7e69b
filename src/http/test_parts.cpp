// SPDX-License-Identifier: Apache-2.0
#include "http/test_parts.hpp"

#include <stdexcept>
#include <utility>

namespace facelatch::http {

base::Result<void> PartCollector::begin(PartHead head) {
  if (std::exchange(is_open, true)) throw std::logic_error("A part begins within a part.");
  parts.push_back(
      {std::move(head.name), std::move(head.file_name), std::move(head.media_type), {}});
  return {};
}

base::Result<void> PartCollector::data(std::span<const std::uint8_t> bytes) {
  if (!is_open) throw std::logic_error("Content comes outside of a part.");
  parts.back().content.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {};
}

base::Result<void> PartCollector::end() {
  if (!std::exchange(is_open, false)) throw std::logic_error("A part ends that has not begun.");
  return {};
}

base::Result<std::vector<SeenPart>> parse_in_pieces(
    std::string_view body, std::string_view boundary, MultipartLimits limits,
    const std::function<std::size_t(std::size_t)>& end_of_piece) {
  PartCollector collector;
  MultipartParser parser(boundary, limits, collector);
  for (std::size_t position = 0; position < body.size();) {
    const auto end = std::min(end_of_piece(position), body.size());
    const auto fed = parser.feed(bytes_of(body.substr(position, end - position)));
    if (!fed) return std::unexpected(fed.error());
    position = end;
  }
  const auto finished = parser.finish();
  if (!finished) return std::unexpected(finished.error());
  return std::move(collector.parts);
}

}  // namespace facelatch::http
