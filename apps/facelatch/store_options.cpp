// SPDX-License-Identifier: Apache-2.0
#include "store_options.hpp"

#include "base/paths.hpp"

namespace facelatch::cli {

void add_store_place_options(CLI::App& command, StoreChoice& choice) {
  command.add_option("--store", choice.folder, "Folder of the people (store in the data folder)")
      ->envname("FACELATCH_STORE");
  command
      .add_option("--master-key", choice.key,
                  "File of the master key, mode 0600 (FACELATCH_KEY, a systemd credential, or the "
                  "store's own)")
      ->envname("FACELATCH_KEY_FILE");
}

void add_store_options(CLI::App& command, StoreChoice& choice) {
  add_store_place_options(command, choice);
  command.add_flag("--json", choice.json, "Print JSON");
}

base::Result<std::unique_ptr<store::Store>> open_store(const StoreChoice& choice) {
  store::StoreOptions options;
  options.folder = choice.folder.empty() ? base::data_folder() / "store" : choice.folder;
  options.keys = crypto::key_sources_of_process(choice.key);
  return store::Store::open(std::move(options));
}

base::Result<std::unique_ptr<recognition::Recogniser>> make_recogniser(
    store::Store& store, const pipeline::Analyser& analyser) {
  auto calibration = similarity::built_in_calibration();
  if (!calibration) return std::unexpected(calibration.error());
  const auto size = static_cast<std::size_t>(analyser.embedder().model().embedding_size);
  return recognition::Recogniser::create(store, *std::move(calibration), analyser.detector_id(),
                                         analyser.model_id(), size);
}

}  // namespace facelatch::cli
