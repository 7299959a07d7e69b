// SPDX-License-Identifier: Apache-2.0
#include "vision/yunet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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

constexpr std::array<int, 3> kStrides{8, 16, 32};
constexpr int kDivisor = 32;  ///< of the input's sides, by the graph's poolings

/// Where one stride's outputs are in the graph.
struct Outputs {
  std::size_t face;    ///< [cells]: that it is a face
  std::size_t object;  ///< [cells]: that there is anything
  std::size_t box;     ///< [cells, 4]: shift of the centre in cells, logarithm of the size in cells
  std::size_t points;  ///< [cells, 10]: shifts in cells, x and y
};
using AllOutputs = std::array<Outputs, kStrides.size()>;

struct RawOutputs {
  std::span<const float> face;
  std::span<const float> object;
  std::span<const float> box;
  std::span<const float> points;
};

Face decode(const RawOutputs& raw, std::size_t index, Point cell, float stride, float score) {
  const auto box = raw.box.subspan(4 * index, 4);
  const auto points = raw.points.subspan(10 * index, 10);
  const float width = std::exp(box[2]) * stride;
  const float height = std::exp(box[3]) * stride;
  Face face;
  face.box = {(cell.x + box[0]) * stride - width / 2, (cell.y + box[1]) * stride - height / 2,
              width, height};
  face.score = score;
  for (std::size_t i = 0; i < face.landmarks.points.size(); ++i) {
    face.landmarks.points[i] = {(cell.x + points[2 * i]) * stride,
                                (cell.y + points[2 * i + 1]) * stride};
  }
  return face;
}

void decode_stride(const RawOutputs& raw, int stride, int columns, float min_score,
                   FaceList& faces) {
  for (std::size_t i = 0; i < raw.face.size(); ++i) {
    const float score =
        std::sqrt(std::clamp(raw.face[i], 0.0F, 1.0F) * std::clamp(raw.object[i], 0.0F, 1.0F));
    if (!(score > min_score)) continue;
    const int row = static_cast<int>(i) / columns;
    const int column = static_cast<int>(i) % columns;
    const Point place{static_cast<float>(column), static_cast<float>(row)};
    const auto face = decode(raw, i, place, static_cast<float>(stride), score);
    if (is_sound(face)) faces.push_back(face);
  }
}

class YuNet final : public FaceDetector {
 public:
  YuNet(inference::Network network, const YuNetOptions& options, const AllOutputs& outputs)
      : network_(std::move(network)), options_(options), outputs_(outputs) {}

  [[nodiscard]] Result<FaceList> detect(imaging::ImageView picture, const DetectOptions& options,
                                        base::Deadline deadline) const override {
    if (const auto valid = check(picture, options); !valid) return std::unexpected(valid.error());
    if (holds_no_face(picture)) return FaceList{};
    auto faces = candidates(picture, options, deadline);
    if (!faces) return faces;
    if (deadline.expired()) return out_of_time();
    return select(
        suppress_overlaps(*std::move(faces), options_.max_iou, BoxPrecision::whole_pixels),
        options);
  }

 private:
  [[nodiscard]] Result<FaceList> candidates(imaging::ImageView picture,
                                            const DetectOptions& options,
                                            base::Deadline deadline) const {
    const auto canvas = canvas_size(picture.size, options.canvas, kDivisor);
    const auto request = run_once(network_, picture, {}, canvas, deadline);
    if (!request) return std::unexpected(request.error());

    const float min_score = options.min_score.value_or(options_.min_score);
    FaceList faces;
    for (std::size_t i = 0; i < kStrides.size(); ++i) {
      const int columns = canvas.width / kStrides[i];
      const auto cells =
          static_cast<std::size_t>(columns) * static_cast<std::size_t>(canvas.height / kStrides[i]);
      const RawOutputs raw{
          request->output(outputs_[i].face).values, request->output(outputs_[i].object).values,
          request->output(outputs_[i].box).values, request->output(outputs_[i].points).values};
      if (raw.face.size() != cells || raw.object.size() != cells || raw.box.size() != 4 * cells ||
          raw.points.size() != 10 * cells) {
        return wrong_output();
      }
      decode_stride(raw, kStrides[i], columns, min_score, faces);
    }
    return faces;
  }

  inference::Network network_;
  YuNetOptions options_;
  AllOutputs outputs_;
};

}  // namespace

Result<std::unique_ptr<FaceDetector>> make_yunet(inference::Network network,
                                                 const YuNetOptions& options) {
  if (!takes_any_size(network)) return wrong_graph("YuNet");
  AllOutputs outputs{};
  for (std::size_t i = 0; i < kStrides.size(); ++i) {
    const auto named = [&](const char* kind, std::int64_t values) {
      return output_named(network, fmt::format("{}_{}", kind, kStrides[i]), {-1, -1, values});
    };
    const auto face = named("cls", 1);
    const auto object = named("obj", 1);
    const auto box = named("bbox", 4);
    const auto points = named("kps", 10);
    if (!face || !object || !box || !points) return wrong_graph("YuNet");
    outputs[i] = {*face, *object, *box, *points};
  }
  return std::make_unique<YuNet>(std::move(network), options, outputs);
}

}  // namespace facelatch::vision
