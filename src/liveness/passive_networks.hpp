// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "models/model_store.hpp"
#include "vision/face.hpp"

namespace facelatch::liveness {

/// What is seen without asking for anything: the two networks' answers for one face in one picture,
/// and how regular a pattern lies over it.
struct PassiveScores {
  float wide = 0;     ///< log-odds of "live" by the network that sees what is around the face
  float close = 0;    ///< how much the face looks like a spoof, 0 upwards, to the other one
  float pattern = 0;  ///< imaging::periodicity() within the box
};

/// The two networks that look for traces of paper and screens, and the search for a screen's lines.
/// Neither network may decide alone: they err on different faces (docs/liveness.md). The search
/// may, against who is shown. Thread-safe.
class PassiveNetworks {
 public:
  /// Both, or nothing: fails as ModelStore::load, or with corrupt where a graph is of another kind.
  static base::Result<PassiveNetworks> load(const models::ModelStore& store,
                                            const inference::NetworkOptions& options);

  /// `box` is a face's in pixels of `picture`. Fails with low_quality (an empty box),
  /// deadline_exceeded or internal.
  [[nodiscard]] base::Result<PassiveScores> look(imaging::ImageView picture, const vision::Box& box,
                                                 base::Deadline deadline) const;

 private:
  struct Part {
    models::Model model;
    inference::Network network;
  };
  PassiveNetworks(Part wide, Part close) : wide_(std::move(wide)), close_(std::move(close)) {}
  static base::Result<Part> load_part(const models::ModelStore& store, std::string_view id,
                                      const inference::NetworkOptions& options);
  static base::Result<inference::Request> run(const Part& part, imaging::ImageView picture,
                                              const vision::Box& crop, base::Deadline deadline);

  Part wide_;
  Part close_;
};

/// The crop that the wide network was trained on: the box scaled by 2.7 about its centre, or by as
/// much as the picture has room for, and shifted to lie inside the picture.
[[nodiscard]] vision::Box wide_crop(const vision::Box& face, imaging::Size picture);

}  // namespace facelatch::liveness
