// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::cli {

enum class Repeat { once, twice };

/// The first line of `file`, else FACELATCH_PASSPHRASE, else what is typed at the terminal without
/// being shown, `twice` where a slip of the finger would lose something. Never a word of the
/// command line, which other users see. Fails with invalid_argument where there is none, not_found
/// or unavailable.
base::Result<crypto::SecretBuffer> read_passphrase(const std::optional<std::filesystem::path>& file,
                                                   Repeat repeat);

/// As libsodium's functions take it; valid as long as the buffer.
inline std::string_view text_of(const crypto::SecretBuffer& secret) {
  const auto bytes = secret.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace facelatch::cli
