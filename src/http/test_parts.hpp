// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/multipart.hpp"

namespace facelatch::http {

/// A whole part of a multipart body.
struct SeenPart {
  std::string name;
  std::optional<std::string> file_name;
  std::string media_type;
  std::string content;

  bool operator==(const SeenPart&) const = default;
};

inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Collects the parts; fails a caller that breaks the order begin, data…, end.
class PartCollector final : public PartConsumer {
 public:
  base::Result<void> begin(PartHead head) override;
  base::Result<void> data(std::span<const std::uint8_t> bytes) override;
  base::Result<void> end() override;

  std::vector<SeenPart> parts;
  bool is_open = false;
};

/// Feeds `body` in pieces: each ends where `end_of_piece` says for where it begins.
base::Result<std::vector<SeenPart>> parse_in_pieces(
    std::string_view body, std::string_view boundary, MultipartLimits limits,
    const std::function<std::size_t(std::size_t)>& end_of_piece);

}  // namespace facelatch::http
