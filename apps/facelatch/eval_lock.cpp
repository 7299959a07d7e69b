// SPDX-License-Identifier: Apache-2.0
#include <iterator>
#include <memory>

#include "eval_command.hpp"
#include "picture_options.hpp"
#include "recognition/recogniser.hpp"
#include "similarity/decision.hpp"
#include "trials/lock_trial.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::Result;

struct LockOptions {
  std::vector<std::string> folders;
  std::string detector;
  std::string model;
  double far = recognition::kDefaultFalseAcceptRate;
  std::size_t enrolment = recognition::kLeastEnrolmentFrames;
  bool json = false;
};

json::object json_of(const trials::BootstrappedRate& rate) {
  return {{"errors", rate.errors},      {"tries", rate.tries},
          {"rate", rate.rate},          {"low", rate.interval.low},
          {"high", rate.interval.high}, {"none_seen_high", rate.none_seen_high}};
}

Result<json::object> evaluate(const LockOptions& options) {
  std::vector<trials::PersonPictures> people;
  for (const auto& folder : options.folders) {
    auto some = trials::read_people(folder);
    if (!some) return std::unexpected(some.error());
    std::ranges::move(*some, std::back_inserter(people));
  }
  const auto analyser = load_for_evaluation(options.detector, options.model);
  if (!analyser) return std::unexpected(analyser.error());
  const auto calibration = similarity::built_in_calibration();
  if (!calibration) return std::unexpected(calibration.error());
  // Where the calibration cannot tell, there is no threshold to try.
  const auto decision = similarity::decide(0, *calibration, analyser->detector_id(),
                                           analyser->model_id(), options.far);
  if (!decision) return std::unexpected(decision.error());
  if (const auto done = trials::embed_people(*analyser, people, progress_on_terminal()); !done) {
    return std::unexpected(done.error());
  }
  const auto agreement =
      similarity::decide(0, *calibration, analyser->detector_id(), analyser->model_id(),
                         recognition::kAgreementFalseAcceptRate);
  if (!agreement) return std::unexpected(agreement.error());
  const auto errors = trials::try_lock(people, {.threshold = decision->threshold,
                                                .agreement = agreement->threshold,
                                                .enrolment = options.enrolment});
  return json::object{{"people", errors.people},
                      {"enrolled", errors.enrolled},
                      {"undetected", errors.undetected},
                      {"threshold", decision->threshold},
                      {"calibrated_far", decision->point.far},
                      {"far", json_of(errors.far)},
                      {"frr", json_of(errors.frr)}};
}

void print_rate(std::string_view title, const json::object& rate) {
  fmt::print("{}  {} of {}: {:.4g} %  (95 % by bootstrap over people: {:.4g} to {:.4g} %)\n", title,
             rate.at("errors").to_number<std::uint64_t>(),
             rate.at("tries").to_number<std::uint64_t>(), 100 * rate.at("rate").as_double(),
             100 * rate.at("low").as_double(), 100 * rate.at("high").as_double());
  if (const double high = rate.at("none_seen_high").as_double(); high > 0) {
    fmt::print("     none was seen: below {:.2g} %, if tries were independent\n", 100 * high);
  }
}

void print_errors_of_lock(const json::object& errors) {
  fmt::print("{} of {} people enrolled, at cosine {:.3f}\n",
             errors.at("enrolled").to_number<std::uint64_t>(),
             errors.at("people").to_number<std::uint64_t>(), errors.at("threshold").as_double());
  print_rate("FAR", errors.at("far").as_object());
  print_rate("FRR", errors.at("frr").as_object());
}

}  // namespace

void add_eval_lock(CLI::App& eval, ExitCode& exit_code) {
  auto* command = eval.add_subcommand("lock", "False accepts and rejects of the lock's comparison");
  auto options = std::make_shared<LockOptions>();
  command->add_option("folders", options->folders, "Folders of pictures in folders by person")
      ->required()
      ->type_name("FOLDER");
  add_detector_option(*command, options->detector);
  add_model_option(*command, options->model);
  command->add_option("--far", options->far, "The rate that the threshold is for (1 in 50,000)")
      ->check(CLI::Range(1e-9, 1.0));
  command->add_option("--enrol", options->enrolment, "Pictures that a person is enrolled from (3)")
      ->check(CLI::Range(recognition::kLeastEnrolmentFrames, recognition::kMostEnrolmentFrames));
  command->add_flag("--json", options->json, "JSON instead of text");
  command->footer("Example:\n  facelatch eval lock orl lfw/images");
  command->callback([options, &exit_code] {
    report_evaluation(evaluate(*options), options->json ? OutputFormat::json : OutputFormat::text,
                      exit_code, print_errors_of_lock);
  });
}

}  // namespace facelatch::cli
