// SPDX-License-Identifier: Apache-2.0
#include "vision/detectors.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "vision/mtcnn.hpp"
#include "vision/planes.hpp"
#include "vision/retinaface.hpp"
#include "vision/scrfd.hpp"
#include "vision/yunet.hpp"

namespace facelatch::vision {
namespace {

using base::Result;
using models::Model;
using models::ModelStore;

float threshold(const Model& model, const std::string& name, float otherwise) {
  return static_cast<float>(model.threshold(name, static_cast<double>(otherwise)));
}

/// The catalogue gives the means in the order of the channels; we want them blue first.
PlaneArithmetic arithmetic_of(const models::InputSpec& input) {
  const bool is_rgb = input.channels == models::Channels::rgb;
  PlaneArithmetic arithmetic{.order = is_rgb ? ChannelOrder::rgb : ChannelOrder::bgr,
                             .mean = input.mean,
                             .scale = input.scale};
  if (is_rgb) std::swap(arithmetic.mean[0], arithmetic.mean[2]);
  return arithmetic;
}

MtcnnOptions mtcnn_options(const Model& model) {
  const MtcnnOptions otherwise;
  return {
      .min_face = threshold(model, "min_face", otherwise.min_face),
      .pyramid_factor = threshold(model, "pyramid_factor", otherwise.pyramid_factor),
      .proposal_score = threshold(model, "pnet_score", otherwise.proposal_score),
      .proposal_overlap_in_level =
          threshold(model, "pnet_nms_in_scale", otherwise.proposal_overlap_in_level),
      .proposal_overlap = threshold(model, "pnet_nms", otherwise.proposal_overlap),
      .refinement_score = threshold(model, "rnet_score", otherwise.refinement_score),
      .refinement_overlap = threshold(model, "rnet_nms", otherwise.refinement_overlap),
      .output_score = threshold(model, "onet_score", otherwise.output_score),
      .output_overlap = threshold(model, "onet_nms", otherwise.output_overlap),
  };
}

Result<std::unique_ptr<FaceDetector>> load_mtcnn(const ModelStore& store, const Model& model,
                                                 const inference::NetworkOptions& options) {
  auto proposal = store.load(model, "pnet", options);
  if (!proposal) return std::unexpected(proposal.error());
  auto refinement = store.load(model, "rnet", options);
  if (!refinement) return std::unexpected(refinement.error());
  auto output = store.load(model, "onet", options);
  if (!output) return std::unexpected(output.error());
  return make_mtcnn({*std::move(proposal), *std::move(refinement), *std::move(output)},
                    mtcnn_options(model));
}

Result<std::unique_ptr<FaceDetector>> load_retinaface(const ModelStore& store, const Model& model,
                                                      inference::Network network,
                                                      inference::NetworkOptions options) {
  std::vector<inference::Network> looks;
  for (const int side : kRetinaFaceLookSides) {
    options.only_shape = {1, 3, side, side};
    auto look = store.load(model, "", options);
    if (!look) return std::unexpected(look.error());
    looks.push_back(*std::move(look));
  }
  const RetinaFaceOptions otherwise;
  return make_retinaface(std::move(network),
                         {.min_score = threshold(model, "score", otherwise.min_score),
                          .max_iou = threshold(model, "nms", otherwise.max_iou),
                          .mean = arithmetic_of(model.input).mean},
                         std::move(looks));
}

}  // namespace

Result<std::unique_ptr<FaceDetector>> load_detector(const ModelStore& store, const Model& model,
                                                    const inference::NetworkOptions& options) {
  if (model.family == "mtcnn") return load_mtcnn(store, model, options);
  auto network = store.load(model, "", options);
  if (!network) return std::unexpected(network.error());
  if (model.family == "retinaface") {
    return load_retinaface(store, model, *std::move(network), options);
  }
  if (model.family == "yunet") {
    const YuNetOptions otherwise;
    return make_yunet(*std::move(network),
                      {.min_score = threshold(model, "score", otherwise.min_score),
                       .max_iou = threshold(model, "nms", otherwise.max_iou)});
  }
  if (model.family == "scrfd") {
    const ScrfdOptions otherwise;
    return make_scrfd(*std::move(network),
                      {.min_score = threshold(model, "score", otherwise.min_score),
                       .max_iou = threshold(model, "nms", otherwise.max_iou),
                       .input = arithmetic_of(model.input)});
  }
  return base::failure(base::ErrorCode::invalid_argument,
                       fmt::format("There is no detector of the family {}.", model.family));
}

}  // namespace facelatch::vision
