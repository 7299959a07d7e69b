// SPDX-License-Identifier: Apache-2.0
// Field numbers are those of onnx.proto (ONNX 1.x, IR version 8).
#include "testing/onnx_graph.hpp"

#include <cstring>
#include <fstream>

namespace facelatch::testing {
namespace {

constexpr int kFloat = 1;
constexpr int kInt64 = 7;

std::string varint(std::uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7U) bytes += static_cast<char>(value | 0x80U);
  bytes += static_cast<char>(value);
  return bytes;
}

/// A field that holds a number.
std::string number(int field, std::int64_t value) {
  return varint(static_cast<std::uint64_t>(field) << 3U) +
         varint(static_cast<std::uint64_t>(value));
}

/// A field that holds text, bytes or another message.
std::string block(int field, std::string_view content) {
  return varint(static_cast<std::uint64_t>(field) << 3U | 2U) + varint(content.size()) +
         std::string(content);
}

std::string value_info(std::string_view name, const OnnxGraph::Shape& shape) {
  std::string axes;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool is_open = shape[i] < 0;
    axes +=
        block(1, is_open ? block(2, std::string(name) + std::to_string(i)) : number(1, shape[i]));
  }
  const std::string tensor = number(1, kFloat) + block(2, axes);
  return block(1, name) + block(2, block(1, tensor));
}

std::string tensor(std::string_view name, int type, const OnnxGraph::Shape& shape,
                   std::string_view raw) {
  std::string content;
  for (const auto axis : shape) content += number(1, axis);
  return content + number(2, type) + block(8, name) + block(9, raw);
}

template <class Value>
std::string raw(std::span<const Value> values) {
  std::string bytes(values.size_bytes(), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::string encode(const OnnxGraph::Attribute& attribute) {
  std::string content = block(1, attribute.name);
  if (const auto* value = std::get_if<std::int64_t>(&attribute.value)) {
    return content + number(3, *value) + number(20, 2);
  }
  for (const auto value : std::get<std::vector<std::int64_t>>(attribute.value)) {
    content += number(8, value);
  }
  return content + number(20, 7);
}

}  // namespace

void OnnxGraph::add_input(std::string_view name, const Shape& shape) {
  graph_ += block(11, value_info(name, shape));
}

void OnnxGraph::add_output(std::string_view name, const Shape& shape) {
  graph_ += block(12, value_info(name, shape));
}

void OnnxGraph::add_floats(std::string_view name, const Shape& shape,
                           std::span<const float> values) {
  graph_ += block(5, tensor(name, kFloat, shape, raw(values)));
}

void OnnxGraph::add_integers(std::string_view name, const std::vector<std::int64_t>& values) {
  const Shape shape{static_cast<std::int64_t>(values.size())};
  graph_ += block(5, tensor(name, kInt64, shape, raw(std::span<const std::int64_t>(values))));
}

void OnnxGraph::add_node(std::string_view kind, const std::vector<std::string>& inputs,
                         std::string_view output, const std::vector<Attribute>& attributes) {
  std::string content;
  for (const auto& input : inputs) content += block(1, input);
  content += block(2, output) + block(3, output) + block(4, kind);
  for (const auto& attribute : attributes) content += block(5, encode(attribute));
  graph_ += block(1, content);
}

void OnnxGraph::save(const std::filesystem::path& path) const {
  const std::string operators = block(1, "") + number(2, 13);
  const std::string model =
      number(1, 8) + block(7, graph_ + block(2, "test")) + block(8, operators);
  std::ofstream(path, std::ios::binary) << model;
}

}  // namespace facelatch::testing
