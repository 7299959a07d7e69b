// SPDX-License-Identifier: Apache-2.0
#include "eval_command.hpp"

#include <unistd.h>

#include <algorithm>

#include "picture_options.hpp"

namespace facelatch::cli {

evaluation::Progress progress_on_terminal() {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [](std::size_t done, std::size_t total) {
    constexpr std::size_t kEvery = 20;
    if (done % kEvery == 0 || done == total) fmt::print(stderr, "\r{} of {}", done, total);
    if (done == total) fmt::print(stderr, "\n");
  };
}

std::string plain_text_or_why(const std::string& text) {
  constexpr std::size_t kMostBytes = 200;
  const bool is_plain = text.size() <= kMostBytes && std::ranges::all_of(text, [](char letter) {
                          return letter >= ' ' && letter < 127 && letter != '"' && letter != '\\';
                        });
  return is_plain ? "" : "plain letters without quotes are needed";
}

base::Result<pipeline::Analyser> load_for_evaluation(const std::string& detector,
                                                     const std::string& model) {
  return load_analyser(
      {.detector = detector,
       .model = model,
       .network = {.parallelism = inference::Parallelism::one_request_per_thread}});
}

void print_members(const boost::json::object& result) {
  for (const auto& [key, value] : result) {
    if (!value.is_array()) {
      fmt::print("{:<18} {}\n", std::string_view(key), boost::json::serialize(value));
      continue;
    }
    fmt::print("{}\n", std::string_view(key));
    for (const auto& row : value.as_array()) {
      for (const auto& [name, cell] : row.as_object()) {
        fmt::print("  {} {}", std::string_view(name), boost::json::serialize(cell));
      }
      fmt::print("\n");
    }
  }
}

void report_evaluation(const base::Result<boost::json::object>& result, OutputFormat format,
                       ExitCode& exit_code, void (*print)(const boost::json::object&)) {
  if (!result) {
    exit_code = report_error(result.error(), format);
  } else if (format == OutputFormat::json) {
    fmt::print("{}\n", boost::json::serialize(*result));
  } else {
    print(*result);
  }
}

void add_eval_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("eval", "Measure accuracy on labelled pictures");
  command->require_subcommand(1);
  add_eval_verification(*command, exit_code);
  add_eval_detection(*command, exit_code);
  add_eval_liveness(*command, exit_code);
  add_eval_lock(*command, exit_code);
}

}  // namespace facelatch::cli
