// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "imaging/resize.hpp"
#include "vision/face_detector.hpp"

namespace facelatch::vision {

enum class Rotations {
  none,
  /// Also looks at the picture turned by 90, 180 and 270 degrees where no face is found, or where
  /// the landmarks of those found say that they lie or stand on their heads (RetinaFace finds most
  /// turned faces, but misplaces their landmarks). One more look for a turned picture, three where
  /// there is no face.
  try_quarter_turns,
};

enum class FrameFilling {
  ignore,
  /// Where no face is found, looks again at the picture made small on a larger canvas, so that a
  /// face that fills the frame, or is cut by it, is found. Not at native size: that is the
  /// detector's own answer and nothing else.
  look_again,
};

/// Whether a small copy of the picture may answer for it.
enum class FirstLook {
  /// Where the copy shows large faces and nothing doubtful, that is the answer: several times as
  /// fast for portraits. Only for detectors with a coarse look, with their own min_score, and at
  /// neither native nor enlarged size.
  coarse,
  full,
};

/// How a picture is brought to a detector. Sizes are pixels of the longer side.
struct SearchOptions {
  /// In pixels of the picture that is passed. `canvas` is search()'s own choice: exact at native
  /// size, else rounded.
  DetectOptions detect;
  int longer_side = 640;  ///< larger pictures are shrunk to this; 0: native size, else 64..10'000
  int enlarge_to = 0;     ///< smaller pictures are enlarged to this; 0: never, else 64..4'000
  Rotations rotations = Rotations::none;
  FrameFilling frame_filling = FrameFilling::look_again;
  FirstLook first_look = FirstLook::coarse;
};

struct SearchResult {
  FaceList faces;  ///< in coordinates of the picture that was passed, best score first
  /// The turn of the picture after which the faces stand upright. Landmarks keep their names: the
  /// left eye is the left one after that turn.
  imaging::QuarterTurns turn = imaging::QuarterTurns::none;
};

/// The faces of a picture of any size. Pictures of more than kMostPixels are shrunk to that also at
/// native size. Fails as FaceDetector::detect does, except with too_large. Thread-safe.
[[nodiscard]] base::Result<SearchResult> search(const FaceDetector& detector,
                                                imaging::ImageView picture,
                                                const SearchOptions& options,
                                                base::Deadline deadline = {});

}  // namespace facelatch::vision
