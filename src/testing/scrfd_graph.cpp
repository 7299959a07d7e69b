// SPDX-License-Identifier: Apache-2.0
#include "testing/scrfd_graph.hpp"

#include "testing/network_head.hpp"

namespace facelatch::testing {

OnnxGraph scrfd_graph(const OnnxGraph::Shape& input, int lowest) {
  OnnxGraph graph;
  graph.add_input("input", input);
  std::vector<float> points;
  points.reserve(20);
  for (int i = 0; i < 10; ++i) points.push_back(0.1F * static_cast<float>(i));
  points.insert(points.end(), points.begin(), points.begin() + 10);
  for (const int stride : {8, 16, 32}) {
    const auto name = [stride](const char* kind) { return kind + std::to_string(stride); };
    const float sees = stride >= lowest ? 1.0F : 0.0F;
    add_head(graph, {name("scores"), 1, {sees, 0}, {0, 0}}, stride);
    add_head(graph, {name("boxes"), 4, std::vector<float>(8), std::vector<float>(8, 1)}, stride);
    add_head(graph, {name("points"), 10, std::vector<float>(20), points}, stride);
  }
  for (const char* kind : {"scores", "boxes", "points"}) {
    for (const int stride : {8, 16, 32}) {
      const int values = kind[0] == 's' ? 1 : kind[0] == 'b' ? 4 : 10;
      graph.add_output(kind + std::to_string(stride), {1, -1, values});
    }
  }
  return graph;
}

}  // namespace facelatch::testing
