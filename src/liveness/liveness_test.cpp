// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <vector>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "liveness/fusion.hpp"
#include "liveness/watcher.hpp"
#include "testing/data.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::liveness {
namespace {

Watcher load_watcher() {
  const auto store = models::ModelStore::open().value();
  return {pipeline::Analyser::load(store, {}).value(), Networks::load(store, {}).value()};
}

Sight look(const Watcher& watcher, std::string_view name) {
  const auto bytes = base::read_file(testing::shared_data(name), 20U << 20U).value();
  const auto picture = imaging::decode(bytes).value();
  return watcher.look(picture.image.view(), {}, {}).value();
}

TEST(WideCrop, IsScaledAboutTheFaceAndStaysInsideThePicture) {
  const auto middle = wide_crop({450, 450, 100, 100}, {1000, 1000});
  EXPECT_FLOAT_EQ(middle.width, 270);
  EXPECT_FLOAT_EQ(middle.x, 365);
  const auto corner = wide_crop({0, 900, 100, 100}, {1000, 1000});
  EXPECT_FLOAT_EQ(corner.x, 0);
  EXPECT_FLOAT_EQ(corner.y + corner.height, 999);
  const auto large = wide_crop({100, 100, 800, 800}, {1000, 1000});
  EXPECT_FLOAT_EQ(large.width, 999);
  EXPECT_FLOAT_EQ(large.x, 0);
}

TEST(Watcher, ScoresAttacksBelowLivingFaces) {
  const auto watcher = load_watcher();
  const auto fusion = parse_fusion(built_in_fusion_text()).value();
  for (const auto* name : {"silent_F1_print.jpg", "silent_F2_screen.jpg", "vietmoney_fake3.jpg"}) {
    const auto sight = look(watcher, std::string("live_still_dev/fake/") + name);
    EXPECT_LT(fusion.log_odds(sight.passive), fusion.threshold) << name;
  }
  for (const auto* name : {"vietmoney_true1.jpg", "vietmoney_true2.jpg"}) {
    const auto sight = look(watcher, std::string("live_still_dev/real/") + name);
    EXPECT_GT(fusion.log_odds(sight.passive), fusion.threshold) << name;
  }
}

TEST(Watcher, SaysThatThereIsNoFace) {
  const auto watcher = load_watcher();
  const imaging::Image gray({320, 240});
  EXPECT_EQ(watcher.look(gray.view(), {}, {})->faces, 0);
}

TEST(Watcher, SeesClosedEyesAndTurns) {
  const auto watcher = load_watcher();
  const auto clip = testing::shared_data("video_dev/liveportrait_d14.mp4");
  auto reader = video::VideoReader::open(clip, {}, clip_options()).value();
  const auto sights = watch(watcher, reader, std::chrono::milliseconds(6300), {}).value();
  ASSERT_GT(sights.size(), 60U);
  // By eye: open in the first second, closed from 4.6 s to 6.3 s.
  using namespace std::chrono_literals;
  int open = 0;
  int closed = 0;
  int frames_closed = 0;
  for (const auto& sight : sights) {
    if (sight.time < 500ms) open += sight.eyes_open > 2 ? 1 : 0;
    if (sight.time < 4700ms || sight.time > 6200ms) continue;
    ++frames_closed;
    closed += sight.eyes_open < -2 ? 1 : 0;
  }
  EXPECT_GE(open, 4);
  EXPECT_GE(closed, frames_closed * 3 / 4);
}

TEST(Networks, AreAllThereOrNoneIsUsed) {
  const testing::TemporaryFolder folder;
  const auto source = models::ModelStore::open().value().folder();
  for (const auto* name : {"liveness-a.onnx", "head-pose.onnx", "eye-state.onnx"}) {
    std::filesystem::create_symlink(source / name, folder.path() / name);
  }
  const auto store = models::ModelStore::open(folder.path()).value();
  EXPECT_EQ(Networks::load(store, {}).error().code, base::ErrorCode::unavailable);
}

/// The same picture with every third row darker, as a screen that is filmed.
imaging::Image with_lines(imaging::Image picture) {
  for (int y = 0; y < picture.size().height; y += 3) {
    for (auto& value : picture.row(y)) value = static_cast<std::uint8_t>(value * 4 / 5);
  }
  return picture;
}

TEST(Watcher, SeesTheLinesOfAScreenOnAFaceThatLooksLiving) {
  const auto watcher = load_watcher();
  const auto fusion = parse_fusion(built_in_fusion_text()).value();
  const auto bytes =
      base::read_file(testing::shared_data("live_still_dev/real/vietmoney_true1.jpg"), 20U << 20U)
          .value();
  auto picture = imaging::decode(bytes).value().image;
  const std::vector living{watcher.look(picture.view(), {}, {})->passive};
  EXPECT_TRUE(fusion.is_live(living));
  const std::vector filmed{watcher.look(with_lines(std::move(picture)).view(), {}, {})->passive};
  EXPECT_TRUE(shows_pattern(filmed));
  EXPECT_FALSE(fusion.is_live(filmed));
}

TEST(Fusion, TakesATrackForAScreenWhereMoreThanOneOfTenFramesShowsAPattern) {
  const Fusion fusion{.intercept = 5, .weights = {}, .threshold = 0, .data = {}};
  std::vector<PassiveScores> track(20);
  EXPECT_TRUE(fusion.is_live(track));
  track[3].pattern = track[4].pattern = 500;
  EXPECT_TRUE(fusion.is_live(track));
  track[5].pattern = 500;
  EXPECT_FALSE(fusion.is_live(track));
  EXPECT_FALSE(shows_pattern({}));
  std::vector<PassiveScores> few(5);
  few[0].pattern = 500;
  EXPECT_FALSE(shows_pattern(few)) << "one of several may be chance";
  few[1].pattern = 500;
  EXPECT_TRUE(shows_pattern(few));
  EXPECT_TRUE(shows_pattern(std::span(few).first(1)));
}

TEST(Fusion, IsReadAsItWasWrittenAndTakesTheMeanOfATrack) {
  const Fusion fusion{.intercept = 1.5,
                      .weights = {0.5, 0.25},
                      .threshold = 0.25,
                      .data = "a test",
                      .live_tracks = 3,
                      .attack_tracks = 4};
  const auto read = parse_fusion(format_fusion(fusion)).value();
  EXPECT_EQ(read.data, "a test");
  EXPECT_EQ(read.attack_tracks, 4);
  const std::vector<PassiveScores> track{{.wide = 4, .close = 0.5F}, {.wide = -100, .close = 0.5F}};
  EXPECT_NEAR(read.log_odds(track[0]), 1.5 + 0.5 * 4, 1e-6);
  EXPECT_NEAR(read.log_odds(track[1]), 1.5 - 0.5 * 8, 1e-6) << "one frame has bounded weight";
  EXPECT_NEAR(read.log_odds(track), 1.5 - 1, 1e-6);
  EXPECT_EQ(parse_fusion("schema = 1").error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(parse_fusion("schema = ").error().code, base::ErrorCode::corrupt);
}

}  // namespace
}  // namespace facelatch::liveness
