// SPDX-License-Identifier: Apache-2.0
#include "testing/network_head.hpp"

namespace facelatch::testing {

void add_head(OnnxGraph& graph, const NetworkHead& head, int stride) {
  const auto channels = static_cast<std::int64_t>(head.biases.size());
  std::vector<float> kernel;
  for (const float weight : head.weights) kernel.insert(kernel.end(), {weight, 0, 0});
  graph.add_floats(head.name + ".weight", {channels, 3, 1, 1}, kernel);
  graph.add_floats(head.name + ".bias", {channels}, head.biases);
  graph.add_integers(head.name + ".shape", {1, -1, head.values});
  graph.add_node("Conv", {"input", head.name + ".weight", head.name + ".bias"},
                 head.name + ".planes",
                 {{"kernel_shape", std::vector<std::int64_t>{1, 1}},
                  {"strides", std::vector<std::int64_t>{stride, stride}}});
  graph.add_node("Transpose", {head.name + ".planes"}, head.name + ".rows",
                 {{"perm", std::vector<std::int64_t>{0, 2, 3, 1}}});
  graph.add_node("Reshape", {head.name + ".rows", head.name + ".shape"}, head.name);
}

}  // namespace facelatch::testing
