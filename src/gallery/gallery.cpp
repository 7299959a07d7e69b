// SPDX-License-Identifier: Apache-2.0
#include "gallery/gallery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/wipe.hpp"
#include "gallery/quantise.hpp"
#include "gallery/scan_kernel.hpp"
#include "gallery/selection.hpp"

namespace facelatch::gallery {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr double kLengthTolerance = 0.001;
// Below this many blocks, waking another thread costs more than it saves.
constexpr std::size_t kBlocksWorthSharing = 4;
// A search that keeps losing its candidates to removals is begun anew this often.
constexpr int kAttempts = 4;

/// Hands out the blocks of all segments, one by one, to any thread.
class BlockCounter {
 public:
  explicit BlockCounter(const std::vector<std::shared_ptr<Segment>>& segments) {
    for (std::uint32_t s = 0; s < segments.size(); ++s) {
      const auto blocks = segments[s]->blocks();
      for (std::uint32_t b = 0; b < blocks; ++b) blocks_.push_back({s, b});
    }
  }
  struct Block {
    std::uint32_t segment;
    std::uint32_t block;
  };
  [[nodiscard]] std::size_t count() const { return blocks_.size(); }
  [[nodiscard]] std::optional<Block> next() {
    const auto i = next_.fetch_add(1, std::memory_order_relaxed);
    return i < blocks_.size() ? std::optional(blocks_[i]) : std::nullopt;
  }
  void stop() { next_.store(blocks_.size(), std::memory_order_relaxed); }

 private:
  std::vector<Block> blocks_;
  std::atomic<std::size_t> next_{0};
};

/// The best hits so far of a ranking by exact cosines.
class HitList {
 public:
  HitList(std::size_t count, Distinct distinct) : count_(count), distinct_(distinct) {}

  void add(const Hit& hit) {
    if (distinct_ == Distinct::people) {
      const auto same = std::ranges::find(hits_, hit.person, &Hit::person);
      if (same != hits_.end()) {
        if (!is_better(hit, *same)) return;
        hits_.erase(same);
      }
    }
    hits_.insert(std::ranges::upper_bound(hits_, hit, is_better), hit);
    if (hits_.size() > count_) hits_.pop_back();
  }
  /// Whether no row with this upper bound can come in any more.
  [[nodiscard]] bool excludes(float upper) const {
    return hits_.size() == count_ && upper < hits_.back().cosine;
  }
  std::vector<Hit> take() { return std::move(hits_); }

 private:
  static bool is_better(const Hit& a, const Hit& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.id < b.id;
  }
  std::size_t count_;
  Distinct distinct_;
  std::vector<Hit> hits_;
};

auto too_late() { return failure(ErrorCode::deadline_exceeded, "The search did not end in time."); }

}  // namespace

Result<std::unique_ptr<Gallery>> Gallery::create(GalleryOptions options,
                                                 std::shared_ptr<WorkerPool> pool) {
  if (options.dimension == 0 || options.dimension > kMaximumDimension ||
      options.rows_per_segment == 0 || pool == nullptr) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A gallery has 1 to {} dimensions.", kMaximumDimension));
  }
  return std::unique_ptr<Gallery>(new Gallery(std::move(options), std::move(pool)));
}

Gallery::Gallery(GalleryOptions options, std::shared_ptr<WorkerPool> pool)
    : options_(std::move(options)),
      pool_(std::move(pool)),
      segments_(std::make_shared<const Segments>()) {}

Result<void> Gallery::check_vector(std::span<const float> vector) const {
  if (vector.size() != options_.dimension) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The embedding has {} numbers; this model's have {}.", vector.size(),
                               options_.dimension));
  }
  if (!std::ranges::all_of(vector, [](float value) { return std::isfinite(value); })) {
    return failure(ErrorCode::invalid_argument, "The embedding has a value that is no number.");
  }
  if (std::abs(std::sqrt(exact_dot(vector, vector)) - 1) > kLengthTolerance) {
    return failure(ErrorCode::invalid_argument, "The embedding has not the length 1.");
  }
  return {};
}

std::shared_ptr<const Gallery::Segments> Gallery::segments() const {
  const std::lock_guard lock(list_mutex_);
  return segments_;
}

Result<void> Gallery::add(TemplateId id, PersonIndex person, std::span<const float> unit_vector) {
  if (auto valid = check_vector(unit_vector); !valid) return valid;
  if (id == TemplateId{}) {
    return failure(ErrorCode::invalid_argument, "A template cannot have the number 0.");
  }
  TemplateCode code;
  quantise_template(unit_vector, code);
  const base::WipeAtEnd wipe_upper(code.upper);
  const base::WipeAtEnd wipe_lower(code.lower);
  const std::lock_guard lock(write_mutex_);
  if (locations_.contains(id)) {
    return failure(ErrorCode::already_exists, "The gallery has this template already.");
  }
  if (locations_.size() >= options_.maximum_templates) {
    return failure(ErrorCode::too_large,
                   fmt::format("The gallery is full with {} templates.", locations_.size()));
  }
  locations_.emplace(id, place(id, person, code, unit_vector));
  return {};
}

