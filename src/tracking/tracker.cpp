// SPDX-License-Identifier: Apache-2.0
#include "tracking/tracker.hpp"

#include <algorithm>
#include <utility>

namespace facelatch::tracking {
namespace {

using base::Result;
using std::chrono::microseconds;

/// People that were seen within this time can be followed by their place alone.
constexpr microseconds kJustSeen{1'000'000};
/// Those who come back later than this begin a new track.
constexpr microseconds kRemembered{60'000'000};
constexpr std::size_t kMostTrails = 256;
/// A face that seems to stay is compared that often all the same.
constexpr microseconds kCheckEvery{1'000'000};
constexpr float kLeastOverlap = 0.3F;  // ByteTrack's and SORT's 0.3
constexpr float kSureOverlap = 0.5F;
/// Below this cosine two good faces in the same place are of two people. Of strangers' pictures
/// about one pair in ten is as alike (arcface, models/calibration.toml; other models differ):
/// whoever must be sure asks more than a track.
constexpr float kStranger = 0.13F;
/// A worse face's embedding decides nothing.
constexpr float kTrusted = 0.15F;
/// To say that a face which stays in its place is another one takes a better one.
constexpr float kTrustedAgainstPlace = 0.5F;

struct Pair {
  std::size_t trail;
  std::size_t face;
  float overlap;
  float rank = 0;
  bool is_contested = false;
};

}  // namespace

/// The work on one frame.
class Tracker::Frame {
 public:
  Frame(std::vector<Trail>& trails, microseconds time, std::span<const Sighting> faces,
        const EmbedFace& embed)
      : trails_(trails),
        time_(time),
        faces_(faces),
        embed_(embed),
        embeddings_(faces.size()),
        ids_(faces.size()),
        is_taken_(trails.size()) {}

  /// Gives each face the trail that its place speaks for.
  Result<void> follow() {
    auto pairs = overlapping();
    mark_contested(pairs);
    for (auto& pair : pairs) {
      const auto rank = rank_of(pair);
      if (!rank) return std::unexpected(rank.error());
      pair.rank = *rank;
    }
    return take_best(std::move(pairs));
  }

  /// Gives each face that is left the lost trail that it resembles.
  Result<void> find_again(float from) {
    std::vector<Pair> pairs;
    for (std::size_t face = 0; face < faces_.size(); ++face) {
      if (ids_[face] != 0 || !is_trusted(face)) continue;
      for (std::size_t trail = 0; trail < is_taken_.size(); ++trail) {
        if (is_taken_[trail] || !trails_[trail].is_known()) continue;
        const auto embedding = embedding_of(face);
        if (!embedding) return std::unexpected(embedding.error());
        const float likeness = trails_[trail].likeness(**embedding);
        if (likeness >= from) pairs.push_back({trail, face, 0, likeness});
      }
    }
    return take_best(std::move(pairs));
  }

  /// New trails for the rest.
  Result<void> begin(int& last_id) {
    for (std::size_t face = 0; face < faces_.size(); ++face) {
      if (ids_[face] != 0) continue;
      trails_.emplace_back(++last_id, time_, faces_[face].box);
      ids_[face] = last_id;
      if (const auto learnt = learn(trails_.back(), face); !learnt) {
        return std::unexpected(learnt.error());
      }
    }
    return {};
  }

  std::vector<int> ids() && { return std::move(ids_); }

 private:
  [[nodiscard]] bool is_trusted(std::size_t face) const { return faces_[face].quality >= kTrusted; }

  [[nodiscard]] std::vector<Pair> overlapping() const {
    std::vector<Pair> pairs;
    for (std::size_t trail = 0; trail < trails_.size(); ++trail) {
      const auto& known = trails_[trail];
      if (time_ - known.seen() > kJustSeen) continue;
      for (std::size_t face = 0; face < faces_.size(); ++face) {
        const auto& box = faces_[face].box;
        // The last observation too: who stops is where he was.
        const float overlap = std::max(intersection_over_union(known.expected(time_), box),
                                       intersection_over_union(known.box(), box));
        if (overlap >= kLeastOverlap) pairs.push_back({trail, face, overlap});
      }
    }
    return pairs;
  }

