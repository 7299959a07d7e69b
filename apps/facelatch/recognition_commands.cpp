// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <expected>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/file.hpp"
#include "command.hpp"
#include "imaging/sniff.hpp"
#include "input_files.hpp"
#include "picture_options.hpp"
#include "recognition/counted_try.hpp"
#include "recognition/recogniser.hpp"
#include "recognition/video_frames.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::failure;

struct RecognitionOptions {
  StoreChoice store;
  std::string detector;
  std::string model;
  std::string person;
  std::vector<std::string> pictures;
  double far = recognition::kDefaultFalseAcceptRate;
  double margin = recognition::kDefaultMargin;
  bool replace = false;
  bool allow_duplicate = false;
  bool diagnose = false;
};

/// The store with what compares faces.
struct Session {
  std::unique_ptr<store::Store> store;
  pipeline::Analyser analyser;
  std::unique_ptr<recognition::Recogniser> recogniser;
};

base::Result<Session> open_session(const RecognitionOptions& options) {
  auto store = open_store(options.store);
  if (!store) return std::unexpected(store.error());
  auto analyser = load_analyser({.detector = options.detector, .model = options.model});
  if (!analyser) return std::unexpected(analyser.error());
  auto recogniser = make_recogniser(**store, *analyser);
  if (!recogniser) return std::unexpected(recogniser.error());
  return Session{*std::move(store), *std::move(analyser), *std::move(recogniser)};
}

/// The embedding of the only face.
base::Result<similarity::Embedding> only_face(const Session& session,
                                              const std::filesystem::path& file) {
  const auto analysis = analyse_file(session.analyser, file, {});
  if (!analysis) return std::unexpected(analysis.error());
  if (analysis->faces.empty()) return failure(ErrorCode::no_face, "There is no face.");
  if (analysis->faces.size() > 1) {
    return failure(ErrorCode::many_faces, "There is more than one face in the picture.");
  }
  return analysis->faces.front().embedding;
}

void print_enrolled(const RecognitionOptions& options, const recognition::Enrolled& enrolled) {
  if (options.store.json) {
    json::array frames;
    for (const auto& frame : enrolled.choice.frames) {
      frames.push_back({{"file", frame.name}, {"used", frame.is_used}, {"reason", frame.reason}});
    }
    json::object object{{"enrolled", enrolled.stored.has_value()}, {"pictures", frames}};
    if (enrolled.stored) object["template"] = enrolled.stored->id;
    if (enrolled.duplicate_of) object["duplicate_of"] = *enrolled.duplicate_of;
    fmt::print("{}\n", json::serialize(object));
    return;
  }
  for (const auto& frame : enrolled.choice.frames) {
    fmt::print("{}: {}\n", frame.name, frame.sentence);
  }
  if (enrolled.stored) fmt::print("Enrolled from {} pictures.\n", enrolled.choice.used);
}

/// What to end with where nothing was stored; JSON has said it already.
ExitCode why_not(const RecognitionOptions& options, const recognition::Enrolled& enrolled) {
  base::Error error{ErrorCode::already_exists, "The face belongs to another person already."};
  if (!enrolled.duplicate_of) {
    error = {ErrorCode::low_quality,
             fmt::format("Only {} pictures are good and agree; {} are needed.",
                         enrolled.choice.used, recognition::kLeastEnrolmentFrames)};
  }
  if (!options.store.json) return report_error(error, OutputFormat::text);
  return base::traits_of(error.code).exit_code;
}

using Frames = std::vector<recognition::EnrolmentFrame>;

base::Result<Frames> frames_of_pictures(const Session& session, const RecognitionOptions& options) {
  const auto files = expand_inputs(options.pictures);
  if (!files) return std::unexpected(files.error());
  if (files->size() > recognition::kMostEnrolmentFrames) {
    return failure(ErrorCode::invalid_argument, "There are too many pictures.");
  }
  Frames frames;
  for (const auto& file : *files) {
    auto analysis = analyse_file(session.analyser, file, {});
    if (!analysis) {
      return failure(analysis.error().code,
                     fmt::format("{}: {}", file.string(), analysis.error().message));
    }
    frames.push_back({file.string(), std::move(analysis->faces)});
  }
  return frames;
}

