// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "base/file.hpp"
#include "eval_command.hpp"
#include "picture_options.hpp"
#include "trials/fusion_fit.hpp"
#include "trials/liveness_errors.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::Result;

struct LivenessOptions {
  std::vector<std::string> folders;
  std::string detector;
  std::string svg;
  std::string calibrate;
  std::string data_name = "unnamed";
  bool json = false;
};

json::object json_of(const trials::ErrorRate& rate) {
  json::object object{
      {"presentations", rate.classified}, {"errors", rate.errors},      {"rate", rate.rate},
      {"low", rate.interval.low},         {"high", rate.interval.high}, {"no_face", rate.silent}};
  if (!rate.kind.empty()) object["kind"] = rate.kind;
  return object;
}

json::object json_of(const trials::LivenessErrors& errors) {
  json::array attacks;
  for (const auto& rate : errors.attacks) attacks.push_back(json_of(rate));
  json::array verdicts;
  for (const auto& verdict : errors.verdicts) {
    verdicts.push_back({{"name", verdict.name},
                        {"live", verdict.is_live},
                        {"kind", verdict.kind},
                        {"frames", verdict.frames},
                        {"log_odds", verdict.log_odds},
                        {"pattern", verdict.shows_pattern},
                        {"taken_for_live", verdict.taken_for_live}});
  }
  return {{"apcer", attacks},
          {"apcer_worst", json_of(errors.worst)},
          {"bpcer", json_of(errors.living)},
          {"presentations", verdicts}};
}

Result<std::vector<trials::Shown>> show(const LivenessOptions& options) {
  std::vector<trials::Presentation> presentations;
  for (const auto& folder : options.folders) {
    auto some = trials::read_presentations(folder);
    if (!some) return std::unexpected(some.error());
    presentations.insert(presentations.end(), some->begin(), some->end());
  }
  const auto analyser = load_for_evaluation(options.detector, {});
  if (!analyser) return std::unexpected(analyser.error());
  const auto store = models::ModelStore::open();
  if (!store) return std::unexpected(store.error());
  const auto networks = liveness::Networks::load(
      *store, {.parallelism = inference::Parallelism::one_request_per_thread});
  if (!networks) return std::unexpected(networks.error());
  return trials::show({*analyser, *networks}, presentations, progress_on_terminal());
}

Result<liveness::Fusion> fusion_for(const LivenessOptions& options,
                                    const std::vector<trials::Shown>& shown) {
  if (options.calibrate.empty()) return liveness::parse_fusion(liveness::built_in_fusion_text());
  auto fusion = trials::fit_fusion(shown);
  if (!fusion) return fusion;
  fusion->data = options.data_name;
  if (const auto done = base::write_text(options.calibrate, liveness::format_fusion(*fusion));
      !done) {
    return std::unexpected(done.error());
  }
  return fusion;
}

Result<json::object> evaluate(const LivenessOptions& options) {
  const auto shown = show(options);
  if (!shown) return std::unexpected(shown.error());
  const auto fusion = fusion_for(options, *shown);
  if (!fusion) return std::unexpected(fusion.error());
  const auto errors = trials::count_errors(*shown, *fusion);
  if (!options.svg.empty()) {
    if (const auto done = base::write_text(options.svg, trials::error_chart(errors)); !done) {
      return std::unexpected(done.error());
    }
  }
  auto object = json_of(errors);
  if (options.calibrate.empty()) return object;
  const auto held_out = trials::count_errors_held_out(*shown);
  if (!held_out) return std::unexpected(held_out.error());
  object["held_out"] = json_of(*held_out);
  return object;
}

void print_row(std::string_view title, const json::object& row) {
  fmt::print("{:<28} {:>3} of {:<4} {:6.1f} %  ({:.1f} to {:.1f} %)  {} without a face\n", title,
             row.at("errors").as_int64(), row.at("presentations").as_int64(),
             100 * row.at("rate").as_double(), 100 * row.at("low").as_double(),
             100 * row.at("high").as_double(), row.at("no_face").as_int64());
}

void print_table(const json::object& errors) {
  for (const auto& row : errors.at("apcer").as_array()) {
    const auto& object = row.as_object();
    print_row("APCER " + std::string(object.at("kind").as_string()), object);
  }
  print_row("BPCER", errors.at("bpcer").as_object());
}

void print_errors_of_liveness(const json::object& errors) {
  print_table(errors);
  if (const auto* held_out = errors.if_contains("held_out")) {
    fmt::print("each judged by a calibration without it:\n");
    print_table(held_out->as_object());
  }
}

}  // namespace

void add_eval_liveness(CLI::App& eval, ExitCode& exit_code) {
  auto* command = eval.add_subcommand("liveness", "Errors of passive liveness, by kind of attack");
  auto options = std::make_shared<LivenessOptions>();
  command
      ->add_option("folders", options->folders,
                   "Folders with pictures and clips in real and fake, and a labels.csv")
      ->required()
      ->type_name("FOLDER");
  add_detector_option(*command, options->detector);
  command->add_option("--svg", options->svg, "Write the rates to this SVG file")->type_name("FILE");
  command
      ->add_option("--calibrate", options->calibrate,
                   "Fit the fusion on these folders and write it to this TOML file")
      ->type_name("FILE");
  command->add_option("--data-name", options->data_name, "What the TOML file calls the data")
      ->check(plain_text_or_why);
  command->add_flag("--json", options->json, "JSON instead of a table");
  command->footer("Example:\n  facelatch eval liveness --svg errors.svg folder");
  command->callback([options, &exit_code] {
    report_evaluation(evaluate(*options), options->json ? OutputFormat::json : OutputFormat::text,
                      exit_code, print_errors_of_liveness);
  });
}

}  // namespace facelatch::cli
