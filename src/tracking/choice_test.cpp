// SPDX-License-Identifier: Apache-2.0
// Which frames of a track are taken, on figures of our own.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tracking/crop_shelf.hpp"
#include "tracking/frame_choice.hpp"
#include "tracking/scene_cuts.hpp"
#include "tracking/verdict.hpp"

namespace facelatch::tracking {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using video::FrameIntegrity;

quality::FaceQuality good() {
  return {.size = 100,
          .sharpness = 200,
          .brightness = 0.5F,
          .contrast = 0.2F,
          .pose = {},
          .total = 0.9F};
}

TEST(Gates, NameTheFirstReasonAgainstAFace) {
  const Gates gates;
  EXPECT_EQ(judge(good(), FrameIntegrity::whole, gates), Verdict::suitable);
  EXPECT_EQ(judge(good(), FrameIntegrity::damaged, gates), Verdict::damaged_frame);
  const auto judged = [&](auto change) {
    auto quality = good();
    change(quality);
    return judge(quality, FrameIntegrity::whole, gates);
  };
  EXPECT_EQ(judged([](auto& face) { face.size = 10; }), Verdict::too_small);
  EXPECT_EQ(judged([](auto& face) { face.sharpness = 2; }), Verdict::too_blurred);
  EXPECT_EQ(judged([](auto& face) { face.brightness = 0.02F; }), Verdict::too_dark);
  EXPECT_EQ(judged([](auto& face) { face.brightness = 0.99F; }), Verdict::too_bright);
  EXPECT_EQ(judged([](auto& face) { face.contrast = 0.01F; }), Verdict::too_flat);
  EXPECT_EQ(judged([](auto& face) { face.pose.yaw = -80; }), Verdict::turned_away);
}

TEST(Gates, HaveADistinctNameAndSentenceForEachReason) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Verdict::unlike_the_others); ++i) {
    names.push_back(name_of(static_cast<Verdict>(i)));
    names.push_back(sentence_of(static_cast<Verdict>(i)));
  }
  std::ranges::sort(names);
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(EvenChoice, LiesEvenlyWhateverTheFacesLookLike) {
  const auto taken = [](std::size_t count, std::size_t most) {
    std::string text;
    for (const auto verdict : choose_evenly(count, most)) {
      text += verdict == Verdict::chosen ? 'x' : '.';
    }
    return text;
  };
  EXPECT_EQ(taken(9, 3), ".x..x..x.");
  EXPECT_EQ(taken(8, 1), "....x...");
  EXPECT_EQ(taken(3, 8), "xxx");
  EXPECT_EQ(taken(0, 8), "");
}

std::vector<ChoiceCandidate> row(int count, milliseconds distance) {
  std::vector<ChoiceCandidate> candidates;
  candidates.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) candidates.push_back({distance * i, good()});
  return candidates;
}

std::vector<std::size_t> chosen(const std::vector<Verdict>& verdicts) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    if (verdicts[i] == Verdict::chosen) places.push_back(i);
  }
  return places;
}

TEST(Choice, TakesAllWhereThereIsRoom) {
  EXPECT_EQ(chosen(choose(row(5, seconds(1)), 8)).size(), 5U);
  EXPECT_TRUE(choose({}, 8).empty());
}

TEST(Choice, SpreadsEquallyGoodFramesOverTheWholeTrack) {
  const auto places = chosen(choose(row(100, milliseconds(200)), 5));
  ASSERT_EQ(places.size(), 5U);
  for (std::size_t i = 1; i < places.size(); ++i) EXPECT_GE(places[i] - places[i - 1], 8U);
}

TEST(Choice, PrefersAnotherPoseToTheSameAgain) {
  auto candidates = row(10, milliseconds(1));
  candidates[4].quality.pose.yaw = 30;
  candidates[4].quality.total = 0.7F;
  EXPECT_EQ(std::ranges::count(chosen(choose(candidates, 2)), 4U), 1);
}

TEST(Choice, RefusesWhatIsFarWorseThanTheBest) {
  auto candidates = row(3, seconds(1));
  candidates[1].quality.total = 0.2F;
  const auto verdicts = choose(candidates, 8);
  EXPECT_EQ(verdicts[1], Verdict::far_below_best);
}

similarity::Embedding towards(float x, float y) { return {.model = "test", .values = {x, y}}; }

TEST(Outliers, AreThoseThatDifferFromTheMost) {
  EXPECT_EQ(find_outliers(
                std::vector{towards(1, 0), towards(0.9F, 0.436F), towards(0, 1), towards(1, 0)}),
            (std::vector{false, false, true, false}));
  EXPECT_EQ(find_outliers(std::vector{towards(1, 0), towards(0, 1)}), std::vector(2, false));
  EXPECT_TRUE(find_outliers({}).empty());
}

Candidate candidate(std::size_t number, float quality, Verdict verdict = Verdict::suitable) {
  return {.observation = number,
          .time = milliseconds(100) * number,
          .verdict = verdict,
          .quality = quality,
          .crop = {}};
}

TEST(CropShelf, KeepsTheBestOfEachStretchAndNamesTheLosers) {
  CropShelf shelf(8, milliseconds(200));
  EXPECT_TRUE(shelf.add(candidate(0, 0.5F)).empty());
  EXPECT_EQ(shelf.add(candidate(1, 0.9F)), std::vector<std::size_t>{0});
  EXPECT_TRUE(shelf.add(candidate(2, 0.9F, Verdict::too_dark)).empty());
  EXPECT_EQ(shelf.add(candidate(3, 0.1F)), std::vector<std::size_t>{2}) << "suitable goes first";
}

TEST(CropShelf, CoversAnEndlessTrackInFixedRoom) {
  CropShelf shelf(8, milliseconds(200));
  std::size_t losers = 0;
  for (std::size_t i = 0; i < 10'000; ++i) losers += shelf.add(candidate(i, 0.5F)).size();
  const auto kept = std::move(shelf).take();
  EXPECT_LE(kept.size(), 8U);
  EXPECT_GE(kept.size(), 4U);
  EXPECT_EQ(kept.size() + losers, 10'000U);
  EXPECT_LT(kept.front().observation, 2'500U);
  EXPECT_GT(kept.back().observation, 7'000U);
}

imaging::Image plain(std::uint8_t level) {
  imaging::Image image({64, 36});
  std::ranges::fill(image.pixels(), level);
  return image;
}

TEST(SceneCuts, AreChangesOfTheWholePicture) {
  SceneCuts cuts;
  EXPECT_EQ(cuts.next(plain(10).view()), Continuity::same_scene);
  EXPECT_EQ(cuts.next(plain(15).view()), Continuity::same_scene);
  EXPECT_EQ(cuts.next(plain(150).view()), Continuity::cut);
  EXPECT_EQ(cuts.next(plain(150).view()), Continuity::same_scene);
}

}  // namespace
}  // namespace facelatch::tracking
