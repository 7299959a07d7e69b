// SPDX-License-Identifier: Apache-2.0
#include "models/graph_file.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace facelatch::models {
namespace {

// Of onnx.proto, and of protobuf's encoding (protobuf.dev, "Encoding").
constexpr std::uint64_t kVersionField = 1;
constexpr std::uint64_t kGraphField = 7;
constexpr std::uint64_t kVarintKind = 0;
constexpr std::uint64_t kBlockKind = 2;
constexpr unsigned kKindBits = 3;

/// Takes a variable-length number off the front; none where it does not end.
std::optional<std::uint64_t> take_varint(std::span<const std::uint8_t>& rest) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64 && !rest.empty(); shift += 7) {
    const std::uint64_t byte = rest.front();
    rest = rest.subspan(1);
    value |= (byte & 0x7fU) << shift;
    if (byte < 0x80U) return value;
  }
  return std::nullopt;
}

}  // namespace

bool is_framed_as_onnx(std::span<const std::uint8_t> content) {
  constexpr std::uint8_t kFirstTag = kVersionField << kKindBits | kVarintKind;
  if (content.empty() || content.front() != kFirstTag) return false;
  bool has_graph = false;
  while (!content.empty()) {
    const auto tag = take_varint(content);
    const auto value = tag ? take_varint(content) : std::nullopt;
    if (!value) return false;
    const auto kind = *tag & ((1U << kKindBits) - 1);
    if (kind == kVarintKind) continue;
    if (kind != kBlockKind || *value > content.size()) return false;
    content = content.subspan(*value);
    has_graph = has_graph || *tag >> kKindBits == kGraphField;
  }
  return has_graph;
}

bool is_framed_as_tflite(std::span<const std::uint8_t> content) {
  constexpr std::string_view kSchema = "TFL3";
  constexpr std::size_t kOffset = 4;
  return content.size() > kOffset + kSchema.size() &&
         std::ranges::equal(content.subspan(kOffset, kSchema.size()), kSchema);
}

}  // namespace facelatch::models
