// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdint>
#include <string>

#include "command.hpp"
#include "evaluation/verification_run.hpp"
#include "pipeline/analyser.hpp"
#include "report.hpp"

namespace facelatch::cli {

// The kinds of evaluation, and what they need.

void add_eval_verification(CLI::App& eval, ExitCode& exit_code);
void add_eval_detection(CLI::App& eval, ExitCode& exit_code);
void add_eval_liveness(CLI::App& eval, ExitCode& exit_code);
void add_eval_lock(CLI::App& eval, ExitCode& exit_code);

/// The largest list of pairs or boxes that is read.
inline constexpr std::uint64_t kMaxListBytes = 512ULL << 20U;

/// Counts on standard error where that is a terminal; else nothing.
evaluation::Progress progress_on_terminal();

/// Why a text cannot stand in a TOML file's quotes; empty where it can.
std::string plain_text_or_why(const std::string& text);

/// From the default store, for one picture per thread.
base::Result<pipeline::Analyser> load_for_evaluation(const std::string& detector,
                                                     const std::string& model);

/// A line for each member; one for each row of an array.
void print_members(const boost::json::object& result);

/// Prints the result as JSON, or by `print`, or its error.
void report_evaluation(const base::Result<boost::json::object>& result, OutputFormat format,
                       ExitCode& exit_code,
                       void (*print)(const boost::json::object&) = print_members);

}  // namespace facelatch::cli
