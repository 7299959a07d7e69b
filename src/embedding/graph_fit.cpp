// SPDX-License-Identifier: Apache-2.0
#include "embedding/graph_fit.hpp"

#include <fmt/format.h>

#include <optional>

#include "vision/graph.hpp"

namespace facelatch::embedding {
namespace {

using base::ErrorCode;
using base::failure;

/// A graph whose batch is fixed computes all of it for each face.
constexpr std::int64_t kMaxFixedBatch = 64;
/// Fewer values are classes or a score, not an embedding.
constexpr std::int64_t kMinValues = 32;
constexpr std::int64_t kMaxValues = 16384;

std::string text_of(const inference::Shape& shape) {
  if (shape.empty()) return "[of no fixed shape]";
  std::string text;
  for (const auto axis : shape) {
    text += (text.empty() ? "" : "x") + (axis == -1 ? std::string("any") : std::to_string(axis));
  }
  return text;
}

std::optional<models::Layout> layout_of(const inference::Shape& shape,
                                        const models::InputSpec& input) {
  if (vision::fits(shape, {-1, 3, input.height, input.width})) return models::Layout::nchw;
  if (vision::fits(shape, {-1, input.height, input.width, 3})) return models::Layout::nhwc;
  return std::nullopt;
}

}  // namespace

base::Result<models::Model> fitted_to_graph(models::Model model,
                                            const inference::Network& network) {
  const auto shape = network.input_shape();
  const auto layout = layout_of(shape, model.input);
  if (!layout) {
    return failure(ErrorCode::unsupported_format,
                   fmt::format("The graph takes {}, but one like {} takes anyx3x{}x{} (or the "
                               "channels last).",
                               text_of(shape), model.like, model.input.height, model.input.width));
  }
  if (shape[0] > kMaxFixedBatch) {
    return failure(ErrorCode::unsupported_format,
                   fmt::format("The graph takes {} pictures at once; {} are the most.", shape[0],
                               kMaxFixedBatch));
  }
  const auto output = network.output_shape(0);
  const auto values = output.size() == 2 ? output[1] : -1;
  if (values < kMinValues || values > kMaxValues) {
    return failure(ErrorCode::unsupported_format,
                   fmt::format("The graph gives {}, but an embedder gives one row of {} to {} "
                               "values for each picture.",
                               text_of(output), kMinValues, kMaxValues));
  }
  model.input.layout = *layout;
  model.input.batch = shape[0] == -1 ? 0 : static_cast<int>(shape[0]);
  model.embedding_size = static_cast<int>(values);
  return model;
}

}  // namespace facelatch::embedding
