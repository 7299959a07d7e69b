// SPDX-License-Identifier: Apache-2.0
#include "liveness/fusion.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace facelatch::liveness {
namespace {

constexpr double kMostLogOdds = 8;  // One frame must not outvote a whole track.

/// Of 906 living faces one reaches this, a scan of print (docs/liveness.md).
constexpr float kPattern = 60;
constexpr double kFewPatterned = 0.1;  ///< of a track's frames may be chance

double bounded(double log_odds) { return std::clamp(log_odds, -kMostLogOdds, kMostLogOdds); }

}  // namespace

std::array<double, 2> features_of(const PassiveScores& scores) {
  constexpr double kLeast = 1e-4;
  const double spoof = std::clamp(static_cast<double>(scores.close), kLeast, 1 - kLeast);
  return {bounded(static_cast<double>(scores.wide)), bounded(std::log((1 - spoof) / spoof))};
}

double Fusion::log_odds(const PassiveScores& frame) const {
  const auto features = features_of(frame);
  return intercept + weights[0] * features[0] + weights[1] * features[1];
}

double Fusion::log_odds(std::span<const PassiveScores> track) const {
  double sum = 0;
  for (const auto& frame : track) sum += log_odds(frame);
  return sum / static_cast<double>(track.size());
}

bool Fusion::is_live(std::span<const PassiveScores> track) const {
  return log_odds(track) >= threshold && !shows_pattern(track);
}

bool shows_pattern(std::span<const PassiveScores> track) {
  const auto patterned = std::ranges::count_if(
      track, [](const PassiveScores& frame) { return frame.pattern >= kPattern; });
  const double few = kFewPatterned * static_cast<double>(track.size());
  return static_cast<double>(patterned) > (track.size() > 1 ? std::max(few, 1.0) : 0.0);
}

base::Result<Fusion> parse_fusion(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return base::failure(base::ErrorCode::corrupt,
                         fmt::format("The calibration of liveness is wrong: {}.", what));
  };
  try {
    const toml::table root = toml::parse(text);
    if (root["schema"].value_or(0) != 1) return wrong("schema 1 is needed");
    const auto number = [&](std::string_view key) {
      return root["fusion"][key].value_or(std::numeric_limits<double>::quiet_NaN());
    };
    Fusion fusion{.intercept = number("intercept"),
                  .weights = {number("wide"), number("close")},
                  .threshold = number("threshold"),
                  .data = root["fusion"]["data"].value_or(std::string()),
                  .live_tracks = root["fusion"]["live_tracks"].value_or(0),
                  .attack_tracks = root["fusion"]["attack_tracks"].value_or(0)};
    const double all = fusion.intercept + fusion.weights[0] + fusion.weights[1] + fusion.threshold;
    if (!std::isfinite(all)) return wrong("a number is missing");
    return fusion;
  } catch (const toml::parse_error& error) {
    return wrong(fmt::format("line {} is not TOML", error.source().begin.line));
  }
}

std::string format_fusion(const Fusion& fusion) {
  return fmt::format(
      "# How the answers of the two liveness networks become one. Written by\n"
      "# `facelatch eval liveness --calibrate`; not to be edited by hand.\nschema = 1\n\n"
      "[fusion]\nintercept = {:.6f}\nwide = {:.6f}\nclose = {:.6f}\nthreshold = {:.6f}\n"
      "data = \"{}\"\nlive_tracks = {}\nattack_tracks = {}\n",
      fusion.intercept, fusion.weights[0], fusion.weights[1], fusion.threshold, fusion.data,
      fusion.live_tracks, fusion.attack_tracks);
}

}  // namespace facelatch::liveness
