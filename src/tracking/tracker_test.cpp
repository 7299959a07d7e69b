// SPDX-License-Identifier: Apache-2.0
#include "tracking/tracker.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace facelatch::tracking {
namespace {

using std::chrono::milliseconds;

/// A person of our own making: `direction` is who it is, and the same always looks the same.
similarity::Embedding person(std::size_t direction) {
  similarity::Embedding embedding{.model = "test", .values = std::vector<float>(8)};
  embedding.values.at(direction) = 1;
  return embedding;
}

struct Seen {
  vision::Box box;
  std::size_t who = 0;
  float quality = 0.9F;
};

vision::Box at(float x, float y = 100) { return {x, y, 100, 120}; }

class TrackerOf : public ::testing::Test {
 protected:
  /// Track numbers of the next frame, a fifth of a second later.
  std::vector<int> next(const std::vector<Seen>& faces,
                        Continuity continuity = Continuity::same_scene,
                        milliseconds later = milliseconds(200)) {
    time_ += later;
    std::vector<Sighting> sightings;
    sightings.reserve(faces.size());
    for (const auto& seen : faces) sightings.push_back({seen.box, seen.quality});
    return tracker_
        .next(time_, continuity, sightings,
              [&](std::size_t i) {
                ++embedded_;
                return base::Result<similarity::Embedding>(person(faces.at(i).who));
              })
        .value();
  }

  using Ids = std::vector<int>;
  Tracker tracker_{0.5F};
  std::chrono::microseconds time_{0};
  int embedded_ = 0;
};

using Faces = TrackerOf;

TEST_F(Faces, ThatStayKeepTheirNumberWhateverTheOrder) {
  EXPECT_EQ(next({{at(0), 0}, {at(300), 1}}), (Ids{1, 2}));
  EXPECT_EQ(next({{at(305), 1}, {at(8), 0}}), (Ids{2, 1}));
}

TEST_F(Faces, ThatMoveEvenlyAreMetWhereTheyMustBe) {
  for (int step = 0; step < 12; ++step) {
    EXPECT_EQ(next({{at(static_cast<float>(step) * 60), 0}}), Ids{1}) << step;
  }
}

TEST_F(Faces, ThatCrossKeepTheirPersons) {
  for (int step = 0; step <= 20; ++step) {
    const auto moved = static_cast<float>(step) * 20;
    EXPECT_EQ(next({{at(moved), 0}, {at(400 - moved), 1}}), (Ids{1, 2})) << step;
  }
}

TEST_F(Faces, ThatSwapPlacesBetweenTwoFramesAreToldByTheirLooks) {
  next({{at(0), 0}, {at(40), 1}});
  EXPECT_EQ(next({{at(0), 1}, {at(40), 0}}), (Ids{2, 1}));
}

TEST_F(Faces, ThatAreHiddenForSomeSecondsComeBackAsThemselves) {
  next({{at(0), 0}});
  next({{at(0), 0}});
  for (int frame = 0; frame < 20; ++frame) EXPECT_TRUE(next({}).empty());
  EXPECT_EQ(next({{at(500), 0}}), Ids{1});
}

TEST_F(Faces, ThatComeBackAfterALongTimeAreNew) {
  next({{at(0), 0}});
  EXPECT_EQ(next({{at(0), 0}}, Continuity::same_scene, std::chrono::seconds(90)), Ids{2});
}

TEST_F(Faces, AreOnlyFoundAgainByThoseWhoAreAlikeEnough) {
  Tracker tracker(0.5F);
  const auto seen = [&](milliseconds time, float cosine) {
    similarity::Embedding embedding{.model = "test",
                                    .values = {cosine, std::sqrt(1 - cosine * cosine)}};
    const std::vector<Sighting> faces{{at(0), 0.9F}};
    const auto embed = [&](std::size_t) { return base::Result<similarity::Embedding>(embedding); };
    return tracker.next(time, Continuity::cut, faces, embed).value();
  };
  EXPECT_EQ(seen(milliseconds(200), 1), Ids{1});
  EXPECT_EQ(seen(milliseconds(400), 0.49F), Ids{2});
  EXPECT_EQ(seen(milliseconds(600), 0.99F), Ids{1});
}

TEST_F(Faces, AreNotFoundAgainWhereNobodyKnowsHowAlikeStrangersAre) {
  Tracker tracker(std::nullopt);
  const std::vector<Sighting> faces{{at(0), 0.9F}};
  const auto embed = [](std::size_t) { return base::Result<similarity::Embedding>(person(0)); };
  EXPECT_EQ(tracker.next(milliseconds(200), Continuity::cut, faces, embed).value(), Ids{1});
  EXPECT_EQ(tracker.next(milliseconds(400), Continuity::same_scene, faces, embed).value(), Ids{1});
  EXPECT_EQ(tracker.next(milliseconds(600), Continuity::cut, faces, embed).value(), Ids{2});
}

TEST_F(Faces, InTheSamePlaceAfterACutAreSomebodyElse) {
  next({{at(0), 0}});
  EXPECT_EQ(next({{at(0), 1}}, Continuity::cut), Ids{2});
  EXPECT_EQ(next({{at(0), 0}}, Continuity::cut), Ids{1}) << "cut back to the first";
}

TEST_F(Faces, OfACutThatNobodyNoticedAreToldApartWithinASecond) {
  for (int frame = 0; frame < 5; ++frame) next({{at(0), 0}});
  Ids ids;
  for (int frame = 0; frame < 5; ++frame) ids = next({{at(0), 1}});
  EXPECT_EQ(ids, Ids{2});
}

TEST_F(Faces, ThatNoEmbedderCanReadAreFollowedByTheirPlace) {
  for (int frame = 0; frame < 10; ++frame) EXPECT_EQ(next({{at(0), 0, 0.01F}}), Ids{1});
  EXPECT_EQ(embedded_, 0);
}

TEST_F(Faces, ThatStayAreEmbeddedOnceASecondOnly) {
  for (int frame = 0; frame < 50; ++frame) next({{at(0), 0}});  // ten seconds
  EXPECT_LE(embedded_, 11);
}

TEST_F(Faces, CostNoMoreMemoryThanTheTrackerGrants) {
  // Many short appearances: the tracker forgets, and goes on.
  for (int frame = 0; frame < 3000; ++frame) {
    EXPECT_EQ(next({{at(static_cast<float>(frame % 2) * 5000), 0, 0.0F}}, Continuity::cut),
              Ids{frame + 1});
  }
}

TEST_F(Faces, WhoseEmbeddingFailsEndTheTrackingWithThatError) {
  const std::vector<Sighting> sightings{{at(0), 1}};
  const auto ids = tracker_.next(time_, Continuity::same_scene, sightings, [](std::size_t) {
    return base::Result<similarity::Embedding>(
        base::failure(base::ErrorCode::deadline_exceeded, "Over."));
  });
  EXPECT_EQ(ids.error().code, base::ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace facelatch::tracking
