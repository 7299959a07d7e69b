// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "base/time_text.hpp"
#include "command.hpp"
#include "picture_options.hpp"
#include "recognition/recogniser.hpp"
#include "recognition/track_names.hpp"
#include "store_options.hpp"
#include "tracking/frame_tracker.hpp"
#include "tracking/presence.hpp"
#include "video/live_source.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using std::chrono::microseconds;
using Clock = std::chrono::steady_clock;

/// Larger frames are made smaller: they show no more of a face that can be recognised.
constexpr int kLongerSide = 1280;
/// How often an interruption is looked for while no frame comes.
constexpr std::chrono::milliseconds kLookout{200};

struct WatchOptions {
  StoreChoice store;
  std::string source;
  std::string detector;
  std::string model;
  bool recognise = false;
  double far = recognition::kDefaultFalseAcceptRate;
};

/// SIGINT and SIGTERM, which are then asked for instead of ending the program.
class Interruption {
 public:
  Interruption() {
    sigemptyset(&set_);
    for (const int signal : {SIGINT, SIGTERM}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  [[nodiscard]] bool has_come() const {
    const timespec now{};
    return sigtimedwait(&set_, nullptr, &now) > 0;
  }

 private:
  sigset_t set_{};
};

/// One JSON object a line, each with what happened and when. Thread-safe.
class EventLines {
 public:
  void print(std::string_view event, json::object more) {
    json::object line{{"event", event}, {"at", base::time_text(base::system_time())}};
    for (auto& member : more) line.insert_or_assign(member.key(), std::move(member.value()));
    const std::scoped_lock lock(mutex_);
    fmt::print("{}\n", json::serialize(line));
    std::fflush(stdout);
  }

 private:
  std::mutex mutex_;
};

void print(EventLines& lines, const video::LiveChange& change) {
  json::object more;
  if (change.why) {
    more["code"] = base::traits_of(change.why->code).name;
    more["detail"] = change.why->message;
  }
  using Kind = video::LiveChange::Kind;
  if (change.kind == Kind::lost) more["next_try_ms"] = change.next_try.count();
  const auto* event = change.kind == Kind::connected ? "connected"
                      : change.kind == Kind::lost    ? "lost"
                                                     : "ended";
  lines.print(event, std::move(more));
}

/// Whom the store knows, told of each track once, as soon as it has appeared and is known.
class Names {
 public:
  static base::Result<Names> open(const WatchOptions& options, const pipeline::Analyser& analyser) {
    auto store = open_store(options.store);
    if (!store) return std::unexpected(store.error());
    auto recogniser = make_recogniser(**store, analyser);
    if (!recogniser) return std::unexpected(recogniser.error());
    return Names(*std::move(store), *std::move(recogniser), options.far);
  }

  base::Result<void> look_at(const tracking::TrackedFrame& frame) {
    auto named = names_.look_at(frame);
    if (!named) return std::unexpected(named.error());
    for (auto& each : *named) untold_.insert_or_assign(each.track, std::move(each));
    return {};
  }

  void tell(int track, EventLines& lines) {
    const auto known = untold_.extract(track);
    if (!known) return;
    lines.print("recognised", json::object{{"track", track},
                                           {"person", known.mapped().person_id},
                                           {"similarity", known.mapped().similarity},
                                           {"threshold", known.mapped().threshold.cosine}});
  }

  void forget(int track) {
    names_.forget(track);
    untold_.erase(track);
  }

 private:
  Names(std::unique_ptr<store::Store> store, std::unique_ptr<recognition::Recogniser> recogniser,
        double far)
      : store_(std::move(store)),
        recogniser_(std::move(recogniser)),
        names_(*recogniser_, far, kCommandLineClient) {}

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<recognition::Recogniser> recogniser_;
  recognition::TrackNames names_;
  std::map<int, recognition::NamedTrack> untold_;  ///< those who have not appeared yet
};

/// From frames to lines.
class Watcher {
 public:
  Watcher(const pipeline::Analyser& analyser, std::optional<float> same_person_from,
          std::optional<Names> names, EventLines& lines)
      : tracker_(analyser, {.search = {},
                            .search_every = tracking::kLiveSearchEvery,
                            .same_person_from = same_person_from}),
        names_(std::move(names)),
        lines_(lines) {}

  base::Result<void> look_at(const video::Frame& frame) {
    const auto time = std::chrono::duration_cast<microseconds>(frame.received - begun_);
    const auto seen = tracker_.next(frame.image.view(), time);
    if (!seen) return std::unexpected(seen.error());
    std::vector<int> tracks;
    for (const auto& face : seen->faces) tracks.push_back(face.track);
    tell(presence_.next(time, tracks));
    if (!names_) return {};
    for (const int track : tracks) {
      if (present_.contains(track)) names_->tell(track, lines_);
    }
    return names_->look_at(*seen);
  }

  void finish() { tell(presence_.finish()); }

 private:
  void tell(const std::vector<tracking::PresenceEvent>& events) {
    for (const auto& event : events) {
      const bool has_left = event.kind == tracking::PresenceEvent::Kind::left;
      const std::chrono::duration<double> stay = event.last_seen - event.first_seen;
      json::object more{{"track", event.track}};
      if (has_left) more["seconds"] = stay.count();
      lines_.print(has_left ? "left" : "appeared", std::move(more));
      if (!has_left) {
        present_.insert(event.track);
      } else {
        present_.erase(event.track);
        if (names_) names_->forget(event.track);
      }
    }
  }

  const Clock::time_point begun_ = Clock::now();
  tracking::FrameTracker tracker_;
  tracking::Presence presence_;
  std::set<int> present_;
  std::optional<Names> names_;
  EventLines& lines_;
};

base::Result<void> watch(const WatchOptions& options) {
  const Interruption interruption;  // Before there are threads: they inherit what is blocked.
  const auto analyser = load_analyser({.detector = options.detector, .model = options.model});
  if (!analyser) return std::unexpected(analyser.error());
  std::optional<Names> names;
  if (options.recognise) {
    auto opened = Names::open(options, *analyser);
    if (!opened) return std::unexpected(opened.error());
    names = *std::move(opened);
  }
  EventLines lines;
  const auto same_person_from = same_person_limit(*analyser);
  if (!same_person_from) return std::unexpected(same_person_from.error());
  Watcher watcher(*analyser, *same_person_from, std::move(names), lines);
  std::optional<base::Error> failure;  // Written before the source has ended, read after.
  video::LiveOptions live;
  live.reading.longer_side = kLongerSide;
  auto source = video::LiveSource::start(options.source, live,
                                         [&lines, &failure](const video::LiveChange& change) {
                                           print(lines, change);
                                           if (change.kind == video::LiveChange::Kind::ended) {
                                             failure = change.why;
                                           }
                                         });
  if (!source) return std::unexpected(source.error());
  while (!interruption.has_come()) {
    const auto frame = (*source)->next(base::Deadline::after(kLookout));
    if (!frame) continue;  // None came yet.
    if (!*frame) break;
    if (const auto done = watcher.look_at(**frame); !done) return done;
  }
  watcher.finish();
  (*source)->stop();
  if (failure) return std::unexpected(*failure);
  return {};
}

}  // namespace

void add_watch_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand(
      "watch", "Say who comes and goes before a camera, as one JSON object a line");
  auto options = std::make_shared<WatchOptions>();
  command
      ->add_option(
          "source", options->source,
          "/dev/video0, rtsp://…, http://… with MJPEG, or a file, which is played in real time")
      ->required();
  add_store_place_options(*command, options->store);
  add_detector_option(*command, options->detector);
  add_model_option(*command, options->model);
  command->add_flag("--recognise", options->recognise, "Also say who of the store it is");
  command->add_option("--far", options->far, "How often a stranger may be accepted (1 in 50,000)")
      ->check(CLI::Range(1e-9, 1.0));
  command->footer(
      "Examples:\n  facelatch watch /dev/video0\n  facelatch watch clip.mp4\n  facelatch watch "
      "--recognise rtsp://camera/stream\n"
      "  facelatch watch http://camera/mjpeg | while read -r line; do …; done");
  command->callback([options, &exit_code] {
    const auto done = watch(*options);
    exit_code = done ? 0 : report_error(done.error(), OutputFormat::text);
  });
}

}  // namespace facelatch::cli
