// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>

namespace facelatch::cli {

/// What the process ends with: 0, or the exit code of base::error_table(); 1 where some of several
/// pictures could not be read.
using ExitCode = int;

// Each adds one subcommand to `app`; running it sets `exit_code`, which must outlive the app.
void add_detect_command(CLI::App& app, ExitCode& exit_code);
void add_align_command(CLI::App& app, ExitCode& exit_code);
void add_embed_command(CLI::App& app, ExitCode& exit_code);
void add_compare_command(CLI::App& app, ExitCode& exit_code);
void add_video_command(CLI::App& app, ExitCode& exit_code);
void add_watch_command(CLI::App& app, ExitCode& exit_code);
void add_models_command(CLI::App& app, ExitCode& exit_code);
void add_bench_command(CLI::App& app, ExitCode& exit_code);
void add_eval_command(CLI::App& app, ExitCode& exit_code);
void add_people_command(CLI::App& app, ExitCode& exit_code);
void add_backup_command(CLI::App& app, ExitCode& exit_code);
/// `enrol`, `verify` and `identify`.
void add_recognition_commands(CLI::App& app, ExitCode& exit_code);
void add_attempts_command(CLI::App& app, ExitCode& exit_code);
/// `unlock challenge`, `unlock answer` and `unlock keys`.
void add_unlock_command(CLI::App& app, ExitCode& exit_code);
void add_audit_command(CLI::App& app, ExitCode& exit_code);
/// `export`, `import` and `re-enrol`.
void add_transfer_commands(CLI::App& app, ExitCode& exit_code);
void add_keys_command(CLI::App& app, ExitCode& exit_code);
void add_serve_command(CLI::App& app, ExitCode& exit_code);

/// `man` and the scripts of `completion`, which tell of all commands that `app` has when they run.
void add_manual_commands(CLI::App& app);

}  // namespace facelatch::cli
