// SPDX-License-Identifier: Apache-2.0
#include "tracking/contact_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "imaging/draw.hpp"
#include "imaging/resize.hpp"

namespace facelatch::tracking {
namespace {

constexpr int kFaceSide = 112;
constexpr int kGap = 8;
constexpr int kLetters = 12;       // pixels high
constexpr int kReasonLetters = 8;  // the longest reason is as wide as a face
constexpr int kCaption = 22;
constexpr int kTitle = 28;
constexpr int kFacesInRow = 8;
constexpr int kCellWidth = kFaceSide + kGap;
constexpr int kRowHeight = kFaceSide + kCaption + kGap;
constexpr int kWidth = kFacesInRow * kCellWidth + kGap;
constexpr int kBlockHeight = kTitle + 2 * kRowHeight;
constexpr std::uint8_t kPaper = 245;
constexpr imaging::Colour kInk{.blue = 60, .green = 50, .red = 40};
constexpr imaging::Colour kGreen{.blue = 80, .green = 140, .red = 40};
constexpr imaging::Colour kRed{.blue = 60, .green = 60, .red = 190};

float to_float(int pixels) { return static_cast<float>(pixels); }

void paste(imaging::Image& sheet, const imaging::Image& crop, int left, int top) {
  const auto face = imaging::resize(crop.view(), {kFaceSide, kFaceSide});
  for (int y = 0; y < kFaceSide; ++y) {
    std::ranges::copy(face.view().row(y),
                      sheet.row(top + y).begin() + static_cast<std::ptrdiff_t>(left) * 3);
  }
}

void caption(imaging::Image& sheet, int left, int bottom, const std::string& text,
             imaging::Colour strip, int letters = kLetters) {
  imaging::draw_label(sheet, {to_float(left), to_float(bottom)}, text, strip, letters);
}

double seconds(std::chrono::microseconds time) {
  return std::chrono::duration<double>(time).count();
}

/// Crops of one kind, as many as a row holds, the best ones, in time order.
std::vector<const KeptCrop*> row_of(const Track& track, bool (*belongs)(Verdict)) {
  std::vector<const KeptCrop*> crops;
  for (const auto& kept : track.crops) {
    if (belongs(track.observations[kept.observation].verdict)) crops.push_back(&kept);
  }
  std::ranges::sort(crops, std::greater<>{}, [&](const KeptCrop* kept) {
    return track.observations[kept->observation].quality.total;
  });
  if (crops.size() > kFacesInRow) crops.resize(kFacesInRow);
  std::ranges::sort(crops, {}, &KeptCrop::observation);
  return crops;
}

void draw_row(imaging::Image& sheet, const Track& track, const std::vector<const KeptCrop*>& crops,
              int top) {
  int left = kGap;
  for (const auto* kept : crops) {
    const auto& seen = track.observations[kept->observation];
    const bool is_chosen = seen.verdict == Verdict::chosen;
    paste(sheet, kept->crop, left, top);
    const auto text = is_chosen
                          ? fmt::format("{:.1f} s  {:.2f}", seconds(seen.time), seen.quality.total)
                          : std::string(name_of(seen.verdict));
    caption(sheet, left, top + kFaceSide + kCaption - 2, text, is_chosen ? kGreen : kRed,
            is_chosen ? kLetters : kReasonLetters);
    left += kCellWidth;
  }
}

void draw_track(imaging::Image& sheet, const Track& track, int top) {
  caption(sheet, kGap, top + kTitle - 6,
          fmt::format("track {}: {:.1f} to {:.1f} s, seen in {} frames", track.id,
                      seconds(track.observations.front().time),
                      seconds(track.observations.back().time), track.observations.size()),
          kInk);
  draw_row(sheet, track, row_of(track, [](Verdict verdict) { return verdict == Verdict::chosen; }),
           top + kTitle);
  draw_row(sheet, track, row_of(track, [](Verdict verdict) { return verdict != Verdict::chosen; }),
           top + kTitle + kRowHeight);
}

}  // namespace

imaging::Image contact_sheet(const VideoTracks& video) {
  std::vector<const Track*> tracks;
  tracks.reserve(video.tracks.size());
  for (const auto& track : video.tracks) tracks.push_back(&track);
  std::ranges::sort(tracks, std::greater<>{}, &Track::presence);
  if (tracks.size() > kMostSheetTracks) tracks.resize(kMostSheetTracks);
  const int blocks = std::max(1, static_cast<int>(tracks.size()));
  imaging::Image sheet({kWidth, kGap + blocks * kBlockHeight});
  std::ranges::fill(sheet.pixels(), kPaper);
  if (tracks.empty()) caption(sheet, kGap, kTitle, "No face in this video", kInk);
  int top = kGap;
  for (const auto* track : tracks) {
    draw_track(sheet, *track, top);
    top += kBlockHeight;
  }
  return sheet;
}

}  // namespace facelatch::tracking
