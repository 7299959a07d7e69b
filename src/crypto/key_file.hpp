// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "crypto/key_ring.hpp"

namespace facelatch::crypto {

/// Where the master keys may come from, first match first.
struct KeySources {
  std::optional<std::filesystem::path> file;        ///< Named by the operator; mode 0600 or 0400.
  std::optional<std::filesystem::path> credential;  ///< `$CREDENTIALS_DIRECTORY/facelatch.key`.
  std::optional<std::string> environment;           ///< The value of FACELATCH_KEY.
};

/// The sources of this process: what the operator configured, and the environment.
KeySources key_sources_of_process(std::optional<std::filesystem::path> configured_file);

/// Reads the keys from the first source that is given. Fails with not_found where none is (the
/// message says what to do), denied where others could read the key file, invalid_argument where
/// the text is no key.
base::Result<KeyRing> load_keys(const KeySources& sources);

/// Reads a key file. Refuses, with denied, any mode but 0600 and 0400, a file of another user,
/// and a symbolic link: the check is made on the opened file, so that nothing can be swapped.
base::Result<KeyRing> read_key_file(const std::filesystem::path& path);

/// Makes a key file with one new random key and mode 0600. Fails with already_exists rather than
/// touch a file that is there: losing a key loses every template under it.
base::Result<void> create_key_file(const std::filesystem::path& path);

/// Replaces the key file in one step. Fails with unavailable; then nothing has changed.
base::Result<void> replace_key_file(const std::filesystem::path& path, const KeyRing& ring);

}  // namespace facelatch::crypto
