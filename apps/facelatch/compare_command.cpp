// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/file.hpp"
#include "command.hpp"
#include "picture_options.hpp"
#include "similarity/decision.hpp"
#include "similarity/metric.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;

struct CompareOptions {
  PictureOptions picture;
  std::string first;
  std::string second;
  std::string calibration;
  double far = similarity::kDefaultFar;
};

base::Result<similarity::Embedding> embed_largest(const pipeline::Analyser& analyser,
                                                  const PictureOptions& options,
                                                  const std::string& file) {
  const auto analysis =
      analyse_file(analyser, file, options.analyse_options(pipeline::Depth::embed));
  if (!analysis) return std::unexpected(analysis.error());
  if (analysis->faces.empty()) {
    return base::failure(base::ErrorCode::no_face, fmt::format("No face was found in {}.", file));
  }
  return analysis->faces.front().embedding;
}

base::Result<similarity::CalibrationTable> read_calibration(const CompareOptions& options) {
  if (options.calibration.empty()) {
    return similarity::built_in_calibration();
  }
  constexpr std::uint64_t kMaxTableBytes = 16ULL << 20U;
  const auto text = base::read_text(options.calibration, kMaxTableBytes);
  if (!text) return std::unexpected(text.error());
  return similarity::parse_calibration(*text);
}

json::object distances(const similarity::Embedding& a, const similarity::Embedding& b) {
  json::object object;
  for (const auto metric : {similarity::Metric::cosine, similarity::Metric::euclidean,
                            similarity::Metric::euclidean_l2, similarity::Metric::angular}) {
    if (const auto value = similarity::distance(a, b, metric)) {
      object[similarity::name_of(metric)] = *value;
    }
  }
  return object;
}

void print_decision(const similarity::Decision& decision, const json::object& all,
                    OutputFormat format) {
  if (format == OutputFormat::json) {
    const json::object object{
        {"same_person", decision.same_person},    {"similarity", decision.similarity},
        {"threshold", decision.threshold},        {"false_accept_rate", decision.point.far},
        {"true_accept_rate", decision.point.tar}, {"model", decision.model},
        {"detector", decision.detector},          {"distances", all}};
    fmt::print("{}\n", json::serialize(object));
    return;
  }
  fmt::print("{} person: cosine similarity {:.4f}, threshold {:.4f}\n",
             decision.same_person ? "same" : "another", decision.similarity, decision.threshold);
  fmt::print(
      "At this threshold {} with {} accepted {:.4g} of strangers and {:.4g} of genuine pairs.\n",
      decision.detector, decision.model, decision.point.far, decision.point.tar);
}

base::Result<void> compare(const CompareOptions& options) {
  const auto analyser = load_analyser(options.picture.analyser_options());
  if (!analyser) return std::unexpected(analyser.error());
  const auto first = embed_largest(*analyser, options.picture, options.first);
  if (!first) return std::unexpected(first.error());
  const auto second = embed_largest(*analyser, options.picture, options.second);
  if (!second) return std::unexpected(second.error());
  const auto cosine = similarity::cosine_similarity(*first, *second);
  if (!cosine) return std::unexpected(cosine.error());
  const auto table = read_calibration(options);
  if (!table) return std::unexpected(table.error());
  const auto decision = similarity::decide(*cosine, *table, analyser->detector_id(),
                                           analyser->model_id(), options.far);
  if (!decision) return std::unexpected(decision.error());
  print_decision(*decision, distances(*first, *second), options.picture.format());
  return {};
}

}  // namespace

void add_compare_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("compare", "Say whether two pictures show one person");
  auto options = std::make_shared<CompareOptions>();
  options->picture.largest = true;
  command->add_option("first", options->first, "A picture")->type_name("FILE")->required();
  command->add_option("second", options->second, "Another picture")->type_name("FILE")->required();
  add_picture_options(*command, options->picture);
  command->add_flag("--mirror", options->picture.mirror,
                    "Sum with the embedding of the mirrored face");
  command->add_option("--far", options->far,
                      "Decide at the threshold of this false-accept rate (0.001)");
  command
      ->add_option("--calibration", options->calibration,
                   "Thresholds that `eval verification --calibrate` wrote (the built-in ones)")
      ->type_name("FILE");
  command->footer(
      "The largest face of each picture is compared.\n"
      "Examples:\n  facelatch compare a.jpg b.jpg\n"
      "  facelatch compare --far 0.0001 --json a.jpg b.jpg");
  command->callback([options, &exit_code] {
    options->picture.largest = true;
    const auto done = compare(*options);
    exit_code = done ? 0 : report_error(done.error(), options->picture.format());
  });
}

}  // namespace facelatch::cli
