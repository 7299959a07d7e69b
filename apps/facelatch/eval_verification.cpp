// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>

#include "base/file.hpp"
#include "eval_command.hpp"
#include "evaluation/group_rates.hpp"
#include "evaluation/plot.hpp"
#include "picture_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::Result;
using Clock = std::chrono::steady_clock;

struct VerificationOptions {
  std::string pairs;
  std::string images;
  std::string detector;
  std::string model;
  std::string roc;
  std::string histogram;
  std::string calibrate;
  std::string data_name;
  bool json = false;
};

json::object json_of(const evaluation::Verification& found, double seconds) {
  json::array rates;
  for (const auto& [far, result] : found.tar_at_far) {
    rates.push_back(json::object{{"far", far},
                                 {"tar", result.tar},
                                 {"low", result.low},
                                 {"high", result.high},
                                 {"threshold", result.threshold},
                                 {"far_high", result.far_high}});
  }
  return {{"accuracy", found.accuracy},
          {"accuracy_std", found.accuracy_std},
          {"eer", found.eer},
          {"threshold", found.threshold},
          {"tar_at_far", rates},
          {"pairs", found.pairs},
          {"undetected", found.undetected},
          {"seconds", seconds}};
}

/// The scores as counts, so that any threshold can be tried on them: the console does.
json::object histograms(const evaluation::Scores& scores) {
  constexpr int kBins = 400;
  const auto counts = [](const std::vector<double>& values) {
    return json::value_from(evaluation::histogram(values, -1, 1, kBins));
  };
  return {{"lowest", -1},
          {"highest", 1},
          {"genuine", counts(scores.genuine)},
          {"impostor", counts(scores.impostor)}};
}

void add_rate(json::object& row, const std::string& name,
              const std::optional<evaluation::Rate>& rate) {
  if (!rate) {
    row[name] = nullptr;
    return;
  }
  row[name] = rate->value;
  row[name + "_low"] = rate->interval.low;
  row[name + "_high"] = rate->interval.high;
}

