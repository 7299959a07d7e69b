// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "base/clock.hpp"
#include "command.hpp"
#include "pipeline/analyser.hpp"
#include "recognition/recogniser.hpp"
#include "report.hpp"
#include "store/store.hpp"

namespace facelatch::cli {

/// What every command on the store may be told.
struct StoreChoice {
  std::filesystem::path folder;              ///< empty: `store` in the data folder
  std::optional<std::filesystem::path> key;  ///< empty: FACELATCH_KEY, a credential, or its own
  bool json = false;

  [[nodiscard]] OutputFormat format() const {
    return json ? OutputFormat::json : OutputFormat::text;
  }
};

/// Adds --store and --master-key.
void add_store_place_options(CLI::App& command, StoreChoice& choice);
/// Adds --json too.
void add_store_options(CLI::App& command, StoreChoice& choice);

/// Fails as store::Store::open does.
base::Result<std::unique_ptr<store::Store>> open_store(const StoreChoice& choice);

/// What compares faces over `store`, with the built-in calibration. Fails as
/// recognition::Recogniser::create does.
base::Result<std::unique_ptr<recognition::Recogniser>> make_recogniser(
    store::Store& store, const pipeline::Analyser& analyser);

/// A subcommand of `parent` that runs `action` on the store of `options`, which have a member
/// `store`.
template <class Options>
CLI::App* add_store_command(
    CLI::App& parent, const char* name, const char* help, const std::shared_ptr<Options>& options,
    std::type_identity_t<ExitCode (*)(const Options&, store::Store&)> action, ExitCode& exit_code) {
  auto* command = parent.add_subcommand(name, help);
  add_store_options(*command, options->store);
  command->callback([options, action, &exit_code] {
    const auto store = open_store(options->store);
    exit_code =
        store ? action(*options, **store) : report_error(store.error(), options->store.format());
  });
  return command;
}

/// What the audit log calls this program's user.
inline constexpr const char* kCommandLineClient = "cli";

}  // namespace facelatch::cli
