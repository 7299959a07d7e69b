// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_refinement.hpp"

#include <algorithm>
#include <cmath>

#include "vision/graph.hpp"

namespace facelatch::vision {
namespace {

using base::Result;

constexpr float kMean = 127.5F;
constexpr float kScale = 1.0F / 128;
constexpr int kRefinementSide = 24;
constexpr int kOutputSide = 48;

/// Sizes of batches: a few, so that few sizes of the graph are ever prepared. A batch is filled up
/// to the next one.
constexpr std::array<std::size_t, 9> kBatches{1, 2, 4, 8, 16, 24, 32, 48, 64};

/// Where one row or column of a crop lies between two of the picture.
struct Sample {
  int first = 0;
  int second = 0;
  float towards_second = 0;
  bool inside = false;
};

/// std::lerp without its care for values that do not occur here, which costs four times as much.
float between(float first, float second, float towards_second) {
  return first + (second - first) * towards_second;
}

/// The samples of a crop's rows or columns, `from` and `to` in pixels of a side of `size`.
void place_samples(float from, float to, int size, std::span<Sample> samples) {
  const auto pixels = static_cast<float>(size);
  const float last = pixels - 1;
  // The reference divides by the size and multiplies by the last index.
  const float start = from / pixels * last;
  const float step = (to - from) / pixels * last / static_cast<float>(samples.size() - 1);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float at = start + static_cast<float>(i) * step;
    if (!(at >= 0 && at <= last)) continue;
    const float floor = std::floor(at);
    samples[i] = {static_cast<int>(floor), static_cast<int>(std::ceil(at)), at - floor, true};
  }
}

}  // namespace

void write_crop(imaging::ImageView picture, const Candidate& box, int side,
                std::span<float> planes) {
  const auto count = static_cast<std::size_t>(side);
  const std::size_t plane = count * count;
  std::array<Sample, kOutputSide> column_places{};
  std::array<Sample, kOutputSide> row_places{};
  const auto columns = std::span(column_places).first(count);
  const auto rows = std::span(row_places).first(count);
  place_samples(box.left, box.right, picture.size.width, columns);
  place_samples(box.top, box.bottom, picture.size.height, rows);
  for (std::size_t y = 0; y < count; ++y) {
    const auto& row = rows[y];
    const auto upper = picture.row(row.first);
    const auto lower = picture.row(row.second);
    for (std::size_t x = 0; x < count; ++x) {
      const auto& column = columns[x];
      for (std::size_t channel = 0; channel < 3; ++channel) {
        float value = kMean;
        if (row.inside && column.inside) {
          const auto left = 3 * static_cast<std::size_t>(column.first) + channel;
          const auto right = 3 * static_cast<std::size_t>(column.second) + channel;
          const float above = between(upper[left], upper[right], column.towards_second);
          const float below = between(lower[left], lower[right], column.towards_second);
          value = between(above, below, row.towards_second);
        }
        planes[(2 - channel) * plane + y * count + x] = (value - kMean) * kScale;
      }
    }
  }
}

Result<RefinementStage> RefinementStage::make_refinement(inference::Network network) {
  const auto scores = output_named(network, "probability", {-1, 2});
  const auto offsets = output_named(network, "box", {-1, 4});
  const inference::Shape input{-1, 3, kRefinementSide, kRefinementSide};
  if (network.input_shape() != input || !scores || !offsets) return wrong_graph("MTCNN's R-Net");
  return RefinementStage(std::move(network), kRefinementSide, {*scores, *offsets, std::nullopt});
}

Result<RefinementStage> RefinementStage::make_output(inference::Network network) {
  const auto scores = output_named(network, "probability", {-1, 2});
  const auto offsets = output_named(network, "box", {-1, 4});
  const auto landmarks = output_named(network, "landmarks", {-1, 10});
  const inference::Shape input{-1, 3, kOutputSide, kOutputSide};
  if (network.input_shape() != input || !scores || !offsets || !landmarks) {
    return wrong_graph("MTCNN's O-Net");
  }
  return RefinementStage(std::move(network), kOutputSide, {*scores, *offsets, landmarks});
}

Result<void> RefinementStage::run_batch(imaging::ImageView picture,
                                        std::span<const Candidate> candidates,
                                        inference::Request& request,
                                        std::vector<Refinement>& refinements) const {
  const std::size_t batch = *std::ranges::lower_bound(kBatches, candidates.size());
  auto input = request.input({static_cast<std::int64_t>(batch), 3, side_, side_});
  if (!input) return std::unexpected(input.error());
  const std::size_t size = input->size() / batch;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    write_crop(picture, candidates[i], side_, input->subspan(i * size, size));
  }
  std::ranges::fill(input->subspan(candidates.size() * size), 0.0F);
  if (const auto done = request.run(); !done) return std::unexpected(done.error());

  const auto scores = request.output(outputs_.scores).values;
  const auto offsets = request.output(outputs_.offsets).values;
  const auto landmarks =
      outputs_.landmarks ? request.output(*outputs_.landmarks).values : std::span<const float>();
  if (scores.size() != 2 * batch || offsets.size() != 4 * batch ||
      (outputs_.landmarks && landmarks.size() != 10 * batch)) {
    return wrong_output();
  }
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    auto& refinement = refinements.emplace_back();
    refinement.score = scores[2 * i + 1];
    std::ranges::copy(offsets.subspan(4 * i, 4), refinement.offsets.begin());
    if (outputs_.landmarks) {
      std::ranges::copy(landmarks.subspan(10 * i, 10), refinement.landmarks.begin());
    }
  }
  return {};
}

Result<std::vector<Refinement>> RefinementStage::run(imaging::ImageView picture,
                                                     std::span<const Candidate> candidates,
                                                     base::Deadline deadline) const {
  std::vector<Refinement> refinements;
  if (candidates.empty()) return refinements;
  auto request = network_.acquire(deadline);
  if (!request) return std::unexpected(request.error());
  while (!candidates.empty()) {
    if (deadline.expired()) return out_of_time();
    const auto now = candidates.first(std::min(candidates.size(), kBatches.back()));
    if (const auto done = run_batch(picture, now, *request, refinements); !done) {
      return std::unexpected(done.error());
    }
    candidates = candidates.subspan(now.size());
  }
  return refinements;
}

}  // namespace facelatch::vision
