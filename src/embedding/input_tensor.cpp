// SPDX-License-Identifier: Apache-2.0
#include "embedding/input_tensor.hpp"

#include <array>
#include <cstddef>

namespace facelatch::embedding {

void fill_input(imaging::ImageView picture, const models::InputSpec& spec, Reading reading,
                std::span<float> tensor) {
  const auto width = static_cast<std::size_t>(picture.size.width);
  const auto height = static_cast<std::size_t>(picture.size.height);
  const bool planar = spec.layout == models::Layout::nchw;
  const std::size_t pixel_step = planar ? 1 : 3;
  const std::size_t channel_step = planar ? width * height : 1;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    const std::size_t source_channel =
        spec.channels == models::Channels::rgb ? 2 - channel : channel;
    const float factor = spec.scale / spec.deviation[channel];
    const float offset = -spec.mean[channel] * factor;
    for (std::size_t y = 0; y < height; ++y) {
      const auto row = picture.row(static_cast<int>(y));
      float* out = tensor.subspan(channel * channel_step + y * width * pixel_step).data();
      for (std::size_t x = 0; x < width; ++x) {
        const std::size_t from = reading == Reading::forwards ? x : width - 1 - x;
        out[x * pixel_step] = static_cast<float>(row[from * 3 + source_channel]) * factor + offset;
      }
    }
  }
}

}  // namespace facelatch::embedding
