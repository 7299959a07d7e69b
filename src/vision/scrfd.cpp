// SPDX-License-Identifier: Apache-2.0
#include "vision/scrfd.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "imaging/resize.hpp"
#include "vision/detection.hpp"
#include "vision/graph.hpp"
#include "vision/network_pass.hpp"
#include "vision/nms.hpp"

namespace facelatch::vision {
namespace {

using base::Result;

constexpr std::array<int, 3> kStrides{8, 16, 32};
constexpr std::size_t kAnchors = 2;  ///< at each place
constexpr int kDivisor = 32;         ///< of the input's sides

/// One stride's outputs: distances in strides from the place to what they stand for.
struct RawOutputs {
  std::span<const float> scores;
  std::span<const float> boxes;   ///< to the left, upper, right and lower edge
  std::span<const float> points;  ///< x and y of five
};

Face decode(const RawOutputs& raw, std::size_t index, Point place, float stride) {
  const auto edges = raw.boxes.subspan(4 * index, 4);
  const auto points = raw.points.subspan(10 * index, 10);
  Face face;
  face.box = {place.x - edges[0] * stride, place.y - edges[1] * stride,
              (edges[0] + edges[2]) * stride, (edges[1] + edges[3]) * stride};
  face.score = raw.scores[index];
  for (std::size_t i = 0; i < face.landmarks.points.size(); ++i) {
    face.landmarks.points[i] = {place.x + points[2 * i] * stride,
                                place.y + points[2 * i + 1] * stride};
  }
  return face;
}

void decode_stride(const RawOutputs& raw, int stride, int columns, float min_score,
                   FaceList& faces) {
  for (std::size_t i = 0; i < raw.scores.size(); ++i) {
    if (!(raw.scores[i] > min_score)) continue;
    const auto cell = static_cast<int>(i / kAnchors);
    const int row = cell / columns;
    const int column = cell % columns;
    const Point place{static_cast<float>(column * stride), static_cast<float>(row * stride)};
    const auto face = decode(raw, i, place, static_cast<float>(stride));
    if (is_sound(face)) faces.push_back(face);
  }
}

class Scrfd final : public FaceDetector {
 public:
  Scrfd(inference::Network network, const ScrfdOptions& options,
        std::optional<imaging::Size> fixed_size)
      : network_(std::move(network)), options_(options), fixed_size_(fixed_size) {}

  [[nodiscard]] Result<FaceList> detect(imaging::ImageView picture, const DetectOptions& options,
                                        base::Deadline deadline) const override {
    if (const auto valid = check(picture, options); !valid) return std::unexpected(valid.error());
    if (holds_no_face(picture)) return FaceList{};
    auto faces = fixed_size_ ? fitted_candidates(picture, options, deadline)
                             : candidates(picture, canvas_of(picture, options), options, deadline);
    if (!faces) return faces;
    if (deadline.expired()) return out_of_time();
    return select(suppress_overlaps(*std::move(faces), options_.max_iou), options);
  }

 private:
  static imaging::Size canvas_of(imaging::ImageView picture, const DetectOptions& options) {
    return canvas_size(picture.size, options.canvas, kDivisor);
  }

  /// The candidates of a graph of one size, to which the picture is shrunk or enlarged.
  [[nodiscard]] Result<FaceList> fitted_candidates(imaging::ImageView picture,
                                                   const DetectOptions& options,
                                                   base::Deadline deadline) const {
    const auto [width, height] = picture.size;
    const float factor =
        std::min(static_cast<float>(fixed_size_->width) / static_cast<float>(width),
                 static_cast<float>(fixed_size_->height) / static_cast<float>(height));
    const auto fitted = [factor](int side, int most) {
      return std::clamp(static_cast<int>(static_cast<float>(side) * factor), 1, most);
    };
    const auto shown = imaging::resize(
        picture, {fitted(width, fixed_size_->width), fitted(height, fixed_size_->height)});
    auto faces = candidates(shown.view(), *fixed_size_, options, deadline);
    if (faces) {
      for (auto& face : *faces) face = scaled(face, 1 / factor, 1 / factor);
    }
    return faces;
  }

  [[nodiscard]] Result<FaceList> candidates(imaging::ImageView picture, imaging::Size canvas,
                                            const DetectOptions& options,
                                            base::Deadline deadline) const {
    const auto request = run_once(network_, picture, options_.input, canvas, deadline);
    if (!request) return std::unexpected(request.error());

    const float min_score = options.min_score.value_or(options_.min_score);
    FaceList faces;
    for (std::size_t i = 0; i < kStrides.size(); ++i) {
      const int columns = canvas.width / kStrides[i];
      const std::size_t anchors = kAnchors * static_cast<std::size_t>(columns) *
                                  static_cast<std::size_t>(canvas.height / kStrides[i]);
      const RawOutputs raw{request->output(i).values, request->output(i + kStrides.size()).values,
                           request->output(i + 2 * kStrides.size()).values};
      if (raw.scores.size() != anchors || raw.boxes.size() != 4 * anchors ||
          raw.points.size() != 10 * anchors) {
        return wrong_output();
      }
      decode_stride(raw, kStrides[i], columns, min_score, faces);
    }
    return faces;
  }

  inference::Network network_;
  ScrfdOptions options_;
  std::optional<imaging::Size> fixed_size_;
};

/// Exports have [anchors, values] or, with a batch, [1, anchors, values].
bool outputs_fit(const inference::Network& network) {
  constexpr std::array<std::int64_t, 3> kValues{1, 4, 10};
  if (network.output_count() != kValues.size() * kStrides.size()) return false;
  for (std::size_t i = 0; i < network.output_count(); ++i) {
    const auto shape = network.output_shape(i);
    const auto values = kValues[i / kStrides.size()];
    if (!fits(shape, {-1, values}) && !fits(shape, {1, -1, values})) return false;
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<FaceDetector>> make_scrfd(inference::Network network,
                                                 const ScrfdOptions& options) {
  if (!outputs_fit(network)) return wrong_graph("SCRFD");
  std::optional<imaging::Size> fixed_size;
  if (!takes_any_size(network)) {
    const auto shape = network.input_shape();
    const auto is_side = [](std::int64_t side) {
      return side >= kDivisor && side <= 4096 && side % kDivisor == 0;
    };
    if (!fits(shape, {1, 3, -1, -1}) || !is_side(shape[2]) || !is_side(shape[3])) {
      return wrong_graph("SCRFD");
    }
    fixed_size = {static_cast<int>(shape[3]), static_cast<int>(shape[2])};
  }
  return std::make_unique<Scrfd>(std::move(network), options, fixed_size);
}

}  // namespace facelatch::vision
