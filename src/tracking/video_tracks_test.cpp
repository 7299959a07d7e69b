// SPDX-License-Identifier: Apache-2.0
// Whole videos, real ones and ones that we render from photographs, with the real networks.
#include "tracking/video_tracks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <string>

#include "imaging/resize.hpp"
#include "similarity/metric.hpp"
#include "testing/data.hpp"
#include "tracking/same_person.hpp"
#include "tracking/test_portrait.hpp"
#include "video/clip_maker.hpp"

namespace facelatch::tracking {
namespace {

/// As the server follows.
TrackingOptions joining() {
  const auto table = similarity::built_in_calibration().value();
  TrackingOptions options;
  options.same_person_from =
      same_person_limit(table, analyser().detector_id(), analyser().model_id());
  EXPECT_TRUE(options.same_person_from);
  return options;
}

VideoTracks follow(base::Result<video::VideoReader> reader,
                   const TrackingOptions& options = joining()) {
  EXPECT_TRUE(reader) << reader.error().message;
  auto tracks = follow_faces(*reader, analyser(), options);
  EXPECT_TRUE(tracks) << tracks.error().message;
  return *std::move(tracks);
}

VideoTracks follow_file(const std::string& name) {
  return follow(video::VideoReader::open(testing::shared_data(name), {}, default_video_options()));
}

std::ptrdiff_t count(const Track& track, Verdict verdict) {
  return std::ranges::count(track.observations, verdict, &Observation::verdict);
}

/// What must hold of any track of any video.
void expect_sound(const VideoTracks& video) {
  for (const auto& track : video.tracks) {
    EXPECT_TRUE(std::ranges::is_sorted(track.observations, {}, &Observation::time));
    EXPECT_TRUE(std::ranges::is_sorted(track.crops, {}, &KeptCrop::observation));
    EXPECT_EQ(count(track, Verdict::suitable), 0) << "every candidate has its reason";
    EXPECT_LE(count(track, Verdict::chosen), 8);
    EXPECT_EQ(std::ranges::count_if(
                  track.crops, [](const KeptCrop& kept) { return kept.embedding.has_value(); }),
              count(track, Verdict::chosen));
    EXPECT_EQ(track.mean.has_value(), count(track, Verdict::chosen) > 0);
  }
}

struct Clip {
  const char* file;
  std::size_t fewest;
  std::size_t most;
};

std::ostream& operator<<(std::ostream& stream, const Clip& clip) { return stream << clip.file; }

class RealClip : public ::testing::TestWithParam<Clip> {};

TEST_P(RealClip, HasAsManyTracksAsPeople) {
  const auto& clip = GetParam();
  const auto video = follow_file(std::string("video_dev/") + clip.file);
  std::cout << clip.file << ": " << video.tracks.size() << " tracks, " << video.cuts << " cuts, "
            << video.frames_seen << " frames looked at, "
            << std::chrono::duration<double>(video.time).count() << " s\n";
  EXPECT_GE(video.tracks.size(), clip.fewest);
  EXPECT_LE(video.tracks.size(), clip.most);
  expect_sound(video);
  if (clip.fewest > 0) {
    EXPECT_GE(count(*video.main(), Verdict::chosen), 3);
  } else {
    EXPECT_EQ(video.main(), nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Dev, RealClip,
    ::testing::Values(Clip{"liveportrait_d3.mp4", 1, 1}, Clip{"liveportrait_d11.mp4", 1, 1},
                      Clip{"liveportrait_d12.mp4", 1, 1}, Clip{"liveportrait_d14.mp4", 1, 1},
                      Clip{"liveportrait_d19.mp4", 1, 1}, Clip{"liveportrait_s18.mp4", 1, 2},
                      Clip{"intel_asl_sister.mkv", 1, 1}, Clip{"obama_short_stream.mp4", 1, 1},
                      Clip{"facenet_street_group_1080p.mp4", 6, 9},
                      Clip{"hamilton_cuts.mp4", 3, 18}, Clip{"noface_bottles.mp4", 0, 0},
                      Clip{"noface_plant_shaky.mp4", 0, 0}),
    [](const auto& clip) {
      std::string name = clip.param.file;
      std::ranges::replace(name, '.', '_');
      return name;
    });

// ----------------------------------------------------------------- rendered from photographs

imaging::Image blurred(const imaging::Image& image) {
  const auto small =
      imaging::resize(image.view(), {image.size().width / 10, image.size().height / 10},
                      imaging::Interpolation::area);
  return imaging::resize(small.view(), image.size());
}

/// The head with hair in the face's place, as it is seen from behind.
imaging::Image from_behind(const imaging::Image& head) {
  constexpr int kHairTop = 24;
  constexpr int kHairRows = 16;
  imaging::Image back = head;
  const auto [width, height] = head.size();
  for (int y = kHairTop + kHairRows; y < height - 1; ++y) {
    const int within = (y - kHairTop) % (2 * kHairRows);
    const int row = kHairTop + std::min(within, 2 * kHairRows - 1 - within);
    const auto third = static_cast<std::ptrdiff_t>(width / 3) * 3;
    std::ranges::copy(head.view().row(row).subspan(static_cast<std::size_t>(third / 2),
                                                   static_cast<std::size_t>(2 * third)),
                      back.row(y).begin() + third / 2);
  }
  return back;
}

float likeness(const Track& track, const similarity::Embedding& person) {
  return similarity::cosine_similarity(track.mean.value(), person).value();
}

TEST(RenderedClip, OfTwoPeopleWhoCrossHasTwoTracksThatStayWithTheirPeople) {
  const auto one = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto other = portrait_in("ver_facerec/examples/biden.jpg");
  const auto clip =
      video::make_clip({.size = {640, 240}, .frames = 100, .fps = 25, .draw = [&](int number) {
                          imaging::Image frame({640, 240});
                          paste(frame, one.head, 20 + number * 45 / 10, 20);
                          paste(frame, other.head, 470 - number * 45 / 10, 20);
                          return frame;
                        }});
  const auto video = follow(video::VideoReader::open(clip, {}, default_video_options()));
  ASSERT_EQ(video.tracks.size(), 2U);
  for (const auto& track : video.tracks) {
    const bool goes_right =
        track.observations.front().face.box.x < track.observations.back().face.box.x;
    EXPECT_GT(likeness(track, goes_right ? one.embedding : other.embedding), 0.8F);
    EXPECT_LT(likeness(track, goes_right ? other.embedding : one.embedding), 0.3F);
  }
}

TEST(RenderedClip, GivesItsSharpFramesAndSaysWhatIsWrongWithTheOthers) {
  const auto one = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto blurred_head = blurred(one.head);
  const auto clip = video::make_clip(
      {.size = {320, 240}, .frames = 100, .fps = 25, .draw = [&](int number) {
         imaging::Image frame({320, 240});
         paste(frame, number % 50 < 25 ? blurred_head : one.head, 60 + number / 2, 20);
         return frame;
       }});
  const auto video = follow(video::VideoReader::open(clip, {}, default_video_options()));
  ASSERT_NE(video.main(), nullptr);
  const auto& track = *video.main();
  for (const auto& seen : track.observations) {
    if (seen.verdict == Verdict::chosen) {
      EXPECT_GE(seen.frame % 50, 25U);
    }
  }
  EXPECT_GT(count(track, Verdict::chosen), 2);
  EXPECT_GT(count(track, Verdict::too_blurred) + count(track, Verdict::far_below_best), 0);
  EXPECT_GT(likeness(track, one.embedding), 0.85F);
}

TEST(RenderedClip, OfSomebodyWhoTurnsTheirBackAndReturnsIsOneTrackWithoutTheBack) {
  const auto one = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto back = from_behind(one.head);
  const auto clip =
      video::make_clip({.size = {320, 240}, .frames = 100, .fps = 25, .draw = [&](int number) {
                          imaging::Image frame({320, 240});
                          const bool is_away = number >= 25 && number < 65;
                          paste(frame, is_away ? back : one.head, 60 + number / 2, 20);
                          return frame;
                        }});
  const auto video = follow(video::VideoReader::open(clip, {}, default_video_options()));
  ASSERT_EQ(video.tracks.size(), 1U);
  for (const auto& seen : video.tracks.front().observations) {
    EXPECT_TRUE(seen.frame < 25 || seen.frame >= 65) << seen.frame;
  }
  EXPECT_GT(video.tracks.front().observations.back().frame, 80U);
  EXPECT_GT(likeness(video.tracks.front(), one.embedding), 0.85F);
}

TEST(RenderedClip, GivesFramesInWhichTheMouthIsSeen) {
  const auto one = portrait_in("ver_facerec/examples/obama-480p.jpg");
  auto masked = one.head;
  for (int y = 118; y < 165; ++y) {  // from below the nose to the chin
    for (int x = 30; x < 120; ++x) {
      const std::array<std::uint8_t, 3> light_blue{235, 205, 170};
      std::ranges::copy(light_blue, masked.row(y).begin() + std::ptrdiff_t{3} * x);
    }
  }
  const auto with_mask_while = [&](auto is_worn) {
    const auto clip =
        video::make_clip({.size = {320, 240}, .frames = 100, .fps = 25, .draw = [&](int number) {
                            imaging::Image frame({320, 240});
                            paste(frame, is_worn(number) ? masked : one.head, 60 + number / 2, 20);
                            return frame;
                          }});
    return follow(video::VideoReader::open(clip, {}, default_video_options()));
  };
  const auto at_times = with_mask_while([](int number) { return number % 50 < 25; });
  ASSERT_NE(at_times.main(), nullptr);
  for (const auto& seen : at_times.main()->observations) {
    EXPECT_FALSE(seen.verdict == Verdict::chosen && seen.frame % 50 < 25) << seen.frame;
  }
  EXPECT_GT(count(*at_times.main(), Verdict::chosen), 2);
  EXPECT_GT(count(*at_times.main(), Verdict::mouth_covered), 0);
  const auto throughout = with_mask_while([](int) { return true; });
  ASSERT_NE(throughout.main(), nullptr);
  EXPECT_GT(count(*throughout.main(), Verdict::chosen), 2) << "taken as they are";
}

TEST(RenderedClip, OfADifferentSizeGivesBoxesInItsOwnPixels) {
  const auto one = portrait_in("ver_facerec/examples/obama-480p.jpg");
  const auto clip = video::make_clip({.size = {640, 480}, .frames = 3, .draw = [&](int) {
                                        imaging::Image frame({640, 480});
                                        paste(frame, one.head, 245, 140);
                                        return frame;
                                      }});
  auto options = default_video_options();
  options.longer_side = 320;
  const auto video = follow(video::VideoReader::open(clip, {}, options));
  ASSERT_NE(video.main(), nullptr);
  const auto centre = video.main()->observations.front().face.box.centre();
  EXPECT_NEAR(centre.x, 320, 10);
  EXPECT_NEAR(centre.y, 240, 12);
}

TEST(FollowFaces, FailsAsTheVideoDoes) {
  auto reader = video::VideoReader::open(testing::shared_data("video_dev/liveportrait_d3.mp4"), {},
                                         default_video_options());
  ASSERT_TRUE(reader);
  const base::Deadline past(base::Deadline::Clock::now());
  EXPECT_EQ(follow_faces(*reader, analyser(), {}, past).error().code,
            base::ErrorCode::deadline_exceeded);
}

TEST(FollowFaces, RefusesNumbersThatMakeNoSense) {
  auto reader = video::VideoReader::open(testing::shared_data("video_dev/noface_plant_shaky.mp4"),
                                         {}, default_video_options());
  ASSERT_TRUE(reader);
  TrackingOptions options;
  options.most_chosen = 0;
  EXPECT_EQ(follow_faces(*reader, analyser(), options).error().code,
            base::ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace facelatch::tracking
