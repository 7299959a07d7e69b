// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "vision/face.hpp"

namespace facelatch::vision {

/// The size at which a network sees a picture whose sides are not multiples of 64.
enum class Canvas {
  exact,    ///< its own size: the results of the reference packages
  rounded,  ///< black is added on the right and below, so that few sizes of the graph are ever
            ///< prepared (some 15 ms for each new one); scores move by about a hundredth
  square,   ///< as rounded, and both sides as long as the longer: one size for all pictures
};

/// How one picture is searched. All sizes are pixels of the picture that is passed.
struct DetectOptions {
  std::optional<float> min_score;  ///< 0..1; the model's own default otherwise
  float min_face = 0;              ///< faces with a shorter box side are dropped; at least 0
  int max_faces = 1000;            ///< the best-scored are kept; 1..10'000
  Canvas canvas = Canvas::exact;
};

/// How far a look at a small copy of a picture can be trusted. Sizes are pixels of the copy.
struct CoarseLook {
  int longer_side;         ///< of the copy
  float least_face;        ///< faces with a shorter box side may be missed
  float well_placed_face;  ///< the landmarks of those with a shorter box side are uncertain
  float doubt_score;       ///< a candidate that is no face but scores more may be a small one
  float sure_score;        ///< the detector's default score
};

/// Pictures with a shorter side hold no face that any detector could find.
inline constexpr int kSmallestSide = 12;
/// The most pixels that a detector takes: about 1 GiB of working memory for the largest network.
inline constexpr int kMostPixels = 16'000'000;

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
  /// also for pictures too small to hold a face. Fails with invalid_argument (options out of
  /// range), too_large (kMostPixels), deadline_exceeded or internal.
  [[nodiscard]] virtual base::Result<FaceList> detect(imaging::ImageView picture,
                                                      const DetectOptions& options,
                                                      base::Deadline deadline) const = 0;

  /// Nothing where a small copy says too little about the picture.
  [[nodiscard]] virtual std::optional<CoarseLook> coarse_look() const { return std::nullopt; }
};

}  // namespace facelatch::vision
