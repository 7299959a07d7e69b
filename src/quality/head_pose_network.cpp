// SPDX-License-Identifier: Apache-2.0
#include "quality/head_pose_network.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "embedding/alignment.hpp"
#include "embedding/input_tensor.hpp"
#include "vision/graph.hpp"

namespace facelatch::quality {
namespace {

using base::ErrorCode;
using base::failure;

// Each angle is a distribution over bins of three degrees, the first of which starts at -99.
constexpr std::size_t kBins = 66;
constexpr double kDegreesPerBin = 3;
constexpr double kFirstDegrees = -99;
constexpr std::size_t kAngles = 3;

/// How much is added to the box on each side, as a share of that side: the crop that the catalogue
/// describes.
constexpr float kMargin = 0.25F;

/// The mean of the distribution whose logarithms, but for a constant, are `values`; degrees.
float expected_angle(std::span<const float> values) {
  const float largest = *std::ranges::max_element(values);
  double sum = 0;
  double weighted = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double weight = std::exp(static_cast<double>(values[i] - largest));
    sum += weight;
    weighted += weight * static_cast<double>(i);
  }
  return static_cast<float>(kDegreesPerBin * weighted / sum + kFirstDegrees);
}

vision::Box with_margin(const vision::Box& box) {
  return {box.x - kMargin * box.width, box.y - kMargin * box.height, (1 + 2 * kMargin) * box.width,
          (1 + 2 * kMargin) * box.height};
}

}  // namespace

base::Result<HeadPoseNetwork> HeadPoseNetwork::load(const models::ModelStore& store,
                                                    const inference::NetworkOptions& options) {
  auto model = store.catalogue().find_or_default("", models::Role::head_pose);
  if (!model) return std::unexpected(model.error());
  auto network = store.load(*model, "", options);
  if (!network) return std::unexpected(network.error());
  bool fits =
      vision::fits(network->input_shape(), {1, 3, model->input.height, model->input.width}) &&
      network->output_count() == kAngles;
  for (std::size_t i = 0; fits && i < kAngles; ++i) {
    fits = vision::fits(network->output_shape(i), {1, static_cast<std::int64_t>(kBins)});
  }
  if (!fits) {
    return failure(ErrorCode::corrupt,
                   "The graph for head poses has not their inputs and outputs.");
  }
  return HeadPoseNetwork(*std::move(model), *std::move(network));
}

base::Result<HeadPose> HeadPoseNetwork::estimate(imaging::ImageView picture, const vision::Box& box,
                                                 base::Deadline deadline) const {
  const imaging::Size size{model_.input.width, model_.input.height};
  const auto crop = embedding::crop_box(picture, with_margin(box), size);
  if (!crop) return std::unexpected(crop.error());
  auto request = network_.acquire(deadline);
  if (!request) return std::unexpected(request.error());
  auto input = request->input({1, 3, size.height, size.width});
  if (!input) return std::unexpected(input.error());
  embedding::fill_input(crop->view(), model_.input, embedding::Reading::forwards, *input);
  if (const auto done = request->run(); !done) return std::unexpected(done.error());
  std::array<float, kAngles> angles{};
  for (std::size_t i = 0; i < kAngles; ++i) {
    const auto output = request->output(i);
    if (output.values.size() != kBins) {
      return failure(ErrorCode::internal,
                     "The head-pose network gave an output of an unknown shape.");
    }
    angles[i] = expected_angle(output.values);
  }
  // The network counts a yaw towards the viewer's left as positive.
  return HeadPose{.yaw = -angles[0], .pitch = angles[1], .roll = angles[2]};
}

}  // namespace facelatch::quality
