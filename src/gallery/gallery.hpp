// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_map>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "gallery/ids.hpp"
#include "gallery/segment.hpp"
#include "gallery/worker_pool.hpp"

namespace facelatch::gallery {

/// Copies the exact vector of a template into the span, which has the gallery's dimension. Fails
/// with not_found when the template has been removed meanwhile. Called by any thread.
using VectorReader = std::function<base::Result<void>(TemplateId, std::span<float>)>;

struct GalleryOptions {
  std::size_t dimension = 512;  ///< 1 to 1024.
  /// Where the exact vectors of the few best rows are read, so that a gallery costs 540 bytes a
  /// template of 512 dimensions. Empty: the gallery keeps them itself, for 2 kB more each.
  VectorReader exact_vectors;
  std::size_t maximum_templates = 10'000'000;
  std::size_t rows_per_segment = 65'536;
};

struct Hit {
  TemplateId id;
  PersonIndex person;
  double cosine;  ///< Exact: the dot product of the 32-bit vectors, in double precision.

  bool operator==(const Hit&) const = default;
};

/// Most results that one search may ask for.
inline constexpr std::size_t kMaximumHits = 1000;

/// The templates of one model, searched completely and exactly: the best hits are those of a scan
/// over all 32-bit vectors, found by scanning 4 bits a dimension, then 8 where needed, and reading
/// the exact vectors of the few rows that the bounds cannot separate.
/// Thread-safe: templates come and go while searches run. A search sees every template whose add()
/// had returned before it began, and none whose remove() had returned.
class Gallery {
 public:
  /// Fails with invalid_argument. Galleries of several models may share one pool.
  static base::Result<std::unique_ptr<Gallery>> create(GalleryOptions options,
                                                       std::shared_ptr<WorkerPool> pool);

  /// Fails with invalid_argument for a vector of another dimension, with values that are not
  /// finite or a length other than 1 (within 0.001), with already_exists, or too_large when full.
  base::Result<void> add(TemplateId id, PersonIndex person, std::span<const float> unit_vector);

  /// Overwrites the template. False when it is not there.
  bool remove(TemplateId id);
  /// Overwrites all templates of a person and tells how many there were.
  std::size_t remove_person(PersonIndex person);

  /// The `count` templates with the highest cosine, best first, the lower id first among equals.
  /// Fails with invalid_argument (as add, and for a count of 0 or above kMaximumHits),
  /// deadline_exceeded, or as the vector reader does.
  base::Result<std::vector<Hit>> search(std::span<const float> unit_vector, std::size_t count,
                                        base::Deadline deadline) const;

  /// As search, with only the best template of each person: for "who is it, and who comes next?".
  base::Result<std::vector<Hit>> search_people(std::span<const float> unit_vector,
                                               std::size_t count, base::Deadline deadline) const;

  [[nodiscard]] std::size_t size() const;
  [[nodiscard]] std::size_t dimension() const { return options_.dimension; }

 private:
  struct Location {
    std::uint32_t segment;
    std::uint32_t row;
  };
  using Segments = std::vector<std::shared_ptr<Segment>>;
  struct Query {
    std::span<const float> vector;
    std::size_t count;
    Distinct distinct;
    base::Deadline deadline;
  };

  Gallery(GalleryOptions options, std::shared_ptr<WorkerPool> pool);
  [[nodiscard]] base::Result<void> check_vector(std::span<const float> vector) const;
  [[nodiscard]] std::shared_ptr<const Segments> segments() const;
  Location place(TemplateId id, PersonIndex person, const TemplateCode& code,
                 std::span<const float> exact);
  [[nodiscard]] base::Result<std::vector<Hit>> find(const Query& query) const;
  [[nodiscard]] base::Result<std::vector<Candidate>> scan(const Query& query,
                                                          const Segments& segments) const;
  struct Ranked {
    std::vector<Hit> hits;
    bool is_complete;  ///< False when a candidate was removed while we looked.
  };
  [[nodiscard]] base::Result<Ranked> rank(const Query& query, const Segments& segments,
                                          const std::vector<Candidate>& candidates) const;

  const GalleryOptions options_;
  const std::shared_ptr<WorkerPool> pool_;
  mutable std::mutex list_mutex_;  // Guards the pointer only; the list itself never changes.
  std::shared_ptr<const Segments> segments_;
  mutable std::mutex write_mutex_;  // Guards what follows; one change at a time.
  std::unordered_map<TemplateId, Location> locations_;
  std::vector<std::uint32_t> segments_with_room_;
};

}  // namespace facelatch::gallery
