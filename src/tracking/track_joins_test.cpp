// SPDX-License-Identifier: Apache-2.0
// Which tracks become one, on figures of our own.
#include "tracking/track_joins.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "tracking/track_mean.hpp"

namespace facelatch::tracking {
namespace {

constexpr float kLimit = 0.5F;

/// A track that is seen in `count` frames from `first` on, each chosen, and looks in one direction.
Track track_of(int id, std::uint64_t first, std::uint64_t count, float degrees,
               float quality = 0.8F) {
  const float angle = degrees * std::numbers::pi_v<float> / 180;
  Track track{.id = id};
  for (std::uint64_t i = 0; i < count; ++i) {
    Observation seen{.frame = first + i,
                     .time = std::chrono::milliseconds(200 * (first + i)),
                     .verdict = Verdict::chosen};
    seen.quality.total = quality;
    track.observations.push_back(seen);
    track.crops.push_back({.observation = i,
                           .crop = {},
                           .embedding = similarity::Embedding{
                               .model = "test", .values = {std::cos(angle), std::sin(angle)}}});
  }
  EXPECT_TRUE(settle_embeddings(track, ChoiceRule::best));
  return track;
}

std::vector<std::size_t> sizes(const std::vector<Track>& tracks) {
  std::vector<std::size_t> all;
  all.reserve(tracks.size());
  for (const auto& track : tracks) all.push_back(track.observations.size());
  return all;
}

TEST(JoinTracks, MakesOneOfAPersonWhoWasLost) {
  std::vector tracks{track_of(1, 0, 3, 0), track_of(2, 5, 3, 90), track_of(3, 10, 4, 50)};
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  // 50 degrees from the first is a cosine of 0.64, 40 from the second one of 0.77.
  EXPECT_EQ(sizes(tracks), (std::vector<std::size_t>{3, 7}));
  EXPECT_TRUE(std::ranges::is_sorted(tracks[1].observations, {}, &Observation::frame));
  EXPECT_TRUE(std::ranges::is_sorted(tracks[1].crops, {}, &KeptCrop::observation));
}

TEST(JoinTracks, NeverTakesTwoOfOnePictureForOne) {
  std::vector tracks{track_of(1, 0, 6, 0), track_of(2, 5, 3, 0)};
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  EXPECT_EQ(tracks.size(), 2U) << "both are in frame 5";
}

TEST(JoinTracks, DoesNotTrustPoorFaces) {
  std::vector tracks{track_of(1, 0, 3, 0), track_of(2, 5, 3, 0, 0.05F)};
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  EXPECT_EQ(tracks.size(), 2U);
}

TEST(JoinTracks, LeavesStrangersAlone) {
  std::vector tracks{track_of(1, 0, 3, 0), track_of(2, 5, 3, 70), track_of(3, 9, 3, 180)};
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  EXPECT_EQ(tracks.size(), 3U);
}

TEST(JoinTracks, JoinsNobodyBelowTheLimit) {
  std::vector tracks{track_of(1, 0, 3, 0), track_of(2, 5, 3, 61)};  // a cosine of 0.485
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  EXPECT_EQ(tracks.size(), 2U);
  ASSERT_TRUE(join_tracks(tracks, 0.48F, ChoiceRule::best, 8));
  EXPECT_EQ(tracks.size(), 1U);
}

TEST(JoinTracks, KeepsAsManyChosenFramesAsOneTrackMayHave) {
  std::vector tracks{track_of(1, 0, 6, 0), track_of(2, 10, 6, 10)};
  ASSERT_TRUE(join_tracks(tracks, kLimit, ChoiceRule::best, 8));
  ASSERT_EQ(tracks.size(), 1U);
  const auto& track = tracks.front();
  EXPECT_EQ(std::ranges::count(track.observations, Verdict::chosen, &Observation::verdict), 8);
  for (const auto& kept : track.crops) {
    const auto& seen = track.observations[kept.observation];
    EXPECT_EQ(kept.embedding.has_value(), seen.verdict == Verdict::chosen);
  }
  ASSERT_TRUE(track.mean);
  EXPECT_GT(track.mean->values[0], 0.99F);
}

}  // namespace
}  // namespace facelatch::tracking
