// SPDX-License-Identifier: Apache-2.0
#include "liveness/passive_networks.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "embedding/alignment.hpp"
#include "embedding/input_tensor.hpp"
#include "imaging/periodicity.hpp"
#include "vision/graph.hpp"

namespace facelatch::liveness {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::string_view kWideId = "liveness-a";
constexpr std::string_view kCloseId = "liveness-b";
constexpr std::size_t kWideClasses = 3;  // the first one is "live"
constexpr std::size_t kLeaves = 8;
constexpr float kWideScale = 2.7F;

inference::Shape input_shape(const models::InputSpec& input) {
  if (input.layout == models::Layout::nchw) return {1, 3, input.height, input.width};
  return {1, input.height, input.width, 3};
}

/// What of the picture lies in the box; empty where nothing does.
imaging::ImageView part_of(imaging::ImageView picture, const vision::Box& box) {
  const auto within = [](float value, int end) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(end)));
  };
  const int left = within(box.x, picture.size.width);
  const int top = within(box.y, picture.size.height);
  const imaging::Size size{within(box.x + box.width, picture.size.width) - left,
                           within(box.y + box.height, picture.size.height) - top};
  if (size.width <= 0 || size.height <= 0) return {};
  const auto begin =
      static_cast<std::size_t>(top) * picture.stride + 3 * static_cast<std::size_t>(left);
  return {picture.pixels + begin, size, picture.stride};
}

/// log(p / (1 - p)) of the first class of a softmax over `values`.
float log_odds_of_first(std::span<const float> values) {
  const auto others = values.subspan(1);
  const float largest = *std::ranges::max_element(others);
  double sum = 0;
  for (const float value : others) sum += std::exp(static_cast<double>(value - largest));
  return values.front() - largest - static_cast<float>(std::log(sum));
}

auto wrong_shape() {
  return failure(ErrorCode::internal, "A liveness network gave an output of an unknown shape.");
}

}  // namespace

vision::Box wide_crop(const vision::Box& face, imaging::Size picture) {
  const auto width = static_cast<float>(picture.width - 1);
  const auto height = static_cast<float>(picture.height - 1);
  const float scale = std::min({kWideScale, width / face.width, height / face.height});
  const vision::Box scaled{0, 0, face.width * scale, face.height * scale};
  const auto centre = face.centre();
  return {std::clamp(centre.x - scaled.width / 2, 0.0F, std::max(0.0F, width - scaled.width)),
          std::clamp(centre.y - scaled.height / 2, 0.0F, std::max(0.0F, height - scaled.height)),
          scaled.width, scaled.height};
}

Result<PassiveNetworks::Part> PassiveNetworks::load_part(const models::ModelStore& store,
                                                         std::string_view id,
                                                         const inference::NetworkOptions& options) {
  auto model = store.catalogue().find(id, models::Role::liveness);
  if (!model) return std::unexpected(model.error());
  auto network = store.load(*model, "", options);
  if (!network) return std::unexpected(network.error());
  const bool is_wide = id == kWideId;
  const auto wanted = static_cast<std::int64_t>(is_wide ? kWideClasses : kLeaves);
  bool fits = vision::fits(network->input_shape(), input_shape(model->input)) &&
              network->output_count() == (is_wide ? 1U : 2U);
  for (std::size_t i = 0; fits && i < network->output_count(); ++i) {
    fits = vision::fits(network->output_shape(i), {1, wanted});
  }
  if (!fits) {
    return failure(ErrorCode::corrupt,
                   "A graph for liveness has not the inputs and outputs of its kind.");
  }
  return Part{*std::move(model), *std::move(network)};
}

Result<PassiveNetworks> PassiveNetworks::load(const models::ModelStore& store,
                                              const inference::NetworkOptions& options) {
  auto wide = load_part(store, kWideId, options);
  if (!wide) return std::unexpected(wide.error());
  auto close = load_part(store, kCloseId, options);
  if (!close) return std::unexpected(close.error());
  return PassiveNetworks(*std::move(wide), *std::move(close));
}

Result<inference::Request> PassiveNetworks::run(const Part& part, imaging::ImageView picture,
                                                const vision::Box& crop, base::Deadline deadline) {
  const imaging::Size size{part.model.input.width, part.model.input.height};
  const auto cropped = embedding::crop_box(picture, crop, size);
  if (!cropped) return std::unexpected(cropped.error());
  auto request = part.network.acquire(deadline);
  if (!request) return std::unexpected(request.error());
  auto input = request->input(input_shape(part.model.input));
  if (!input) return std::unexpected(input.error());
  embedding::fill_input(cropped->view(), part.model.input, embedding::Reading::forwards, *input);
  if (const auto done = request->run(); !done) return std::unexpected(done.error());
  return request;
}

Result<PassiveScores> PassiveNetworks::look(imaging::ImageView picture, const vision::Box& box,
                                            base::Deadline deadline) const {
  if (!(box.width >= 1 && box.height >= 1)) {
    return failure(ErrorCode::low_quality, "The box of the face is empty.");
  }
  PassiveScores scores;
  {
    const auto wide = run(wide_, picture, wide_crop(box, picture.size), deadline);
    if (!wide) return std::unexpected(wide.error());
    const auto classes = wide->output(0).values;
    if (classes.size() != kWideClasses) return wrong_shape();
    scores.wide = log_odds_of_first(classes);
  }
  const auto close = run(close_, picture, box, deadline);
  if (!close) return std::unexpected(close.error());
  const auto classes = close->output(0).values;
  const auto leaves = close->output(1).values;
  if (classes.size() != kLeaves || leaves.size() != kLeaves) return wrong_shape();
  for (std::size_t i = 0; i < kLeaves; ++i) scores.close += std::abs(classes[i]) * leaves[i];
  scores.pattern = static_cast<float>(imaging::periodicity(part_of(picture, box)));
  if (!std::isfinite(scores.wide) || !std::isfinite(scores.close)) return wrong_shape();
  return scores;
}

}  // namespace facelatch::liveness
