// SPDX-License-Identifier: Apache-2.0
#include "http/body_receiver.hpp"

#include <utility>

#include "http/media_type.hpp"

namespace facelatch::http {
base::Result<std::unique_ptr<BodyReceiver>> BodyReceiver::create(
    std::string_view content_type, std::optional<std::uint64_t> expected_bytes,
    const RouteOptions& options, SpoolOptions spool) {
  const auto type = parse_parameterized(content_type);
  spool.memory_bytes = options.memory_bytes;
  std::unique_ptr<BodyReceiver> receiver(new BodyReceiver(options.form, spool));
  if (type && type->value == "multipart/form-data") {
    auto boundary = boundary_of(content_type);
    if (!boundary) return std::unexpected(boundary.error());
    receiver->parser_.emplace(*boundary, options.form.multipart, receiver->form_);
  } else if (expected_bytes) {
    receiver->writer_.expect(*expected_bytes);
  }
  return receiver;
}

BodyReceiver::BodyReceiver(const FormLimits& limits, const SpoolOptions& spool)
    : writer_(spool), form_(limits, spool) {}

base::Result<void> BodyReceiver::append(std::span<const std::uint8_t> bytes) {
  return parser_ ? parser_->feed(bytes) : writer_.append(bytes);
}

base::Result<void> BodyReceiver::finish(Request& request) {
  if (parser_) {
    if (auto finished = parser_->finish(); !finished) return finished;
    request.form = form_.take();
    return {};
  }
  auto content = std::move(writer_).finish();
  if (!content) return std::unexpected(content.error());
  request.body = *std::move(content);
  return {};
}

}  // namespace facelatch::http
