// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "testing/onnx_graph.hpp"

namespace facelatch::testing {

/// A graph with SCRFD's inputs and outputs: the score of a place's first anchor is that of its
/// pixel's first channel, boxes reach one stride each way, landmarks lie at fixed places. Only
/// strides of `lowest` and more see anything.
OnnxGraph scrfd_graph(const OnnxGraph::Shape& input, int lowest);

}  // namespace facelatch::testing
