// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.hpp"
#include "testing/temporary_folder.hpp"
#include "trials/fusion_fit.hpp"
#include "trials/liveness_errors.hpp"
#include "trials/lock_trial.hpp"

namespace facelatch::trials {
namespace {

Shown shown(const std::string& name, bool is_live, const std::string& kind, float wide) {
  return {{.file = {}, .name = name, .is_live = is_live, .kind = kind},
          {{.wide = wide, .close = 0.5F}, {.wide = wide + 1, .close = 0.5F}}};
}

TEST(Presentations, AreFoundWithTheKindOfEachAttack) {
  const testing::TemporaryFolder folder;
  for (const auto* name : {"real/a.jpg", "fake/b_print.jpg", "fake/c7.png", "fake/mask/d.mp4",
                           "fake/e.mp4", "fake/notes.txt"}) {
    const auto file = folder.path() / name;
    std::filesystem::create_directories(file.parent_path());
    ASSERT_TRUE(base::write_text(file, "x"));
  }
  ASSERT_TRUE(base::write_text(folder.path() / "labels.csv",
                               "file,label,note\nfake/e.mp4,fake,\"phone replay; partly\"\n"));
  const auto found = read_presentations(folder.path()).value();
  std::vector<std::string> all;
  all.reserve(found.size());
  for (const auto& each : found) all.push_back(each.name + "=" + each.kind);
  EXPECT_EQ(all, (std::vector<std::string>{"fake/b_print.jpg=print", "fake/c7.png=unspecified",
                                           "fake/e.mp4=phone replay", "fake/mask/d.mp4=mask",
                                           "real/a.jpg="}));
  const testing::TemporaryFolder empty;
  EXPECT_EQ(read_presentations(empty.path()).error().code, base::ErrorCode::not_found);
}

TEST(CountErrors, TellsTheRateOfEachKindAndOfLivingPeople) {
  const std::vector<Shown> all{shown("a", true, "", 5),
                               shown("b", true, "", -5),
                               shown("c", false, "print", -5),
                               shown("d", false, "print", 5),
                               shown("e", false, "screen", -5),
                               {{.file = {}, .name = "f", .is_live = false, .kind = "screen"}, {}}};
  const liveness::Fusion fusion{.intercept = 0, .weights = {1, 0}};
  const auto errors = count_errors(all, fusion);
  ASSERT_EQ(errors.attacks.size(), 2U);
  EXPECT_EQ(errors.attacks[0].kind, "print");
  EXPECT_DOUBLE_EQ(errors.attacks[0].rate, 0.5);
  EXPECT_EQ(errors.attacks[1].classified, 1);
  EXPECT_EQ(errors.attacks[1].silent, 1);
  EXPECT_DOUBLE_EQ(errors.attacks[1].rate, 0);
  EXPECT_GT(errors.attacks[1].interval.high, 0.7) << "one attack proves little";
  EXPECT_EQ(errors.worst.kind, "print");
  EXPECT_DOUBLE_EQ(errors.living.rate, 0.5);
  EXPECT_NE(error_chart(errors).find("1 of 2"), std::string::npos);
}

TEST(CountErrors, TakesWhatShowsAScreensPatternForAnAttack) {
  auto screen = shown("fake/screen.mp4", false, "screen", 5);
  for (auto& frame : screen.frames) frame.pattern = 500;
  const liveness::Fusion fusion{.weights = {1, 0}, .data = {}};
  const std::vector all{screen, shown("fake/good.mp4", false, "screen", 5)};
  const auto errors = count_errors(all, fusion);
  EXPECT_TRUE(errors.verdicts[0].shows_pattern);
  EXPECT_FALSE(errors.verdicts[0].taken_for_live);
  EXPECT_TRUE(errors.verdicts[1].taken_for_live);
  EXPECT_EQ(errors.worst.errors, 1);
}

TEST(FitFusion, SeparatesWhatCanBeSeparatedAndNeverTrustsANetworkTheWrongWayRound) {
  std::vector<Shown> all{shown("a", true, "", 1), shown("b", true, "", 3),
                         shown("c", false, "print", -4), shown("d", false, "screen", -2)};
  // The other network is always wrong here.
  for (auto& each : all) {
    for (auto& frame : each.frames) frame.close = each.presentation.is_live ? 0.9F : 0.1F;
  }
  const auto fusion = fit_fusion(all).value();
  EXPECT_GT(fusion.weights[0], 0);
  EXPECT_DOUBLE_EQ(fusion.weights[1], 0);
  const auto errors = count_errors(all, fusion);
  EXPECT_EQ(errors.living.errors + errors.worst.errors, 0);
  EXPECT_EQ(count_errors_held_out(all)->living.errors, 0);
  all.resize(2);
  EXPECT_EQ(fit_fusion(all).error().code, base::ErrorCode::invalid_argument);
}

/// A person whose pictures all show nearly the same.
PersonPictures person(const std::string& name, const std::vector<float>& face, std::size_t count) {
  PersonPictures pictures{.name = name, .files = {}, .pictures = {}};
  pictures.files.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const quality::FaceQuality good{.size = 100,
                                    .sharpness = 500,
                                    .brightness = 0.5F,
                                    .contrast = 0.2F,
                                    .pose = {},
                                    .total = 1};
    pictures.pictures.push_back(
        recognition::frame_of({}, {}, good, {.model = "arcface", .values = face}));
  }
  return pictures;
}

TEST(TryLock, CountsEveryPictureAgainstEveryOtherPersonAndTheirOwn) {
  std::vector<PersonPictures> people{person("a", {1, 0}, 4), person("b", {0, 1}, 5),
                                     person("c", {0.8F, 0.6F}, 2)};
  people[1].pictures[4].faces.clear();  // no face was found
  const auto errors = try_lock(people, {.threshold = 0.7, .agreement = 0.4});
  EXPECT_EQ(errors.enrolled, 2U) << "two pictures are too few";
  EXPECT_EQ(errors.undetected, 1U);
  EXPECT_EQ(errors.frr.tries, 4U + 5U);
  EXPECT_EQ(errors.frr.errors, 1U) << "who is not seen is not let in";
  // a as b, b as a, c as both; c resembles a.
  EXPECT_EQ(errors.far.tries, 4U + 5U + 2U * 2U);
  EXPECT_EQ(errors.far.errors, 2U);
  EXPECT_LE(errors.far.interval.low, errors.far.rate);
  EXPECT_GE(errors.far.interval.high, errors.far.rate);
  const auto strict = try_lock(people, {.threshold = 0.95, .agreement = 0.4});
  EXPECT_EQ(strict.far.errors, 0U);
  EXPECT_DOUBLE_EQ(strict.far.none_seen_high, 3.0 / 13);
}

TEST(TryLock, EnrolsNobodyElseAndNoBadPicture) {
  auto ada = person("a", {1, 0}, 5);
  ada.pictures[0].faces.front().embedding.values = {0, 1};  // somebody else
  ada.pictures[1].faces.front().quality.size = 10;
  const auto errors = try_lock(std::vector{ada}, {.threshold = 0.9, .agreement = 0.4});
  EXPECT_EQ(errors.enrolled, 1U);
  EXPECT_EQ(errors.frr.tries, 2U) << "without one of the good ones two are left";
  EXPECT_EQ(errors.frr.errors, 1U) << "but every picture is tried";
}

TEST(ReadPeople, TakesFoldersOrTheBeginningOfNames) {
  const testing::TemporaryFolder folder;
  const std::string gif("GIF89a\1\0\1\0\0\0\0;", 14);
  for (const auto* name : {"images/ada/1.gif", "images/ada/2.gif", "images/bob/1.gif"}) {
    const auto file = folder.path() / name;
    std::filesystem::create_directories(file.parent_path());
    ASSERT_TRUE(base::write_text(file, gif));
  }
  ASSERT_TRUE(base::write_text(folder.path() / "eve.happy", gif));
  ASSERT_TRUE(base::write_text(folder.path() / "README.txt", "no picture"));
  const auto people = read_people(folder.path()).value();
  std::vector<std::string> all;
  all.reserve(people.size());
  for (const auto& each : people) {
    all.push_back(each.name + std::to_string(each.files.size()));
  }
  EXPECT_EQ(all, (std::vector<std::string>{"ada2", "bob1"})) << "eve stands beside the folders";
  std::filesystem::remove_all(folder.path() / "images");
  const auto named = read_people(folder.path()).value();
  ASSERT_EQ(named.size(), 1U);
  EXPECT_EQ(named[0].name, "eve");
  const testing::TemporaryFolder empty;
  EXPECT_EQ(read_people(empty.path()).error().code, base::ErrorCode::not_found);
}

}  // namespace
}  // namespace facelatch::trials