bool is_video(const std::filesystem::path& file) {
  std::array<char, 512> head{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(head.data(), head.size());
  const auto size = static_cast<std::size_t>(stream.gcount());
  return imaging::sniff(base::bytes_of({head.data(), size})) == imaging::ImageFormat::video;
}

/// Of the one video that is named, else of the pictures.
base::Result<Frames> frames_of(const Session& session, const RecognitionOptions& options) {
  std::error_code ignored;
  const std::filesystem::path first = options.pictures.front();
  if (options.pictures.size() > 1 || !std::filesystem::is_regular_file(first, ignored) ||
      !is_video(first)) {
    return frames_of_pictures(session, options);
  }
  auto reader = video::VideoReader::open(first, recognition::enrolment_video_limits(),
                                         tracking::default_video_options());
  if (!reader) return std::unexpected(reader.error());
  return recognition::frames_of(*reader, session.analyser, session.recogniser->same_person_limit(),
                                {});
}

ExitCode enrol(const RecognitionOptions& options) {
  const auto session = open_session(options);
  if (!session) return report_error(session.error(), options.store.format());
  const auto frames = frames_of(*session, options);
  if (!frames) return report_error(frames.error(), options.store.format());
  const auto enrolled = session->recogniser->enrol(
      options.person, *frames, options.replace ? store::Enrolment::replace : store::Enrolment::add,
      options.allow_duplicate ? recognition::DuplicatePolicy::allow
                              : recognition::DuplicatePolicy::refuse,
      kCommandLineClient);
  if (!enrolled) return report_error(enrolled.error(), options.store.format());
  print_enrolled(options, *enrolled);
  return enrolled->stored ? 0 : why_not(options, *enrolled);
}

/// The picture's only face, and the try that looking at it is.
struct Asked {
  recognition::CountedTry attempt;
  similarity::Embedding face;
};

std::expected<Asked, ExitCode> ask(const RecognitionOptions& options, const Session& session) {
  const auto format = options.store.format();
  auto attempt =
      recognition::CountedTry::begin(session.store->attempts(), options.person, kCommandLineClient);
  if (!attempt) return std::unexpected(report_error(attempt.error().error, format));
  auto face = only_face(session, options.pictures.front());
  if (!face) return std::unexpected(report_error(face.error(), format, options.pictures.front()));
  return Asked{*std::move(attempt), *std::move(face)};
}

json::object threshold_json(const recognition::Threshold& threshold) {
  return {{"cosine", threshold.cosine},
          {"false_accept_rate", threshold.far},
          {"false_accept_rate_high", threshold.far_high}};
}

ExitCode verify(const RecognitionOptions& options) {
  const auto session = open_session(options);
  if (!session) return report_error(session.error(), options.store.format());
  auto asked = ask(options, *session);
  if (!asked) return asked.error();
  const auto answer =
      session->recogniser->verify(options.person, asked->face, options.far, kCommandLineClient);
  if (!answer) return report_error(answer.error(), options.store.format());
  if (const auto ended = asked->attempt.end(answer->accepted); !ended) {
    return report_error(ended.error(), options.store.format());
  }
  if (options.store.json) {
    json::object object{{"accepted", answer->accepted},
                        {"threshold", threshold_json(answer->threshold)}};
    if (options.diagnose) object["similarity"] = answer->similarity;
    fmt::print("{}\n", json::serialize(object));
  } else {
    fmt::print("{}\n", answer->accepted ? "accepted" : "denied");
  }
  return answer->accepted ? 0 : 1;
}

ExitCode identify(const RecognitionOptions& options) {
  const auto session = open_session(options);
  if (!session) return report_error(session.error(), options.store.format());
  auto asked = ask(options, *session);
  if (!asked) return asked.error();
  const auto answer = session->recogniser->identify(asked->face, options.far, options.margin,
                                                    kCommandLineClient, base::Deadline());
  if (!answer) return report_error(answer.error(), options.store.format());
  if (const auto ended = asked->attempt.end(answer->person_id.has_value()); !ended) {
    return report_error(ended.error(), options.store.format());
  }
  if (options.store.json) {
    json::object object{{"person", nullptr},
                        {"reason", name_of(answer->reason)},
                        {"threshold", threshold_json(answer->threshold)},
                        {"templates", answer->templates}};
    if (answer->person_id) object["person"] = *answer->person_id;
    if (options.diagnose) {
      object["similarity"] = answer->similarity;
      object["margin"] = answer->margin;
    }
    fmt::print("{}\n", json::serialize(object));
  } else {
    fmt::print("{}\n", answer->person_id.value_or("nobody"));
  }
  return answer->person_id ? 0 : 1;
}

using Options = std::shared_ptr<RecognitionOptions>;

CLI::App* add(CLI::App& app, const char* name, const char* help, const Options& options) {
  auto* command = app.add_subcommand(name, help);
  add_store_options(*command, options->store);
  add_detector_option(*command, options->detector);
  add_model_option(*command, options->model);
  return command;
}

void add_decision_options(CLI::App& command, RecognitionOptions& options) {
  command.add_option("picture", options.pictures, "Picture of one face")->required()->expected(1);
  command.add_option("--far", options.far, "How often a stranger may be accepted (1 in 50,000)")
      ->check(CLI::Range(1e-9, 1.0));
  command.add_flag("--diagnose", options.diagnose,
                   "With --json, also how much alike the faces are");
}

}  // namespace

void add_recognition_commands(CLI::App& app, ExitCode& exit_code) {
  const auto options = std::make_shared<RecognitionOptions>();
  auto* enrolling =
      add(app, "enrol", "Enrol a person from three or more pictures, or a video", options);
  enrolling->add_option("person", options->person, "The person's id")->required();
  enrolling
      ->add_option("pictures", options->pictures, "Pictures, folders or patterns; or one video")
      ->required()
      ->type_name("FILE");
  enrolling->add_flag("--replace", options->replace, "In the place of earlier enrolments");
  enrolling->add_flag("--allow-duplicate", options->allow_duplicate,
                      "Also a face that belongs to another person already");
  enrolling->footer(
      "Examples:\n  facelatch enrol ID a.jpg b.jpg c.jpg\n  facelatch enrol ID clip.mp4");
  enrolling->callback([options, &exit_code] { exit_code = enrol(*options); });

  auto* verifying =
      add(app, "verify", "Say whether a face is a person's (exit code 0) or not (1)", options);
  verifying->add_option("person", options->person, "The person's id")->required();
  add_decision_options(*verifying, *options);
  verifying->footer("Example:\n  facelatch verify ID door.jpg && open-the-door");
  verifying->callback([options, &exit_code] { exit_code = verify(*options); });

  auto* identifying =
      add(app, "identify", "Say whose face it is (exit code 0), or nobody's (1)", options);
  add_decision_options(*identifying, *options);
  identifying
      ->add_option("--margin", options->margin, "How much more alike than the next person (0.05)")
      ->check(CLI::Range(0.0, 2.0));
  identifying->footer("Example:\n  facelatch identify door.jpg");
  identifying->callback([options, &exit_code] { exit_code = identify(*options); });
}

}  // namespace facelatch::cli
