// SPDX-License-Identifier: Apache-2.0
#include "vision/retinaface.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "vision/detection.hpp"
#include "vision/graph.hpp"
#include "vision/network_pass.hpp"
#include "vision/nms.hpp"
#include "vision/planes.hpp"

namespace facelatch::vision {
namespace {

using base::Result;

/// Two square prior boxes stand at the centre of each cell of three grids.
struct PriorGrid {
  int stride;                 ///< pixels of a cell's side
  std::array<float, 2> side;  ///< pixels of the two boxes
};
constexpr std::array<PriorGrid, 3> kGrids{{{8, {16, 32}}, {16, {64, 128}}, {32, {256, 512}}}};
constexpr float kCentreVariance = 0.1F;
constexpr float kSizeVariance = 0.2F;

// Measured on crowds, groups and portraits (docs/detection.md): with these, no face that the search
// at 640 pixels finds is missed by the look at 320.
constexpr float kLeastCoarseFace = 32;
constexpr float kWellPlacedFace = 64;
constexpr float kDoubtScore = 0.05F;

/// Where the graph's outputs are.
struct Outputs {
  std::size_t boxes;
  std::size_t scores;
  std::size_t landmarks;
};

struct RawOutputs {
  std::span<const float> boxes;      ///< 4 a prior: shift of the centre, logarithm of the size
  std::span<const float> scores;     ///< 2 a prior: nothing, face
  std::span<const float> landmarks;  ///< 10 a prior: shifts from its centre, x and y
};

int cells(int side, int stride) { return (side + stride - 1) / stride; }

std::size_t prior_count(imaging::Size canvas) {
  std::size_t count = 0;
  for (const auto& grid : kGrids) {
    count += 2 * static_cast<std::size_t>(cells(canvas.width, grid.stride)) *
             static_cast<std::size_t>(cells(canvas.height, grid.stride));
  }
  return count;
}

Face decode(const RawOutputs& raw, std::size_t index, Point centre, float side) {
  const auto box = raw.boxes.subspan(4 * index, 4);
  const auto points = raw.landmarks.subspan(10 * index, 10);
  const float shift = side * kCentreVariance;
  const float width = side * std::exp(box[2] * kSizeVariance);
  const float height = side * std::exp(box[3] * kSizeVariance);
  Face face;
  face.box = {centre.x + box[0] * shift - width / 2, centre.y + box[1] * shift - height / 2, width,
              height};
  face.score = raw.scores[2 * index + 1];
  for (std::size_t i = 0; i < face.landmarks.points.size(); ++i) {
    face.landmarks.points[i] = {centre.x + points[2 * i] * shift,
                                centre.y + points[2 * i + 1] * shift};
  }
  return face;
}

/// The faces of one grid above `min_score`; `first` is the index of its first prior and becomes
/// that of the next grid's.
void decode_grid(const RawOutputs& raw, const PriorGrid& grid, imaging::Size canvas,
                 float min_score, std::size_t& first, FaceList& faces) {
  const auto stride = static_cast<float>(grid.stride);
  for (int row = 0; row < cells(canvas.height, grid.stride); ++row) {
    for (int column = 0; column < cells(canvas.width, grid.stride); ++column) {
      for (const float side : grid.side) {
        const std::size_t index = first++;
        if (!(raw.scores[2 * index + 1] > min_score)) continue;
        const Point centre{(static_cast<float>(column) + 0.5F) * stride,
                           (static_cast<float>(row) + 0.5F) * stride};
        if (auto face = decode(raw, index, centre, side); is_sound(face)) faces.push_back(face);
      }
    }
  }
}

class RetinaFace final : public FaceDetector {
 public:
  RetinaFace(inference::Network network, std::vector<inference::Network> looks,
             const RetinaFaceOptions& options, const Outputs& outputs)
      : network_(std::move(network)),
        looks_(std::move(looks)),
        options_(options),
        outputs_(outputs) {}

  [[nodiscard]] Result<FaceList> detect(imaging::ImageView picture, const DetectOptions& options,
                                        base::Deadline deadline) const override {
    if (const auto valid = check(picture, options); !valid) return std::unexpected(valid.error());
    if (holds_no_face(picture)) return FaceList{};
    auto faces = candidates(picture, options, deadline);
    if (!faces) return faces;
    if (deadline.expired()) return out_of_time();
    return select(suppress_overlaps(*std::move(faces), options_.max_iou), options);
  }

  [[nodiscard]] std::optional<CoarseLook> coarse_look() const override {
    return CoarseLook{kRetinaFaceLookSides[0], kLeastCoarseFace, kWellPlacedFace, kDoubtScore,
                      options_.min_score};
  }

 private:
  [[nodiscard]] Result<FaceList> candidates(imaging::ImageView picture,
                                            const DetectOptions& options,
                                            base::Deadline deadline) const {
    const auto canvas = canvas_size(picture.size, options.canvas, 1);
    const auto request =
        run_once(network_for(canvas), picture, {.mean = options_.mean}, canvas, deadline);
    if (!request) return std::unexpected(request.error());

    const RawOutputs raw{request->output(outputs_.boxes).values,
                         request->output(outputs_.scores).values,
                         request->output(outputs_.landmarks).values};
    const std::size_t priors = prior_count(canvas);
    if (raw.boxes.size() != 4 * priors || raw.scores.size() != 2 * priors ||
        raw.landmarks.size() != 10 * priors) {
      return wrong_output();
    }
    FaceList faces;
    std::size_t first = 0;
    const float min_score = options.min_score.value_or(options_.min_score);
    for (const auto& grid : kGrids) decode_grid(raw, grid, canvas, min_score, first, faces);
    return faces;
  }

  [[nodiscard]] const inference::Network& network_for(imaging::Size canvas) const {
    const inference::Shape shape{1, 3, canvas.height, canvas.width};
    const auto look = std::ranges::find(looks_, shape, &inference::Network::input_shape);
    return look == looks_.end() ? network_ : *look;
  }

  inference::Network network_;
  std::vector<inference::Network> looks_;
  RetinaFaceOptions options_;
  Outputs outputs_;
};

}  // namespace

Result<std::unique_ptr<FaceDetector>> make_retinaface(inference::Network network,
                                                      const RetinaFaceOptions& options,
                                                      std::vector<inference::Network> looks) {
  const auto boxes = output_named(network, "loc", {-1, -1, 4});
  const auto scores = output_named(network, "conf", {-1, -1, 2});
  const auto landmarks = output_named(network, "landmarks", {-1, -1, 10});
  if (!takes_any_size(network) || !boxes || !scores || !landmarks) {
    return wrong_graph("RetinaFace");
  }
  const bool fit = std::ranges::all_of(looks, [&](const inference::Network& look) {
    return look.output_names() == network.output_names();
  });
  if (!fit) return wrong_graph("RetinaFace");
  return std::make_unique<RetinaFace>(std::move(network), std::move(looks), options,
                                      Outputs{*boxes, *scores, *landmarks});
}

}  // namespace facelatch::vision
