// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <optional>

#include "base/file.hpp"
#include "command.hpp"
#include "draw_video.hpp"
#include "imaging/encode.hpp"
#include "picture_options.hpp"
#include "tracking/contact_sheet.hpp"
#include "tracking/video_tracks.hpp"
#include "video_json.hpp"

namespace facelatch::cli {
namespace {

namespace fs = std::filesystem;

struct VideoCommandOptions {
  fs::path input;
  std::string detector;
  std::string model;
  std::optional<int> every;
  std::optional<double> fps;
  std::size_t most = tracking::TrackingOptions{}.most_chosen;
  tracking::ChoiceRule choice = tracking::ChoiceRule::best;
  std::uint64_t megabytes = video::VideoLimits{}.bytes >> 20U;
  double minutes = 10;
  fs::path contact_sheet;
  fs::path draw;
  bool json = false;

  [[nodiscard]] OutputFormat format() const {
    return json ? OutputFormat::json : OutputFormat::text;
  }
};

video::VideoLimits limits_of(const VideoCommandOptions& options) {
  video::VideoLimits limits;
  limits.bytes = options.megabytes << 20U;
  limits.duration = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::duration<double, std::ratio<60>>(options.minutes));
  // As many as the fastest usual camera makes in that time.
  constexpr double kFramesPerMinute = 120 * 60;
  limits.frames = static_cast<std::uint64_t>(options.minutes * kFramesPerMinute) + 1;
  return limits;
}

video::VideoOptions reading_of(const VideoCommandOptions& options) {
  auto reading = tracking::default_video_options();
  if (options.every) reading.sampling = video::EveryNth{*options.every};
  if (options.fps) reading.sampling = video::FrameRate{*options.fps};
  return reading;
}

bool is_watched() { return ::isatty(STDERR_FILENO) != 0; }

/// A line that is written over itself while somebody watches; silent in pipes.
void show_progress(const video::VideoInfo& info) {
  if (!is_watched() || info.input_bytes == 0) return;
  constexpr std::uint64_t kBarCells = 30;
  const auto cells = std::min(kBarCells, kBarCells * info.read_bytes / info.input_bytes);
  fmt::print(stderr, "\r[{:<{}}] {:3d} %  {} frames", std::string(cells, '#'), kBarCells,
             100 * info.read_bytes / info.input_bytes, info.decoded);
}

void clear_progress() {
  if (is_watched()) fmt::print(stderr, "\r\x1b[K");
}

void print_tracks(const fs::path& file, const tracking::VideoTracks& video) {
  const auto* main = video.main();
  fmt::print("{}: {} track{} in {} of {} frames\n", file.string(), video.tracks.size(),
             video.tracks.size() == 1 ? "" : "s", video.frames_seen, video.video.decoded);
  for (const auto& track : video.tracks) {
    using Seconds = std::chrono::duration<double>;
    fmt::print("  track {}{}: {:.1f} to {:.1f} s, seen in {} frames\n", track.id,
               &track == main ? " (main)" : "", Seconds(track.observations.front().time).count(),
               Seconds(track.observations.back().time).count(), track.observations.size());
    for (const auto& seen : track.observations) {
      if (seen.verdict != tracking::Verdict::chosen) continue;
      fmt::print("    frame {} at {:.2f} s, quality {:.2f}\n", seen.frame,
                 Seconds(seen.time).count(), seen.quality.total);
    }
  }
  for (const auto& warning : video.video.warnings()) fmt::print(stderr, "{}\n", warning);
}

base::Result<void> write_sheet(const tracking::VideoTracks& video, const fs::path& target) {
  const auto sheet = tracking::contact_sheet(video);
  const auto encoded = target.extension() == ".png" ? imaging::encode_png(sheet.view())
                                                    : imaging::encode_jpeg(sheet.view());
  if (!encoded) return std::unexpected(encoded.error());
  return base::write_file(target, *encoded);
}

/// Nothing where the model is not there: frames are chosen all the same.
base::Result<std::optional<liveness::EyeNetwork>> load_eyes() {
  const auto store = models::ModelStore::open();
  if (!store) return std::unexpected(store.error());
  auto eyes = liveness::EyeNetwork::load(*store, {});
  if (eyes) return *std::move(eyes);
  if (eyes.error().code == base::ErrorCode::unavailable) return std::nullopt;
  return std::unexpected(eyes.error());
}

base::Result<tracking::VideoTracks> follow(const VideoCommandOptions& options) {
  auto reader = video::VideoReader::open(options.input, limits_of(options), reading_of(options));
  if (!reader) return std::unexpected(reader.error());
  const auto analyser = load_analyser({.detector = options.detector, .model = options.model});
  if (!analyser) return std::unexpected(analyser.error());
  const auto eyes = load_eyes();
  if (!eyes) return std::unexpected(eyes.error());
  const auto same_person_from = same_person_limit(*analyser);
  if (!same_person_from) return std::unexpected(same_person_from.error());
  tracking::TrackingOptions tracking;
  tracking.same_person_from = *same_person_from;
  if (*eyes) tracking.eyes = &**eyes;
  tracking.most_chosen = options.most;
  tracking.choice = options.choice;
  tracking.on_progress = show_progress;
  auto tracks = tracking::follow_faces(*reader, *analyser, tracking);
  clear_progress();
  return tracks;
}

ExitCode run_video(const VideoCommandOptions& options) {
  const auto video = follow(options);
  const auto fail = [&](const base::Error& error) {
    return report_error(error, options.format(), options.input.string());
  };
  if (!video) return fail(video.error());
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(json_of(options.input, *video)));
  } else {
    print_tracks(options.input, *video);
  }
  if (!options.contact_sheet.empty()) {
    if (const auto done = write_sheet(*video, options.contact_sheet); !done) {
      return fail(done.error());
    }
  }
  if (!options.draw.empty()) {
    const auto done =
        draw_video(options.input, limits_of(options), *video, options.draw, show_progress);
    clear_progress();
    if (!done) return fail(done.error());
  }
  return 0;
}

