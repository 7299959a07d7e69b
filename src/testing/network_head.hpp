// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "testing/onnx_graph.hpp"

namespace facelatch::testing {

/// One of a detector's outputs with made-up values: a convolution that sees one pixel of each
/// `stride` x `stride`. Each number of a place is the input's first channel times its weight plus
/// its bias.
struct NetworkHead {
  std::string name;
  int values = 1;              ///< in one row of the output
  std::vector<float> weights;  ///< one for each number of a place
  std::vector<float> biases;   ///< as many
};

/// Adds `head` to `graph`, whose input is "input". The result, called as the head, is
/// [1, places * numbers / values, values].
void add_head(OnnxGraph& graph, const NetworkHead& head, int stride);

}  // namespace facelatch::testing
