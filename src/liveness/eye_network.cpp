// SPDX-License-Identifier: Apache-2.0
#include "liveness/eye_network.hpp"

#include <algorithm>
#include <cmath>

#include "embedding/alignment.hpp"
#include "vision/graph.hpp"

namespace facelatch::liveness {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kClasses = 2;
constexpr std::size_t kOpen = 1;  // measured: docs/liveness.md
/// The network sees a square of 1.6 times the width of an eye, which is about half as wide as the
/// eyes are apart.
constexpr float kCropPerDistance = 1.6F * 0.5F;
/// Log-odds: eyes are closed where they are so far below the person's own open eyes, and in
/// themselves rather closed than open.
constexpr float kBelowOpen = 6;
constexpr float kRatherClosed = -1.5F;
/// What counts as the person's open eyes: so large a share of frames is not more open.
constexpr double kOpenShare = 0.9;

/// Luma of ITU-R BT.601, as the graph's input wants it.
void fill_gray(imaging::ImageView crop, float scale, std::span<float> tensor) {
  std::size_t out = 0;
  for (int y = 0; y < crop.size.height; ++y) {
    const auto row = crop.row(y);
    for (std::size_t x = 0; x < row.size(); x += 3) {
      const float luma = 0.114F * static_cast<float>(row[x]) +
                         0.587F * static_cast<float>(row[x + 1]) +
                         0.299F * static_cast<float>(row[x + 2]);
      tensor[out++] = luma * scale;
    }
  }
}

}  // namespace

Result<EyeNetwork> EyeNetwork::load(const models::ModelStore& store,
                                    const inference::NetworkOptions& options) {
  auto model = store.catalogue().find_or_default("", models::Role::eye_state);
  if (!model) return std::unexpected(model.error());
  auto network = store.load(*model, "", options);
  if (!network) return std::unexpected(network.error());
  const auto& input = model->input;
  if (!vision::fits(network->input_shape(), {1, 1, input.height, input.width}) ||
      network->output_count() != 1 ||
      !vision::fits(network->output_shape(0), {1, static_cast<std::int64_t>(kClasses)})) {
    return failure(ErrorCode::corrupt, "The graph for eyes has not their input and output.");
  }
  return EyeNetwork(*std::move(model), *std::move(network));
}

Result<float> EyeNetwork::openness_of(imaging::ImageView picture, const vision::Box& eye,
                                      base::Deadline deadline) const {
  const imaging::Size size{model_.input.width, model_.input.height};
  const auto crop = embedding::crop_box(picture, eye, size);
  if (!crop) return std::unexpected(crop.error());
  auto request = network_.acquire(deadline);
  if (!request) return std::unexpected(request.error());
  auto input = request->input({1, 1, size.height, size.width});
  if (!input) return std::unexpected(input.error());
  fill_gray(crop->view(), model_.input.scale, *input);
  if (const auto done = request->run(); !done) return std::unexpected(done.error());
  const auto classes = request->output(0).values;
  if (classes.size() != kClasses) {
    return failure(ErrorCode::internal, "The eye network gave an output of an unknown shape.");
  }
  return classes[kOpen] - classes[1 - kOpen];
}

Result<float> EyeNetwork::openness(imaging::ImageView picture, const vision::Landmarks& landmarks,
                                   base::Deadline deadline) const {
  const auto& left = landmarks.points[vision::Landmarks::left_eye];
  const auto& right = landmarks.points[vision::Landmarks::right_eye];
  const float side = kCropPerDistance * std::hypot(right.x - left.x, right.y - left.y);
  float sum = 0;
  for (const auto& eye : {left, right}) {
    const auto open =
        openness_of(picture, {eye.x - side / 2, eye.y - side / 2, side, side}, deadline);
    if (!open) return open;
    sum += *open;
  }
  return sum / 2;
}

float closed_level(std::vector<float> openness) {
  if (openness.empty()) return kRatherClosed;
  std::ranges::sort(openness);
  const auto place =
      static_cast<std::size_t>(kOpenShare * static_cast<double>(openness.size() - 1));
  return std::min(kRatherClosed, openness[place] - kBelowOpen);
}

}  // namespace facelatch::liveness