Gallery::Location Gallery::place(TemplateId id, PersonIndex person, const TemplateCode& code,
                                 std::span<const float> exact) {
  while (!segments_with_room_.empty()) {
    const auto index = segments_with_room_.back();
    if (const auto row = (*segments_)[index]->add(id, person, code, exact)) return {index, *row};
    segments_with_room_.pop_back();
  }
  const auto index = static_cast<std::uint32_t>(segments_->size());
  const auto copies = options_.exact_vectors ? ExactCopies::elsewhere : ExactCopies::kept;
  auto fresh =
      std::make_shared<Segment>(index, options_.dimension, options_.rows_per_segment, copies);
  const auto row = fresh->add(id, person, code, exact);
  auto longer = std::make_shared<Segments>(*segments_);
  longer->push_back(std::move(fresh));
  segments_with_room_.push_back(index);
  const std::lock_guard lock(list_mutex_);
  segments_ = std::move(longer);
  return {index, *row};
}

bool Gallery::remove(TemplateId id) {
  const std::lock_guard lock(write_mutex_);
  const auto found = locations_.find(id);
  if (found == locations_.end()) return false;
  const auto [segment, row] = found->second;
  (*segments_)[segment]->remove(row);
  locations_.erase(found);
  if (std::ranges::find(segments_with_room_, segment) == segments_with_room_.end()) {
    segments_with_room_.push_back(segment);
  }
  return true;
}

std::size_t Gallery::remove_person(PersonIndex person) {
  std::size_t removed = 0;
  for (const auto& segment : *segments()) {
    for (const auto id : segment->templates_of(person)) removed += remove(id) ? 1 : 0;
  }
  return removed;
}

std::size_t Gallery::size() const {
  const std::lock_guard lock(write_mutex_);
  return locations_.size();
}

Result<std::vector<Hit>> Gallery::search(std::span<const float> unit_vector, std::size_t count,
                                         base::Deadline deadline) const {
  return find({unit_vector, count, Distinct::templates, deadline});
}

Result<std::vector<Hit>> Gallery::search_people(std::span<const float> unit_vector,
                                                std::size_t count, base::Deadline deadline) const {
  return find({unit_vector, count, Distinct::people, deadline});
}

Result<std::vector<Hit>> Gallery::find(const Query& query) const {
  if (auto valid = check_vector(query.vector); !valid) return std::unexpected(valid.error());
  if (query.count == 0 || query.count > kMaximumHits) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A search gives 1 to {} results.", kMaximumHits));
  }
  for (int attempt = 1;; ++attempt) {
    const auto segments = this->segments();
    const auto candidates = scan(query, *segments);
    if (!candidates) return std::unexpected(candidates.error());
    auto ranked = rank(query, *segments, *candidates);
    if (!ranked) return std::unexpected(ranked.error());
    // A removed candidate may have hidden rows that were then not looked at: look again.
    if (ranked->is_complete || attempt == kAttempts) return std::move(ranked->hits);
  }
}

Result<std::vector<Candidate>> Gallery::scan(const Query& query, const Segments& segments) const {
  auto code = quantise_query(query.vector);
  const base::WipeAtEnd wipe_code(code.values);
  BlockCounter blocks(segments);
  SharedThreshold threshold;
  std::vector<Selection> selections(pool_->threads(),
                                    Selection(query.count, query.distinct, threshold));
  std::atomic<std::size_t> next_selection{0};
  std::atomic<bool> is_late{false};
  const auto work = [&] {
    // A thread leaves when no block is left, so one that came twice would not get to its selection.
    const auto mine = next_selection.fetch_add(1);
    while (const auto block = blocks.next()) {
      if (query.deadline.expired()) {
        is_late = true;
        blocks.stop();
        return;
      }
      segments[block->segment]->scan(block->block, code, selections[mine]);
    }
  };
  if (blocks.count() < kBlocksWorthSharing) {
    work();
  } else {
    pool_->run(work);
  }
  if (is_late) return too_late();
  return Selection::merge(selections);
}

Result<Gallery::Ranked> Gallery::rank(const Query& query, const Segments& segments,
                                      const std::vector<Candidate>& candidates) const {
  HitList best(query.count, query.distinct);
  std::vector<float> vector(options_.dimension);
  const base::WipeAtEnd wipe_vector(vector);
  bool is_complete = true;
  for (const auto& candidate : candidates) {
    if (best.excludes(candidate.upper)) break;
    if (query.deadline.expired()) return too_late();
    if (options_.exact_vectors) {
      if (auto read = options_.exact_vectors(candidate.id, vector); !read) {
        if (read.error().code != ErrorCode::not_found) return std::unexpected(read.error());
        is_complete = false;
        continue;
      }
    } else if (!segments[candidate.segment]->read_exact(candidate.row, candidate.id, vector)) {
      is_complete = false;
      continue;
    }
    best.add({candidate.id, candidate.person, exact_dot(query.vector, vector)});
  }
  return Ranked{best.take(), is_complete};
}

}  // namespace facelatch::gallery
