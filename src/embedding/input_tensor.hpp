// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>

#include "imaging/image.hpp"
#include "models/catalogue.hpp"

namespace facelatch::embedding {

enum class Reading { forwards, mirrored };

/// Writes `picture`, which has the width and height of `spec`, as one picture of a network's input:
/// channel order, layout and arithmetic as the spec says. `tensor` holds 3 * width * height values.
void fill_input(imaging::ImageView picture, const models::InputSpec& spec, Reading reading,
                std::span<float> tensor);

}  // namespace facelatch::embedding
