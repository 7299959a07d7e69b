// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace facelatch::testing {

/// Writes small ONNX graphs (operator set 13), so that a test can have a network whose answers it
/// knows, or one that misbehaves. Externally synchronised.
class OnnxGraph {
 public:
  using Shape = std::vector<std::int64_t>;  ///< -1: any size
  struct Attribute {
    std::string name;
    std::variant<std::int64_t, std::vector<std::int64_t>> value;
  };

  void add_input(std::string_view name, const Shape& shape);
  void add_output(std::string_view name, const Shape& shape);
  void add_floats(std::string_view name, const Shape& shape, std::span<const float> values);
  void add_integers(std::string_view name, const std::vector<std::int64_t>& values);
  void add_node(std::string_view kind, const std::vector<std::string>& inputs,
                std::string_view output, const std::vector<Attribute>& attributes = {});

  /// Writes the graph as a model file.
  void save(const std::filesystem::path& path) const;

 private:
  std::string graph_;  ///< the fields of the graph so far, in ONNX's protobuf encoding
};

}  // namespace facelatch::testing
