// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <csignal>
#include <exception>

#include "base/error.hpp"
#include "command.hpp"
#include "man_page.hpp"

namespace {

using facelatch::base::ErrorCode;
using facelatch::cli::ExitCode;

ExitCode exit_code_of(ErrorCode code) { return facelatch::base::traits_of(code).exit_code; }

ExitCode run(int count, char** words) {
  ExitCode exit_code = 0;
  CLI::App app("Face ID for any application: finds faces, embeds them and compares them.",
               "facelatch");
  app.require_subcommand(1);
  app.set_version_flag("--version", "facelatch " FACELATCH_VERSION, "Print the version and exit");
  facelatch::cli::add_serve_command(app, exit_code);
  facelatch::cli::add_detect_command(app, exit_code);
  facelatch::cli::add_align_command(app, exit_code);
  facelatch::cli::add_embed_command(app, exit_code);
  facelatch::cli::add_compare_command(app, exit_code);
  facelatch::cli::add_video_command(app, exit_code);
  facelatch::cli::add_watch_command(app, exit_code);
  facelatch::cli::add_models_command(app, exit_code);
  facelatch::cli::add_bench_command(app, exit_code);
  facelatch::cli::add_eval_command(app, exit_code);
  facelatch::cli::add_people_command(app, exit_code);
  facelatch::cli::add_recognition_commands(app, exit_code);
  facelatch::cli::add_attempts_command(app, exit_code);
  facelatch::cli::add_unlock_command(app, exit_code);
  facelatch::cli::add_audit_command(app, exit_code);
  facelatch::cli::add_backup_command(app, exit_code);
  facelatch::cli::add_transfer_commands(app, exit_code);
  facelatch::cli::add_keys_command(app, exit_code);
  app.add_subcommand("version", "Print the version")->callback([] {
    fmt::print("facelatch {}\n", FACELATCH_VERSION);
  });
  facelatch::cli::add_manual_commands(app);
  app.footer("Exit codes:\n" + facelatch::cli::exit_code_list());
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : exit_code_of(ErrorCode::invalid_argument);
  }
  return exit_code;
}

}  // namespace

int main(int count, char** words) {
  // A limit on the size of files is a disk that is full, and no reason to end.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(count, words);
  } catch (const std::exception&) {
    fmt::print(stderr, "facelatch: something went wrong inside the program.\n");
    return exit_code_of(ErrorCode::internal);
  }
}
