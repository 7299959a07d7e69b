// SPDX-License-Identifier: Apache-2.0
#include "vision/graph.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace facelatch::vision {

using base::ErrorCode;
using base::failure;

bool fits(const inference::Shape& shape, const inference::Shape& wanted) {
  return std::ranges::equal(shape, wanted,
                            [](auto a, auto b) { return a == b || a == -1 || b == -1; });
}

bool takes_any_size(const inference::Network& network) {
  const auto shape = network.input_shape();
  return fits(shape, {1, 3, -1, -1}) && shape[2] == -1 && shape[3] == -1;
}

std::optional<std::size_t> output_named(const inference::Network& network, std::string_view name,
                                        const inference::Shape& wanted) {
  const auto names = network.output_names();
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(found - names.begin());
  if (!fits(network.output_shape(index), wanted)) return std::nullopt;
  return index;
}

std::unexpected<base::Error> wrong_graph(std::string_view kind) {
  return failure(ErrorCode::corrupt,
                 fmt::format("The detector's graph has not the inputs and outputs of {}.", kind));
}

std::unexpected<base::Error> wrong_output() {
  return failure(ErrorCode::internal, "The detector gave an output of an unknown shape.");
}

std::unexpected<base::Error> out_of_time() {
  return failure(ErrorCode::deadline_exceeded, "The search for faces took too long.");
}

}  // namespace facelatch::vision
