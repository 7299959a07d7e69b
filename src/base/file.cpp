// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"

namespace facelatch::base {
namespace {

template <class Container>
Result<Container> read_all(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.value() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return failure(ErrorCode::not_found, fmt::format("There is no file {}.", path.string()));
    }
    return failure(ErrorCode::unavailable,
                   fmt::format("The file {} cannot be opened.", path.string()));
  }
  struct stat info{};
  if (::fstat(file.value(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("{} is not a regular file.", path.string()));
  }
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size > limit_bytes) {
    return failure(ErrorCode::too_large, fmt::format("{} has {} bytes; the limit is {}.",
                                                     path.string(), size, limit_bytes));
  }
  Container content;
  content.resize(size);
  std::size_t done = 0;
  while (done < content.size()) {
    const auto count = ::read(file.value(), content.data() + done, content.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return failure(ErrorCode::unavailable,
                     fmt::format("The file {} cannot be read.", path.string()));
    }
    if (count == 0) break;  // It shrank while we read.
    done += static_cast<std::size_t>(count);
  }
  content.resize(done);
  return content;
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  return read_all<Bytes>(path, limit_bytes);
}

Result<std::string> read_text(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  return read_all<std::string>(path, limit_bytes);
}

Result<void> write_file(const std::filesystem::path& path, std::span<const std::uint8_t> content,
                        unsigned mode) {
  std::string temporary = path.string() + ".XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  const auto refused = [&] {
    return failure(ErrorCode::unavailable,
                   fmt::format("The file {} cannot be written.", path.string()));
  };
  if (file.value() < 0) return refused();
  const unsigned mask = ::umask(0);
  ::umask(mask);
  const bool written = write_all(file.value(), content) &&
                       ::fchmod(file.value(), mode & ~mask) == 0 && ::fsync(file.value()) == 0;
  if (!file.close() || !written || ::rename(temporary.c_str(), path.c_str()) != 0) {
    ::unlink(temporary.c_str());
    return refused();
  }
  return {};
}

Result<void> write_text(const std::filesystem::path& path, std::string_view content,
                        unsigned mode) {
  return write_file(path, bytes_of(content), mode);
}

}  // namespace facelatch::base