/// How each group fares at the threshold of all.
json::array json_of_groups(const evaluation::PairList& pairs,
                           const std::vector<evaluation::ScoredPair>& scored, double threshold,
                           bool with_histograms) {
  json::array rows;
  const auto groups = evaluation::scores_by_group(scored, pairs.groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const auto& scores = groups[i].scores;
    json::object row{{"group", pairs.groups[i]},
                     {"genuine", scores.genuine.size()},
                     {"impostor", scores.impostor.size()},
                     {"undetected", groups[i].undetected}};
    add_rate(row, "far", evaluation::false_accepts(scores, threshold));
    add_rate(row, "frr", evaluation::false_rejects(scores, threshold));
    if (with_histograms) row["histogram"] = histograms(scores);
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<void> write_roc(const std::string& file, const evaluation::Verification& found) {
  evaluation::Series curve{"all pairs", {}};
  for (const auto& point : found.roc) curve.points.emplace_back(point.far, point.tar);
  constexpr double kLeastFar = 1e-4;
  return base::write_text(file, evaluation::line_chart("Receiver operating characteristic",
                                                       {"false-accept rate", kLeastFar, 1,
                                                        evaluation::Scale::logarithmic},
                                                       {"true-accept rate", 0, 1}, {curve}));
}

Result<void> write_histogram(const std::string& file, const evaluation::Scores& scores) {
  constexpr int kBins = 100;
  const auto genuine = evaluation::histogram_steps(scores.genuine, -1, 1, kBins);
  const auto impostor = evaluation::histogram_steps(scores.impostor, -1, 1, kBins);
  double highest = 0;
  for (const auto* steps : {&genuine, &impostor}) {
    for (const auto& step : *steps) highest = std::max(highest, step.second);
  }
  return base::write_text(
      file, evaluation::line_chart("Similarities", {"cosine similarity", -1, 1},
                                   {"share of pairs", 0, std::max(highest, 1e-6)},
                                   {{"one person", genuine}, {"two persons", impostor}}));
}

/// Replaces the entry of this detector and model in the table, or adds it.
Result<void> write_calibration(const VerificationOptions& options, similarity::Calibration entry) {
  similarity::CalibrationTable table;
  if (std::filesystem::exists(options.calibrate)) {
    const auto text = base::read_text(options.calibrate, kMaxListBytes);
    if (!text) return std::unexpected(text.error());
    auto known = similarity::parse_calibration(*text);
    if (!known) return std::unexpected(known.error());
    table = *std::move(known);
  }
  std::erase_if(table.entries, [&](const similarity::Calibration& other) {
    return other.detector == entry.detector && other.model == entry.model;
  });
  table.entries.push_back(std::move(entry));
  std::ranges::sort(table.entries, {}, [](const similarity::Calibration& one) {
    return std::pair(one.detector, one.model);
  });
  return base::write_text(options.calibrate, similarity::format_calibration(table));
}

Result<void> write_files(const VerificationOptions& options, const pipeline::Analyser& analyser,
                         const evaluation::Verification& found, const evaluation::Scores& scores,
                         const evaluation::PictureEmbeddings& embeddings) {
  if (!options.roc.empty()) {
    if (auto done = write_roc(options.roc, found); !done) return done;
  }
  if (!options.histogram.empty()) {
    if (auto done = write_histogram(options.histogram, scores); !done) return done;
  }
  if (options.calibrate.empty()) return {};
  auto entry = evaluation::calibrate(evaluation::score_all_pairs(embeddings));
  entry.detector = analyser.detector_id();
  entry.model = analyser.model_id();
  entry.data = options.data_name;
  return write_calibration(options, std::move(entry));
}

Result<json::object> evaluate(const VerificationOptions& options) {
  const auto text = base::read_text(options.pairs, kMaxListBytes);
  if (!text) return std::unexpected(text.error());
  const auto pairs = evaluation::parse_pairs(*text);
  if (!pairs) return std::unexpected(pairs.error());
  const auto analyser = load_for_evaluation(options.detector, options.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto start = Clock::now();
  const auto embeddings =
      evaluation::embed_pictures(*analyser, *pairs, options.images, progress_on_terminal());
  if (!embeddings) return std::unexpected(embeddings.error());
  const auto scored = evaluation::score_pairs(*pairs, *embeddings);
  const auto found = evaluation::verify(scored, pairs->folds);
  if (!found) return std::unexpected(found.error());
  const std::chrono::duration<double> time = Clock::now() - start;
  const auto scores = evaluation::sorted_scores(scored);
  if (auto done = write_files(options, *analyser, *found, scores, *embeddings); !done) {
    return std::unexpected(done.error());
  }
  auto report = json_of(*found, time.count());
  report.emplace("detector", analyser->detector_id());
  report.emplace("model", analyser->model_id());
  if (!pairs->groups.empty()) {
    report.emplace("groups", json_of_groups(*pairs, scored, found->threshold, options.json));
  }
  if (options.json) report.emplace("histogram", histograms(scores));
  return report;
}

}  // namespace

void add_eval_verification(CLI::App& eval, ExitCode& exit_code) {
  auto* command = eval.add_subcommand("verification", "Accuracy on pairs of pictures");
  auto options = std::make_shared<VerificationOptions>();
  command
      ->add_option("--pairs", options->pairs,
                   "LFW View 1 or 2, or CSV with columns a,b,same and, for rates of each, group")
      ->type_name("FILE")
      ->required();
  command->add_option("--images", options->images, "The folder that the pairs name pictures in")
      ->type_name("FOLDER")
      ->required();
  add_detector_option(*command, options->detector);
  add_model_option(*command, options->model);
  command->add_option("--roc", options->roc, "Write the ROC curve to this SVG file")
      ->type_name("FILE");
  command->add_option("--histogram", options->histogram, "Write the scores to this SVG file")
      ->type_name("FILE");
  auto* calibrate = command->add_option(
      "--calibrate", options->calibrate,
      "Write thresholds into this table; a folder of pictures must be one person");
  command->add_option("--data-name", options->data_name, "What the table calls these pictures")
      ->needs(calibrate)
      ->check(plain_text_or_why);
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer(
      "Example:\n  facelatch eval verification --pairs pairs.txt --images lfw --detector mtcnn");
  command->callback([options, &exit_code] {
    report_evaluation(evaluate(*options), options->json ? OutputFormat::json : OutputFormat::text,
                      exit_code);
  });
}

}  // namespace facelatch::cli
