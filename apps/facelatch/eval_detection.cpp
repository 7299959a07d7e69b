// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <chrono>
#include <memory>

#include "base/file.hpp"
#include "eval_command.hpp"
#include "evaluation/detection_run.hpp"
#include "evaluation/plot.hpp"
#include "picture_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::Result;
using Clock = std::chrono::steady_clock;

struct DetectionOptions {
  std::string boxes;
  std::string voc;
  std::string images;
  std::string detector;
  std::string svg;
  int side = 640;
  int enlarge = 0;
  float min_height = 20;
  bool json = false;
};

json::object json_of(const evaluation::DetectionScore& score, std::size_t pictures,
                     double seconds) {
  json::array heights;
  for (const auto& bucket : score.recall_by_height) {
    json::object row{{"from", bucket.lowest}, {"faces", bucket.truth}, {"found", bucket.found}};
    row["recall"] =
        bucket.truth == 0
            ? json::value()
            : json::value(static_cast<double>(bucket.found) / static_cast<double>(bucket.truth));
    heights.push_back(std::move(row));
  }
  return {{"ap", score.average_precision},
          {"images", pictures},
          {"faces", score.truth},
          {"detections", score.detections},
          {"false_detections", score.false_detections},
          {"recall_by_height", heights},
          {"seconds", seconds}};
}

Result<void> write_svg(const std::string& file, const evaluation::DetectionScore& score) {
  evaluation::Series recall{"recall", {}};
  double highest = 10;
  for (const auto& bucket : score.recall_by_height) {
    if (bucket.truth == 0) continue;
    // A step from the bucket's start to its end; the last one is drawn twice as far.
    const double from = std::max(bucket.lowest, 5.0F);
    const double to = std::min<double>(bucket.highest, 2 * from);
    const double share = static_cast<double>(bucket.found) / static_cast<double>(bucket.truth);
    recall.points.emplace_back(from, share);
    recall.points.emplace_back(to, share);
    highest = std::max(highest, to);
  }
  return base::write_text(file, evaluation::line_chart("Recall by height",
                                                       {"height of the face, pixels", 5, highest,
                                                        evaluation::Scale::logarithmic},
                                                       {"share found", 0, 1}, {recall}));
}

Result<evaluation::TrueBoxes> read_truth(const DetectionOptions& options) {
  if (options.boxes.empty()) return evaluation::read_voc_folder(options.voc);
  const auto text = base::read_text(options.boxes, kMaxListBytes);
  if (!text) return std::unexpected(text.error());
  return evaluation::parse_boxes_csv(*text);
}

Result<json::object> evaluate(const DetectionOptions& options) {
  const auto truth = read_truth(options);
  if (!truth) return std::unexpected(truth.error());
  const auto analyser = load_for_evaluation(options.detector, {});
  if (!analyser) return std::unexpected(analyser.error());
  const auto start = Clock::now();
  const auto pictures = evaluation::detect_pictures(
      *analyser, *truth, options.images,
      {.detect = {.min_score = 0.02F}, .longer_side = options.side, .enlarge_to = options.enlarge},
      progress_on_terminal());
  if (!pictures) return std::unexpected(pictures.error());
  const auto score = evaluation::score_detections(*pictures, options.min_height);
  const std::chrono::duration<double> time = Clock::now() - start;
  if (!options.svg.empty()) {
    if (auto done = write_svg(options.svg, score); !done) return std::unexpected(done.error());
  }
  return json_of(score, pictures->size(), time.count());
}

}  // namespace

void add_eval_detection(CLI::App& eval, ExitCode& exit_code) {
  auto* command = eval.add_subcommand("detection", "Average precision on boxed faces");
  auto options = std::make_shared<DetectionOptions>();
  auto* truth = command->add_option_group("truth");
  truth->add_option("--boxes", options->boxes, "CSV with columns image,xmin,ymin,xmax,ymax")
      ->type_name("FILE");
  truth->add_option("--voc", options->voc, "A folder of Pascal VOC annotations")
      ->type_name("FOLDER");
  truth->require_option(1);
  command->add_option("--images", options->images, "The folder of the pictures")
      ->type_name("FOLDER")
      ->required();
  add_detector_option(*command, options->detector);
  command
      ->add_option("--side", options->side, "Shrink pictures to this longer side (640); 0: never")
      ->check(CLI::Range(0, 10'000));
  command->add_option("--enlarge", options->enlarge, "Enlarge small pictures to this side")
      ->check(CLI::Range(0, 4'000));
  command->add_option("--min-height", options->min_height, "Lower faces do not count, pixels (20)")
      ->check(CLI::Range(0.0F, 10'000.0F));
  command->add_option("--svg", options->svg, "Write recall by height to this SVG file")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer("Example:\n  facelatch eval detection --boxes faces.csv --images photos");
  command->callback([options, &exit_code] {
    report_evaluation(evaluate(*options), options->json ? OutputFormat::json : OutputFormat::text,
                      exit_code);
  });
}

}  // namespace facelatch::cli
