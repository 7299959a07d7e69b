// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "liveness/passive_networks.hpp"

namespace facelatch::liveness {

/// Both networks' answers as a logistic regression takes them: log-odds within -8..8, "live"
/// upwards.
std::array<double, 2> features_of(const PassiveScores& scores);

/// Whether a screen's lines, its grid or their moiré are seen in more than one of ten frames, and
/// in more than one where there are several: the networks overlook them in compressed frames. False
/// for no frames.
bool shows_pattern(std::span<const PassiveScores> track);

/// How the two networks' answers become one: a logistic regression for a frame, and over the frames
/// of one track the mean of its log-odds (the product rule of Kittler et al., "On combining
/// classifiers", 1998, for answers of one and the same track). Made by
/// `facelatch eval liveness --calibrate`, never by hand.
struct Fusion {
  double intercept = 0;
  std::array<double, 2> weights{};  ///< of features_of()
  double threshold = 0;             ///< a living track's log-odds reach this
  std::string data;                 ///< what it was fitted on
  int live_tracks = 0;
  int attack_tracks = 0;

  [[nodiscard]] double log_odds(const PassiveScores& frame) const;
  /// The mean over the frames of one track, at least one.
  [[nodiscard]] double log_odds(std::span<const PassiveScores> track) const;
  /// Whether the mean reaches the threshold and no screen's pattern lies over the track, which has
  /// at least one frame.
  [[nodiscard]] bool is_live(std::span<const PassiveScores> track) const;
};

/// Reads and writes the TOML of models/liveness.toml. Parsing fails with corrupt.
base::Result<Fusion> parse_fusion(std::string_view toml);
std::string format_fusion(const Fusion& fusion);

/// The text of models/liveness.toml as it was when this program was built.
std::string_view built_in_fusion_text();

}  // namespace facelatch::liveness
