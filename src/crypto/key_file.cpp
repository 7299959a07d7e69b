// SPDX-License-Identifier: Apache-2.0
#include "crypto/key_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace facelatch::crypto {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kLimitBytes = 4096;

enum class Source { key_file, credential };

Result<void> check_privacy(const struct stat& info, const std::filesystem::path& path,
                           Source source) {
  const auto mode = info.st_mode & 07777U;
  // systemd grants credentials through an access list, which the group bits then show.
  if (source == Source::credential) {
    if ((mode & 07U) == 0) return {};
    return failure(ErrorCode::denied, "The key credential can be read by every user.");
  }
  if (mode != 0600U && mode != 0400U) {
    return failure(ErrorCode::denied,
                   fmt::format("The key file {} has mode {:04o}; it must be 0600.", path.string(),
                               static_cast<unsigned>(mode)));
  }
  if (info.st_uid != ::geteuid()) {
    return failure(ErrorCode::denied,
                   fmt::format("The key file {} belongs to another user.", path.string()));
  }
  return {};
}

Result<SecretBuffer> read_whole(int file, std::size_t size, const std::filesystem::path& path) {
  auto content = SecretBuffer::create(size);
  if (!content) return content;
  std::size_t done = 0;
  while (done < size) {
    const auto count = ::read(file, content->bytes().data() + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      return failure(ErrorCode::unavailable,
                     fmt::format("The key file {} cannot be read.", path.string()));
    }
    done += static_cast<std::size_t>(count);
  }
  return content;
}

Result<KeyRing> read_keys(const std::filesystem::path& path, Source source) {
  const base::Descriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY));
  if (file.value() < 0) {
    const bool missing = errno == ENOENT || errno == ENOTDIR;
    return failure(missing ? ErrorCode::not_found : ErrorCode::denied,
                   missing ? fmt::format("There is no key file {}.", path.string())
                           : fmt::format("The key file {} cannot be opened.", path.string()));
  }
  struct stat info{};
  if (::fstat(file.value(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The key file {} is not a regular file.", path.string()));
  }
  if (auto is_private = check_privacy(info, path, source); !is_private) {
    return std::unexpected(is_private.error());
  }
  if (info.st_size > static_cast<off_t>(kLimitBytes)) {
    return failure(ErrorCode::too_large, fmt::format("The key file {} has more than {} bytes.",
                                                     path.string(), kLimitBytes));
  }
  const auto content = read_whole(file.value(), static_cast<std::size_t>(info.st_size), path);
  if (!content) return std::unexpected(content.error());
  return KeyRing::from_text(
      {reinterpret_cast<const char*>(content->bytes().data()), content->size()});
}

}  // namespace

KeySources key_sources_of_process(std::optional<std::filesystem::path> configured_file) {
  KeySources sources{.file = std::move(configured_file), .credential = {}, .environment = {}};
  if (const char* folder = std::getenv("CREDENTIALS_DIRECTORY"); folder != nullptr) {
    const auto path = std::filesystem::path(folder) / "facelatch.key";
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) sources.credential = path;
  }
  if (const char* value = std::getenv("FACELATCH_KEY"); value != nullptr && *value != '\0') {
    sources.environment = value;
  }
  return sources;
}

Result<KeyRing> load_keys(const KeySources& sources) {
  if (sources.file) return read_keys(*sources.file, Source::key_file);
  if (sources.credential) return read_keys(*sources.credential, Source::credential);
  if (sources.environment) return KeyRing::from_text(*sources.environment);
  return failure(ErrorCode::not_found,
                 "There is no key for the templates: name a key file, set FACELATCH_KEY, or give "
                 "the service the systemd credential facelatch.key.");
}

Result<KeyRing> read_key_file(const std::filesystem::path& path) {
  return read_keys(path, Source::key_file);
}

Result<void> create_key_file(const std::filesystem::path& path) {
  const auto ring = KeyRing::generate();
  if (!ring) return std::unexpected(ring.error());
  {
    // Claims the name: from here on nobody else can create the file between check and write.
    const base::Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (file.value() < 0) {
      const bool exists = errno == EEXIST;
      return failure(exists ? ErrorCode::already_exists : ErrorCode::unavailable,
                     exists ? fmt::format("The key file {} is there already.", path.string())
                            : fmt::format("The key file {} cannot be made.", path.string()));
    }
  }
  return replace_key_file(path, *ring);
}

Result<void> replace_key_file(const std::filesystem::path& path, const KeyRing& ring) {
  const auto text = ring.to_text();
  if (!text) return std::unexpected(text.error());
  return base::write_file(path, text->bytes(), 0600);
}

}  // namespace facelatch::crypto
