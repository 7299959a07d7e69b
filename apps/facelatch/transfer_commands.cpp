// SPDX-License-Identifier: Apache-2.0
// What moves people to another store: export, import, and who must be enrolled anew.
#include <fmt/format.h>

#include <memory>
#include <optional>

#include "api/person_text.hpp"
#include "command.hpp"
#include "passphrase.hpp"
#include "picture_options.hpp"
#include "pipeline/analyser.hpp"
#include "recognition/recogniser.hpp"
#include "store/transfer.hpp"
#include "store_options.hpp"

namespace facelatch::cli {
namespace {

struct TransferOptions {
  StoreChoice store;
  std::filesystem::path file;
  std::optional<std::filesystem::path> passphrase_file;
};

ExitCode print_transferred(const TransferOptions& options,
                           const base::Result<store::Transferred>& done) {
  if (!done) return report_error(done.error(), options.store.format());
  if (options.store.json) {
    fmt::print("{{\"people\":{},\"templates\":{},\"skipped\":{}}}\n", done->people, done->templates,
               done->skipped);
  } else {
    fmt::print("{} people with {} templates.\n", done->people, done->templates);
    if (done->skipped > 0) fmt::print("{} were here already.\n", done->skipped);
  }
  return 0;
}

ExitCode export_store(const TransferOptions& options, store::Store& store) {
  const auto passphrase = read_passphrase(options.passphrase_file, Repeat::twice);
  if (!passphrase) return report_error(passphrase.error(), options.store.format());
  return print_transferred(
      options, store::export_people(store, options.file, text_of(*passphrase), kCommandLineClient));
}

ExitCode import_store(const TransferOptions& options, store::Store& store) {
  const auto passphrase = read_passphrase(options.passphrase_file, Repeat::once);
  if (!passphrase) return report_error(passphrase.error(), options.store.format());
  return print_transferred(
      options, store::import_people(store, options.file, text_of(*passphrase), kCommandLineClient));
}

struct ReEnrolOptions {
  StoreChoice store;
  std::string detector = "retinaface";
  std::string model = "arcface";
  bool report = false;
};

ExitCode report_re_enrolment(const ReEnrolOptions& options, store::Store& store) {
  const auto kind = recognition::kind_of(options.detector, options.model);
  const auto ids = store.templates().people_without(kind);
  if (!ids) return report_error(ids.error(), options.store.format());
  for (const auto& id : *ids) {
    const auto person = store.people().find(id);
    if (!person && person.error().code == base::ErrorCode::not_found) continue;
    if (!person) return report_error(person.error(), options.store.format());
    if (options.store.json) {
      std::string json;
      api::append_person(json, *person);
      fmt::print("{}\n", json);
    } else {
      fmt::print("{}  {}  {}\n", person->id, person->data.name, person->data.reference);
    }
  }
  return 0;
}

CLI::App* add_transfer(CLI::App& app, const char* name, const char* help,
                       ExitCode (*action)(const TransferOptions&, store::Store&),
                       ExitCode& exit_code) {
  const auto options = std::make_shared<TransferOptions>();
  auto* command = add_store_command(app, name, help, options, action, exit_code);
  command->add_option("file", options->file, "The encrypted file")->required();
  command->add_option("--passphrase-file", options->passphrase_file,
                      "File whose first line is the passphrase (FACELATCH_PASSPHRASE, or typed)");
  return command;
}

}  // namespace

void add_transfer_commands(CLI::App& app, ExitCode& exit_code) {
  add_transfer(app, "export", "Write all people and templates into an encrypted file", export_store,
               exit_code)
      ->footer(
          "Any store takes it with `facelatch import`, whatever its master key.\n"
          "Example:\n  facelatch export people.facelatch");
  add_transfer(app, "import", "Add the people of an export, with their ids and consent",
               import_store, exit_code)
      ->footer(
          "Whoever is here already, by id or reference, stays as they are.\n"
          "Example:\n  facelatch import people.facelatch --store /var/lib/facelatch");
  const auto options = std::make_shared<ReEnrolOptions>();
  auto* command = add_store_command(app, "re-enrol", "Tell who must be enrolled anew for a model",
                                    options, report_re_enrolment, exit_code);
  command->add_flag("--report", options->report, "List those without a template of this kind")
      ->required();
  add_detector_option(*command, options->detector);
  add_model_option(*command, options->model);
  command->footer(
      "Templates of one detector or model are never compared with faces of another.\n"
      "Example:\n  facelatch re-enrol --report --model sface");
}

}  // namespace facelatch::cli
