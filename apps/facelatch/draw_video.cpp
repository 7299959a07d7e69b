// SPDX-License-Identifier: Apache-2.0
#include "draw_video.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "imaging/draw.hpp"
#include "video/mjpeg_writer.hpp"

namespace facelatch::cli {
namespace {

using std::chrono::microseconds;
using tracking::Observation;
using tracking::Track;

/// Over a longer gap nobody knows where the face was.
constexpr microseconds kLongestGap{1'000'000};
constexpr int kLongerSide = 1280;
constexpr std::array<imaging::Colour, 6> kColours{{{.blue = 80, .green = 180, .red = 40},
                                                   {.blue = 200, .green = 120, .red = 30},
                                                   {.blue = 40, .green = 110, .red = 230},
                                                   {.blue = 170, .green = 60, .red = 170},
                                                   {.blue = 40, .green = 170, .red = 200},
                                                   {.blue = 90, .green = 90, .red = 90}}};

vision::Box between(const vision::Box& a, const vision::Box& b, float share) {
  const auto mix = [share](float from, float to) { return from + (to - from) * share; };
  return {mix(a.x, b.x), mix(a.y, b.y), mix(a.width, b.width), mix(a.height, b.height)};
}

struct Place {
  vision::Box box;
  bool is_chosen = false;
};

/// Where the track's face is at `time`, in original pixels.
std::optional<Place> place_at(const Track& track, microseconds time) {
  const auto& seen = track.observations;
  const auto after = std::ranges::lower_bound(seen, time, {}, &Observation::time);
  if (after == seen.end()) return std::nullopt;
  if (after->time == time)
    return Place{after->face.box, after->verdict == tracking::Verdict::chosen};
  if (after == seen.begin()) return std::nullopt;
  const auto before = std::prev(after);
  const auto gap = after->time - before->time;
  if (gap > kLongestGap) return std::nullopt;
  const auto share =
      static_cast<float>((time - before->time).count()) / static_cast<float>(gap.count());
  return Place{between(before->face.box, after->face.box, share)};
}

void draw_place(imaging::Image& image, const Place& place, int id, float scale) {
  const auto colour = kColours[static_cast<std::size_t>(id - 1) % kColours.size()];
  const auto& box = place.box;
  const imaging::Place corner{box.x / scale, box.y / scale};
  const imaging::Place opposite{(box.x + box.width) / scale, (box.y + box.height) / scale};
  imaging::draw_rectangle(image, corner, opposite, colour, place.is_chosen ? 5 : 2);
  imaging::draw_label(image, corner, fmt::format("{}{}", id, place.is_chosen ? " chosen" : ""),
                      colour);
}

void draw_tracks(video::Frame& frame, const tracking::VideoTracks& tracks) {
  for (const auto& track : tracks.tracks) {
    if (const auto place = place_at(track, frame.time)) {
      draw_place(frame.image, *place, track.id, frame.scale());
    }
  }
}

}  // namespace

base::Result<void> draw_video(const std::filesystem::path& input, const video::VideoLimits& limits,
                              const tracking::VideoTracks& tracks,
                              const std::filesystem::path& target,
                              const std::function<void(const video::VideoInfo&)>& on_progress) {
  video::VideoOptions options;
  options.longer_side = kLongerSide;
  auto reader = video::VideoReader::open(input, limits, options);
  if (!reader) return std::unexpected(reader.error());
  auto writer = video::MjpegWriter::create(target);
  if (!writer) return std::unexpected(writer.error());
  while (true) {
    auto frame = reader->next();
    if (!frame) return std::unexpected(frame.error());
    if (!*frame) break;
    draw_tracks(**frame, tracks);
    if (const auto added = writer->add((*frame)->image.view(), (*frame)->time); !added) {
      return std::unexpected(added.error());
    }
    on_progress(reader->info());
  }
  return writer->finish();
}

}  // namespace facelatch::cli