void add_video_options(CLI::App& command, VideoCommandOptions& options) {
  command.add_option("input", options.input, "The video")->required();
  add_detector_option(command, options.detector);
  add_model_option(command, options.model);
  auto* every = command.add_option("--every", options.every, "Look at each Nth frame")
                    ->check(CLI::Range(1, 100'000));
  command.add_option("--fps", options.fps, "Look at so many frames a second (5)")
      ->check(CLI::Range(0.001, 1000.0))
      ->excludes(every);
  command.add_option("--most", options.most, "Frames to choose of each track (8)")
      ->check(CLI::Range(1, 64));
  command
      .add_option("--choice", options.choice,
                  "best: the frames that suit; even: evenly spaced ones, to compare with (best)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, tracking::ChoiceRule>{
          {"best", tracking::ChoiceRule::best}, {"even", tracking::ChoiceRule::even}}));
  command.add_option("--max-megabytes", options.megabytes, "Refuse larger files (200)")
      ->check(CLI::Range(1, 1'000'000));
  command.add_option("--max-minutes", options.minutes, "Refuse longer videos (10)")
      ->check(CLI::Range(0.01, 1440.0));
  command.add_option("--contact-sheet", options.contact_sheet,
                     "Write a picture of the chosen and the best refused faces with the reasons");
  command.add_option("--draw", options.draw,
                     "Write the video with boxes and track numbers, as MP4 with JPEG frames");
  command.add_flag("--json", options.json, "One JSON object");
}

}  // namespace

void add_video_command(CLI::App& app, ExitCode& exit_code) {
  auto* command =
      app.add_subcommand("video", "Follow the faces of a video and choose the best of each");
  auto options = std::make_shared<VideoCommandOptions>();
  add_video_options(*command, *options);
  command->footer(
      "Examples:\n  facelatch video clip.mp4\n  facelatch video --json clip.mp4\n"
      "  facelatch video --contact-sheet faces.jpg clip.mp4");
  command->callback([options, &exit_code] { exit_code = run_video(*options); });
}

}  // namespace facelatch::cli
