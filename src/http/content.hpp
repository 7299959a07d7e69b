// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"
#include "http/storage_budget.hpp"

namespace facelatch::http {

/// Bytes that a client sent: in memory, or, when they are many, in a private temporary file that
/// has no name any more and goes away with the object. Move-only; reading is thread-safe.
class Content {
 public:
  Content();
  explicit Content(base::Bytes bytes);
  Content(Content&&) noexcept;
  Content& operator=(Content&&) noexcept;
  ~Content();

  /// All bytes; those of a file are mapped, not read. Valid as long as this object is neither
  /// moved from nor gone.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const;
  [[nodiscard]] std::string_view text() const;
  [[nodiscard]] std::size_t size() const { return bytes().size(); }
  [[nodiscard]] bool empty() const { return size() == 0; }

  /// The open file, positioned anywhere, or -1 when the bytes are in memory. For readers that want
  /// a file (`/dev/fd/N`, a child process); it stays ours.
  [[nodiscard]] int file_descriptor() const;

 private:
  friend class ContentWriter;
  class File;

  base::Bytes memory_;
  std::unique_ptr<File> file_;
  Reservation reservation_;
};

/// Where and when content leaves memory.
struct SpoolOptions {
  std::size_t memory_bytes = 1U << 20U;   ///< Above this it goes to disk.
  std::filesystem::path folder;           ///< Empty: the folder for temporary files.
  std::shared_ptr<StorageBudget> budget;  ///< Null: none.
};

/// Collects content piece by piece. Externally synchronised.
class ContentWriter {
 public:
  explicit ContentWriter(SpoolOptions options);
  ContentWriter(ContentWriter&&) noexcept = default;
  ContentWriter& operator=(ContentWriter&&) noexcept = default;
  ~ContentWriter() = default;

  /// Room for what is announced; only a hint, no memory is touched.
  void expect(std::uint64_t bytes);
  /// Fails with overloaded (the budget) or unavailable (the disk). Blocks on the page cache only.
  base::Result<void> append(std::span<const std::uint8_t> bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  base::Result<Content> finish() &&;

 private:
  base::Result<void> spill();

  SpoolOptions options_;
  Content content_;
  std::uint64_t size_ = 0;
};

}  // namespace facelatch::http
