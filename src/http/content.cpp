// SPDX-License-Identifier: Apache-2.0
#include "http/content.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/descriptor.hpp"

namespace facelatch::http {

using base::ErrorCode;
using base::failure;

/// An unlinked file and, once it is complete, its mapping.
class Content::File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;
  ~File() {
    if (mapping_ != nullptr) ::munmap(mapping_, size_);
  }

  bool write(std::span<const std::uint8_t> bytes) {
    return base::write_all(descriptor_.value(), bytes);
  }

  /// Nobody else has the file, so it cannot shrink under the mapping.
  bool map(std::size_t size) {
    void* mapping = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor_.value(), 0);
    if (mapping == MAP_FAILED) return false;
    mapping_ = mapping;
    size_ = size;
    return true;
  }

  [[nodiscard]] int descriptor() const { return descriptor_.value(); }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const {
    return {static_cast<const std::uint8_t*>(mapping_), size_};
  }

 private:
  base::Descriptor descriptor_;
  void* mapping_ = nullptr;
  std::size_t size_ = 0;
};

namespace {

/// A file that never has a name where the file system can do that, else one whose name goes at
/// once; mode 0600 in both cases.
int open_unnamed(const std::filesystem::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) return descriptor;
  std::string name = (folder / "facelatch-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

}  // namespace

Content::Content() = default;
Content::Content(base::Bytes bytes) : memory_(std::move(bytes)) {}
Content::Content(Content&&) noexcept = default;
Content& Content::operator=(Content&&) noexcept = default;
Content::~Content() = default;

std::span<const std::uint8_t> Content::bytes() const {
  if (file_) return file_->bytes();
  return memory_;
}

std::string_view Content::text() const {
  const auto all = bytes();
  return {reinterpret_cast<const char*>(all.data()), all.size()};
}

int Content::file_descriptor() const { return file_ ? file_->descriptor() : -1; }

ContentWriter::ContentWriter(SpoolOptions options) : options_(std::move(options)) {
  content_.reservation_ = Reservation(options_.budget);
}

void ContentWriter::expect(std::uint64_t bytes) {
  if (bytes <= options_.memory_bytes) content_.memory_.reserve(static_cast<std::size_t>(bytes));
}

base::Result<void> ContentWriter::append(std::span<const std::uint8_t> bytes) {
  if (!content_.file_ && size_ + bytes.size() > options_.memory_bytes) {
    if (auto spilled = spill(); !spilled) return spilled;
  }
  if (!content_.reservation_.grow(bytes.size())) {
    return failure(ErrorCode::overloaded, "Too many uploads are under way; try again soon.");
  }
  size_ += bytes.size();
  if (!content_.file_) {
    content_.memory_.insert(content_.memory_.end(), bytes.begin(), bytes.end());
  } else if (!content_.file_->write(bytes)) {
    return failure(ErrorCode::unavailable, "The upload cannot be stored.");
  }
  return {};
}

base::Result<void> ContentWriter::spill() {
  std::error_code ignored;
  const auto folder =
      options_.folder.empty() ? std::filesystem::temp_directory_path(ignored) : options_.folder;
  const int descriptor = open_unnamed(folder);
  if (descriptor < 0) return failure(ErrorCode::unavailable, "The upload cannot be stored.");
  content_.file_ = std::make_unique<Content::File>(descriptor);
  if (!content_.reservation_.move_to_disk()) {
    return failure(ErrorCode::overloaded, "Too many uploads are under way; try again soon.");
  }
  if (!content_.file_->write(content_.memory_)) {
    return failure(ErrorCode::unavailable, "The upload cannot be stored.");
  }
  content_.memory_ = {};
  return {};
}

base::Result<Content> ContentWriter::finish() && {
  if (content_.file_ && !content_.file_->map(static_cast<std::size_t>(size_))) {
    return failure(ErrorCode::unavailable, "The upload cannot be read back.");
  }
  return std::move(content_);
}

}  // namespace facelatch::http
