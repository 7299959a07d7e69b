// SPDX-License-Identifier: Apache-2.0
#include "gallery/segment.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <limits>
#include <mutex>
#include <new>
#include <shared_mutex>

#include "base/wipe.hpp"
#include "gallery/scan_kernel.hpp"

namespace facelatch::gallery {
namespace {

// What float arithmetic on the bounds may lose, generously.
constexpr float kRoundingSlack = 1e-5F;
// Template vectors have length 1 within the tolerance that Gallery::add checks.
constexpr float kLongestTemplate = 1.002F;
constexpr float kNever = -std::numeric_limits<float>::infinity();

}  // namespace

TemplateMemory::TemplateMemory(std::size_t size_bytes)
    : memory_(
          ::mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
      size_bytes_(size_bytes) {
  if (memory_ == MAP_FAILED) throw std::bad_alloc();
  // Advice only: a kernel without these is slower or dumps more, and works all the same.
  ::madvise(memory_, size_bytes_, MADV_HUGEPAGE);
  ::madvise(memory_, size_bytes_, MADV_DONTDUMP);
}

TemplateMemory::~TemplateMemory() {
  // The kernel zeroes a page before anyone else gets it, and pages never touched stay untouched.
  ::munmap(memory_, size_bytes_);
}

struct Segment::Scratch {
  std::array<std::int32_t, kRowsPerBlock> dots;
  std::array<float, kRowsPerBlock> bounds;
};

Segment::Segment(std::uint32_t index, std::size_t dimension, std::size_t capacity,
                 ExactCopies copies)
    : index_(index),
      dimension_(dimension),
      words_(padded_dimensions(dimension) / 4),
      capacity_(capacity),
      upper_(capacity * words_ * sizeof(std::uint16_t)),
      lower_(capacity * words_ * sizeof(std::uint16_t)) {
  scales_.reserve(capacity);
  coarse_errors_.reserve(capacity);
  fine_errors_.reserve(capacity);
  ids_.reserve(capacity);
  people_.reserve(capacity);
  if (copies == ExactCopies::kept) exact_.emplace(capacity * dimension * sizeof(float));
}

std::optional<std::uint32_t> Segment::add(TemplateId id, PersonIndex person,
                                          const TemplateCode& code, std::span<const float> exact) {
  const std::unique_lock lock(mutex_);
  std::size_t row = ids_.size();
  if (!free_rows_.empty()) {
    row = free_rows_.back();
    free_rows_.pop_back();
  } else if (row == capacity_) {
    return std::nullopt;
  } else {
    ids_.emplace_back();
    people_.emplace_back();
    scales_.emplace_back();
    coarse_errors_.emplace_back();
    fine_errors_.emplace_back();
  }
  std::ranges::copy(code.upper, upper_.as<std::uint16_t>().subspan(row * words_).begin());
  std::ranges::copy(code.lower, lower_.as<std::uint16_t>().subspan(row * words_).begin());
  if (exact_) std::ranges::copy(exact, exact_->as<float>().subspan(row * dimension_).begin());
  scales_[row] = code.scale;
  coarse_errors_[row] = code.coarse_error;
  fine_errors_[row] = code.fine_error;
  ids_[row] = id;
  people_[row] = person;
  return static_cast<std::uint32_t>(row);
}

void Segment::remove(std::uint32_t row) {
  const std::unique_lock lock(mutex_);
  base::wipe(upper_.as<std::uint16_t>().subspan(row * words_, words_));
  base::wipe(lower_.as<std::uint16_t>().subspan(row * words_, words_));
  if (exact_) base::wipe(exact_->as<float>().subspan(row * dimension_, dimension_));
  scales_[row] = 0;
  coarse_errors_[row] = kNever;  // So that its upper bound never reaches any threshold.
  fine_errors_[row] = 0;
  ids_[row] = TemplateId{};
  people_[row] = PersonIndex{};
  free_rows_.push_back(row);
}

std::vector<TemplateId> Segment::templates_of(PersonIndex person) const {
  const std::shared_lock lock(mutex_);
  std::vector<TemplateId> found;
  for (std::size_t row = 0; row < ids_.size(); ++row) {
    if (people_[row] == person && ids_[row] != TemplateId{}) found.push_back(ids_[row]);
  }
  return found;
}

std::size_t Segment::blocks() const {
  const std::shared_lock lock(mutex_);
  return (ids_.size() + kRowsPerBlock - 1) / kRowsPerBlock;
}

void Segment::scan(std::size_t block, const QueryCode& query, Selection& selection) const {
  Scratch scratch;
  const std::shared_lock lock(mutex_);
  const std::size_t first = block * kRowsPerBlock;
  if (first >= ids_.size()) return;
  scan_rows(first, std::min(kRowsPerBlock, ids_.size() - first), query, scratch, selection);
}

void Segment::scan_rows(std::size_t first, std::size_t rows, const QueryCode& query,
                        Scratch& scratch, Selection& selection) const {
  const auto upper = upper_.as<const std::uint16_t>();
  const auto lower = lower_.as<const std::uint16_t>();
  const float weight = query.norm + query.error;
  const float slack = kLongestTemplate * query.error + kRoundingSlack;
  plane_dots(upper.data() + first * words_, rows, words_ * 4, query.values.data(),
             scratch.dots.data());
  // The middle of the lower bits is 7.5 - 128 = -241 / 2, hence everything twice.
  upper_bounds({.dots = scratch.dots.data(),
                .scales = scales_.data() + first,
                .errors = coarse_errors_.data() + first,
                .offset = 241 * query.sum,
                .query_scale = query.scale / 2,
                .error_weight = weight,
                .slack = slack},
               rows, scratch.bounds.data());
  for (std::size_t i = 0; i < rows; ++i) {
    if (scratch.bounds[i] < selection.threshold()) continue;
    const std::size_t row = first + i;
    if (ids_[row] == TemplateId{}) continue;
    std::int32_t fine = 0;
    plane_dots(lower.data() + row * words_, 1, words_ * 4, query.values.data(), &fine);
    const auto sum = 16 * scratch.dots[i] + fine - 128 * query.sum;
    const float cosine = static_cast<float>(sum) * scales_[row] * query.scale;
    const float margin = fine_errors_[row] * weight + slack;
    selection.offer({.id = ids_[row],
                     .person = people_[row],
                     .segment = index_,
                     .row = static_cast<std::uint32_t>(row),
                     .lower = cosine - margin,
                     .upper = cosine + margin});
  }
}

bool Segment::read_exact(std::uint32_t row, TemplateId id, std::span<float> out) const {
  const std::shared_lock lock(mutex_);
  if (!exact_ || ids_[row] != id) return false;
  std::ranges::copy(exact_->as<const float>().subspan(row * dimension_, dimension_), out.begin());
  return true;
}

}  // namespace facelatch::gallery
