// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "embedding/face_embedder.hpp"
#include "imaging/decode.hpp"
#include "models/model_store.hpp"
#include "quality/face_quality.hpp"
#include "quality/head_pose_network.hpp"
#include "similarity/embedding.hpp"
#include "vision/face_detector.hpp"
#include "vision/search.hpp"

namespace facelatch::pipeline {

enum class Selection {
  every_face,    ///< best score first
  largest_face,  ///< the face whose box has the largest area, if there is one
  /// The large face near the picture's centre, if there is one: the highest of area minus twice the
  /// squared distance of its centre, as FaceNet's tools pick the person that a portrait is of.
  central_face,
};

/// How far a picture is taken.
enum class Depth {
  detect,  ///< boxes, scores, landmarks
  align,   ///< also crops and quality
  embed,   ///< also embeddings
};

struct AnalyseOptions {
  imaging::DecodeLimits limits;
  vision::SearchOptions search;
  Selection selection = Selection::every_face;
  Depth depth = Depth::embed;
  embedding::Mirror mirror = embedding::Mirror::off;
};

/// Boxes and landmarks in pixels of the upright original.
struct AnalysedFace {
  vision::Face face;
  quality::FaceQuality quality;     ///< from Depth::align on
  imaging::Image crop;              ///< from Depth::align on, as the embedder takes it
  similarity::Embedding embedding;  ///< at Depth::embed
};

/// Time spent in each stage.
struct StageTimes {
  std::chrono::nanoseconds decode{};
  std::chrono::nanoseconds detect{};
  std::chrono::nanoseconds align{};  ///< crops and their quality
  std::chrono::nanoseconds embed{};
};

struct Analysis {
  imaging::Size size;  ///< of the upright original
  std::vector<AnalysedFace> faces;
  StageTimes times;
};

/// Where the pose in a face's quality comes from.
enum class PoseSource {
  landmarks,  ///< costs nothing
  network,    ///< the head-pose model of the catalogue: better, one more network run per face
};

struct AnalyserOptions {
  std::string detector;  ///< id in the catalogue; empty: the default
  std::string model;     ///< id of the embedder; empty: the default
  inference::NetworkOptions network;
  PoseSource pose = PoseSource::landmarks;
};

/// From the bytes of a picture to its faces and their embeddings, with one detector and one
/// embedder. Thread-safe; copies share the networks.
class Analyser {
 public:
  /// With networks that are loaded already and that other analysers may use too.
  Analyser(std::string detector_id, std::shared_ptr<const vision::FaceDetector> detector,
           std::shared_ptr<const embedding::FaceEmbedder> embedder)
      : detector_id_(std::move(detector_id)),
        detector_(std::move(detector)),
        embedder_(std::move(embedder)) {}

  /// Fails as ModelStore::load, or not_found for an unknown id.
  static base::Result<Analyser> load(const models::ModelStore& store,
                                     const AnalyserOptions& options);

  [[nodiscard]] const std::string& detector_id() const { return detector_id_; }
  [[nodiscard]] const std::string& model_id() const { return embedder_->model().id; }
  [[nodiscard]] const embedding::FaceEmbedder& embedder() const { return *embedder_; }

  /// Fails as imaging::decode, vision::search and FaceEmbedder::embed do; a picture without a face
  /// is an empty list. A face whose landmarks span nothing is left out from Depth::align on.
  [[nodiscard]] base::Result<Analysis> analyse(std::span<const std::uint8_t> picture,
                                               const AnalyseOptions& options,
                                               base::Deadline deadline = {}) const;

  /// The same for pixels that are decoded already, e.g. a frame of a video.
  [[nodiscard]] base::Result<Analysis> analyse_pixels(imaging::ImageView picture,
                                                      const AnalyseOptions& options,
                                                      base::Deadline deadline = {}) const;

  /// The same for the next frame of a video, where it shows all of `faces` near where they were:
  /// each is looked at closely, which costs less than a search (vision::look_again). Nothing where
  /// only a search can tell; faces that are new are not found. Of `options.search` only min_score
  /// counts.
  [[nodiscard]] base::Result<std::optional<Analysis>> analyse_again(
      imaging::ImageView frame, const vision::FaceList& faces, const AnalyseOptions& options,
      base::Deadline deadline = {}) const;

 private:
  /// The selected faces, in coordinates of `picture`.
  [[nodiscard]] base::Result<vision::FaceList> find(imaging::ImageView picture,
                                                    const AnalyseOptions& options,
                                                    base::Deadline deadline) const;
  /// Crops and quality of faces that are in coordinates of the original, which is `reduction` times
  /// as large as `picture`.
  [[nodiscard]] base::Result<std::vector<AnalysedFace>> crop(imaging::ImageView picture,
                                                             float reduction,
                                                             const vision::FaceList& faces,
                                                             base::Deadline deadline) const;
  /// Crops and, where the options want them, embeddings; adds the faces and the times to
  /// `analysis`.
  [[nodiscard]] base::Result<void> describe(Analysis& analysis, imaging::ImageView picture,
                                            float reduction, const vision::FaceList& faces,
                                            const AnalyseOptions& options,
                                            base::Deadline deadline) const;
  /// Adds the embeddings of faces that have their crops.
  [[nodiscard]] base::Result<void> embed(std::vector<AnalysedFace>& faces, embedding::Mirror mirror,
                                         base::Deadline deadline) const;

  std::string detector_id_;
  std::shared_ptr<const vision::FaceDetector> detector_;
  std::shared_ptr<const embedding::FaceEmbedder> embedder_;
  std::shared_ptr<const quality::HeadPoseNetwork> head_pose_;  ///< with PoseSource::network
};

}  // namespace facelatch::pipeline
