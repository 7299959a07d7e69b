// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "vision/face.hpp"

namespace facelatch::vision {

/// How one picture is searched. All sizes are pixels of the picture that is passed.
struct DetectOptions {
  std::optional<float> min_score;  ///< 0..1; the model's own default otherwise
  float min_face = 0;              ///< faces with a shorter box side are dropped
  int max_faces = 1000;            ///< the best-scored are kept; 1..10'000
};

/// A network, or several, that finds faces and their five landmarks in one upright picture at the
/// size that it is given. Thread-safe: calls share the network's requests.
class FaceDetector {
 public:
  FaceDetector() = default;
  FaceDetector(const FaceDetector&) = delete;
  FaceDetector& operator=(const FaceDetector&) = delete;
  FaceDetector(FaceDetector&&) = delete;
  FaceDetector& operator=(FaceDetector&&) = delete;
  virtual ~FaceDetector() = default;

  /// Faces in coordinates of `picture`, best score first; empty where there is none (no error),
  /// also for pictures too small to hold a face. Fails with deadline_exceeded or internal.
  [[nodiscard]] virtual base::Result<FaceList> detect(imaging::ImageView picture,
                                                      const DetectOptions& options,
                                                      base::Deadline deadline) const = 0;
};

}  // namespace facelatch::vision
