// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace facelatch::base {

using Bytes = std::vector<std::uint8_t>;

/// The bytes of a text; valid as long as the text.
inline std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The whole of a regular file. Fails with not_found, too_large (more than `limit_bytes`, known
/// before anything is read) or unavailable. Follows symbolic links; refuses devices and pipes.
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes);

/// As read_file, for text.
Result<std::string> read_text(const std::filesystem::path& path, std::uint64_t limit_bytes);

/// Replaces `path` in one step: a reader sees the old content or the new, never a half. The new
/// file has mode `mode` (before the umask). Fails with unavailable; then nothing has changed.
Result<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> content,
                        unsigned mode = 0666);
Result<void> write_text(const std::filesystem::path& path, std::string_view content,
                        unsigned mode = 0666);

}  // namespace facelatch::base
