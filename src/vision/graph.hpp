// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "inference/network.hpp"

// What a detector asks of its graph before it trusts it.
namespace facelatch::vision {

/// Whether `shape` has the axes of `wanted`; -1 in either stands for any size.
[[nodiscard]] bool fits(const inference::Shape& shape, const inference::Shape& wanted);

/// Whether the first input takes one three-channel picture, channels first, of any width and
/// height.
[[nodiscard]] bool takes_any_size(const inference::Network& network);

/// The number of the output called `name`; nothing where there is none of that shape.
[[nodiscard]] std::optional<std::size_t> output_named(const inference::Network& network,
                                                      std::string_view name,
                                                      const inference::Shape& wanted);

/// "The detector's graph is not a RetinaFace."
[[nodiscard]] std::unexpected<base::Error> wrong_graph(std::string_view kind);

/// The error for outputs of a size that the input does not explain.
[[nodiscard]] std::unexpected<base::Error> wrong_output();

/// The error for a search that took too long.
[[nodiscard]] std::unexpected<base::Error> out_of_time();

}  // namespace facelatch::vision
