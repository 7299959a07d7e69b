// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "gallery/fair_shared_mutex.hpp"
#include "gallery/ids.hpp"
#include "gallery/quantise.hpp"
#include "gallery/selection.hpp"

namespace facelatch::gallery {

/// Rows that one lock is taken for; a writer waits for at most one such block.
inline constexpr std::size_t kRowsPerBlock = 2048;

/// Memory for templates: zeroed, aligned to pages, kept out of core dumps, wiped at the end.
class TemplateMemory {
 public:
  /// Throws std::bad_alloc.
  explicit TemplateMemory(std::size_t size_bytes);
  TemplateMemory(const TemplateMemory&) = delete;
  TemplateMemory& operator=(const TemplateMemory&) = delete;
  TemplateMemory(TemplateMemory&&) = delete;
  TemplateMemory& operator=(TemplateMemory&&) = delete;
  ~TemplateMemory();

  template <class T>
  [[nodiscard]] std::span<T> as() const {
    return {static_cast<T*>(memory_), size_bytes_ / sizeof(T)};
  }

 private:
  void* memory_;
  std::size_t size_bytes_;
};

enum class ExactCopies { kept, elsewhere };

/// A fixed number of rows for templates. Removing a template overwrites its row with zeros at once
/// and leaves the row to the next one that is added. Thread-safe: searches of different blocks run
/// side by side, a change waits until the searches inside have finished their block.
class Segment {
 public:
  Segment(std::uint32_t index, std::size_t dimension, std::size_t capacity, ExactCopies copies);

  /// The row that the template got, or nothing when the segment is full. `exact` may be empty
  /// where exact copies are kept elsewhere.
  std::optional<std::uint32_t> add(TemplateId id, PersonIndex person, const TemplateCode& code,
                                   std::span<const float> exact);
  void remove(std::uint32_t row);
  [[nodiscard]] std::vector<TemplateId> templates_of(PersonIndex person) const;

  /// Offers the rows of block `block` (of kRowsPerBlock) that may matter.
  void scan(std::size_t block, const QueryCode& query, Selection& selection) const;

  /// The exact vector in `row`, if the row still holds `id` and exact copies are kept.
  [[nodiscard]] bool read_exact(std::uint32_t row, TemplateId id, std::span<float> out) const;

  [[nodiscard]] std::size_t blocks() const;

 private:
  struct Scratch;
  void scan_rows(std::size_t first, std::size_t rows, const QueryCode& query, Scratch& scratch,
                 Selection& selection) const;

  const std::uint32_t index_;
  const std::size_t dimension_;
  const std::size_t words_;  // Of 16 bits, in each plane of a row.
  const std::size_t capacity_;
  TemplateMemory upper_;
  TemplateMemory lower_;
  std::optional<TemplateMemory> exact_;
  mutable FairSharedMutex mutex_;
  std::vector<float> scales_;
  std::vector<float> coarse_errors_;
  std::vector<float> fine_errors_;
  std::vector<TemplateId> ids_;  // TemplateId{} where the row is free.
  std::vector<PersonIndex> people_;
  std::vector<std::uint32_t> free_rows_;
};

}  // namespace facelatch::gallery