  void mark_contested(std::vector<Pair>& pairs) const {
    for (auto& pair : pairs) {
      pair.is_contested = std::ranges::any_of(pairs, [&](const Pair& other) {
        return (other.trail == pair.trail) != (other.face == pair.face);
      });
    }
  }

  /// Negative: they are not one person.
  Result<float> rank_of(const Pair& pair) {
    const auto& trail = trails_[pair.trail];
    const bool is_doubtful =
        pair.is_contested || pair.overlap < kSureOverlap || time_ - trail.checked() >= kCheckEvery;
    const float needed = pair.is_contested ? kTrusted : kTrustedAgainstPlace;
    if (!is_doubtful || !trail.is_known() || faces_[pair.face].quality < needed) {
      return pair.overlap;
    }
    const auto embedding = embedding_of(pair.face);
    if (!embedding) return std::unexpected(embedding.error());
    const float likeness = trail.likeness(**embedding);
    if (likeness < kStranger) return -1.0F;
    // Among rivals the face decides more than the place: that is what keeps two who cross apart.
    return pair.overlap + 2 * likeness;
  }

  Result<void> take_best(std::vector<Pair> pairs) {
    std::ranges::sort(pairs, std::greater<>{}, &Pair::rank);
    for (const auto& pair : pairs) {
      if (pair.rank < 0 || is_taken_[pair.trail] || ids_[pair.face] != 0) continue;
      auto& trail = trails_[pair.trail];
      is_taken_[pair.trail] = true;
      ids_[pair.face] = trail.id();
      trail.move_to(time_, faces_[pair.face].box);
      if (embeddings_[pair.face] || !trail.is_known()) {
        if (const auto learnt = learn(trail, pair.face); !learnt) {
          return std::unexpected(learnt.error());
        }
      }
    }
    return {};
  }

  Result<void> learn(Trail& trail, std::size_t face) {
    if (!is_trusted(face)) return {};
    const auto embedding = embedding_of(face);
    if (!embedding) return std::unexpected(embedding.error());
    trail.learn(time_, **embedding, faces_[face].quality);
    return {};
  }

  Result<const similarity::Embedding*> embedding_of(std::size_t face) {
    if (!embeddings_[face]) {
      auto embedding = embed_(face);
      if (!embedding) return std::unexpected(embedding.error());
      embeddings_[face] = *std::move(embedding);
    }
    return &*embeddings_[face];
  }

  std::vector<Trail>& trails_;
  microseconds time_;
  std::span<const Sighting> faces_;
  const EmbedFace& embed_;
  std::vector<std::optional<similarity::Embedding>> embeddings_;
  std::vector<int> ids_;        ///< 0: nobody yet
  std::vector<bool> is_taken_;  ///< of the trails from before this frame
};

Result<std::vector<int>> Tracker::next(microseconds time, Continuity continuity,
                                       std::span<const Sighting> faces, const EmbedFace& embed) {
  forget_old(time);
  Frame frame(trails_, time, faces, embed);
  // After a cut a place says nothing of who is there.
  if (continuity == Continuity::same_scene) {
    if (const auto done = frame.follow(); !done) return std::unexpected(done.error());
  }
  if (same_person_from_) {
    const auto done = frame.find_again(*same_person_from_);
    if (!done) return std::unexpected(done.error());
  }
  if (const auto done = frame.begin(last_id_); !done) return std::unexpected(done.error());
  return std::move(frame).ids();
}

void Tracker::forget_old(microseconds time) {
  std::erase_if(trails_, [&](const Trail& trail) { return time - trail.seen() > kRemembered; });
  if (trails_.size() <= kMostTrails) return;
  std::ranges::sort(trails_, std::greater<>{}, &Trail::seen);
  trails_.erase(trails_.begin() + kMostTrails, trails_.end());
}

}  // namespace facelatch::tracking
