// SPDX-License-Identifier: Apache-2.0
#include "gallery/gallery.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>
#include <utility>
#include <vector>

#include "gallery/test_vectors.hpp"

namespace facelatch::gallery {
namespace {

using base::Deadline;
using base::ErrorCode;

struct Row {
  TemplateId id;
  PersonIndex person;
  std::vector<float> vector;
};

/// What a search must find: every row, compared in full.
std::vector<Hit> plain_scan(const std::vector<Row>& rows, const std::vector<float>& query,
                            std::size_t count, Distinct distinct) {
  std::vector<Hit> hits;
  hits.reserve(rows.size());
  for (const auto& row : rows) hits.push_back({row.id, row.person, exact_dot(query, row.vector)});
  std::ranges::sort(hits, [](const Hit& a, const Hit& b) {
    return a.cosine != b.cosine ? a.cosine > b.cosine : a.id < b.id;
  });
  if (distinct == Distinct::people) {
    std::vector<Hit> best;
    for (const auto& hit : hits) {
      if (std::ranges::find(best, hit.person, &Hit::person) == best.end()) best.push_back(hit);
    }
    hits = std::move(best);
  }
  hits.resize(std::min(hits.size(), count));
  return hits;
}

std::unique_ptr<Gallery> make_gallery(std::size_t dimension, std::size_t rows_per_segment = 300,
                                      VectorReader reader = {}) {
  return Gallery::create({.dimension = dimension,
                          .exact_vectors = std::move(reader),
                          .maximum_templates = 100'000,
                          .rows_per_segment = rows_per_segment},
                         std::make_shared<WorkerPool>(3))
      .value();
}

std::vector<Row> make_rows(VectorGenerator& random, std::size_t count, std::size_t dimension) {
  std::vector<Row> rows;
  std::vector<float> centre = random.direction(dimension);
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 3 == 0) centre = random.direction(dimension);
    rows.push_back({TemplateId{i + 1}, PersonIndex{static_cast<std::uint32_t>(i / 3 + 1)},
                    random.near(centre, 0.7F)});
  }
  return rows;
}

void add_all(Gallery& gallery, const std::vector<Row>& rows) {
  for (const auto& row : rows) ASSERT_TRUE(gallery.add(row.id, row.person, row.vector));
}

TEST(Gallery, FindsExactlyWhatAScanOfAllVectorsFinds) {
  for (const std::size_t dimension : {512UL, 192UL, 128UL, 7UL}) {
    VectorGenerator random(1);
    const auto gallery = make_gallery(dimension);
    const auto rows = make_rows(random, 5000, dimension);
    add_all(*gallery, rows);
    for (int i = 0; i < 20; ++i) {
      const auto query = i % 2 == 0 ? random.direction(dimension)
                                    : random.near(rows[random.below(rows.size())].vector, 0.6F);
      EXPECT_EQ(gallery->search(query, 10, Deadline()).value(),
                plain_scan(rows, query, 10, Distinct::templates));
      EXPECT_EQ(gallery->search_people(query, 2, Deadline()).value(),
                plain_scan(rows, query, 2, Distinct::people));
    }
  }
}

TEST(Gallery, AgreesWithAScanInSinglePrecisionOnTheFirst) {
  VectorGenerator random(2);
  const auto gallery = make_gallery(512, 4096);
  const auto rows = make_rows(random, 5000, 512);
  add_all(*gallery, rows);
  for (int i = 0; i < 50; ++i) {
    const auto query = random.near(rows[random.below(rows.size())].vector, 0.5F);
    const auto dot = [&](const Row& row) {
      float sum = 0;
      for (std::size_t d = 0; d < 512; ++d) sum += row.vector[d] * query[d];
      return sum;
    };
    const auto best = std::ranges::max_element(rows, {}, dot);
    EXPECT_EQ(gallery->search(query, 1, Deadline()).value().front().id, best->id);
  }
}

RC_GTEST_PROP(GalleryProperty, SearchEqualsThePlainScanAfterAnyAdditionsAndRemovals, ()) {
  const auto dimension = *rc::gen::inRange<std::size_t>(1, 160);
  VectorGenerator random(*rc::gen::arbitrary<unsigned>());
  const auto gallery = make_gallery(dimension, 16);
  std::vector<Row> rows;
  std::uint64_t next_id = 1;
  for (const auto step : *rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0U, 8U))) {
    if (step == 0 && !rows.empty()) {
      const auto at = random.below(rows.size());
      RC_ASSERT(gallery->remove(rows[at].id));
      rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at));
    } else if (step == 1 && !rows.empty()) {
      const auto person = rows[random.below(rows.size())].person;
      const auto removed = gallery->remove_person(person);
      RC_ASSERT(removed == std::erase_if(rows, [&](const Row& r) { return r.person == person; }));
    } else {
      // Step 2 enrols the same vector again: equal cosines are told apart by id.
      const auto vector =
          step == 2 && !rows.empty() ? rows.back().vector : random.direction(dimension);
      rows.push_back({TemplateId{next_id++}, PersonIndex{step}, vector});
      RC_ASSERT(gallery->add(rows.back().id, rows.back().person, vector).has_value());
    }
  }
  RC_ASSERT(gallery->size() == rows.size());
  const auto query = random.direction(dimension);
  const auto count = *rc::gen::inRange<std::size_t>(1, 6);
  RC_ASSERT(gallery->search(query, count, Deadline()).value() ==
            plain_scan(rows, query, count, Distinct::templates));
  RC_ASSERT(gallery->search_people(query, count, Deadline()).value() ==
            plain_scan(rows, query, count, Distinct::people));
}

TEST(Gallery, ReadsExactVectorsElsewhereAndPassesOverTheRemoved) {
  VectorGenerator random(3);
  const auto rows = make_rows(random, 300, 128);
  std::atomic<int> reads = 0;
  TemplateId removed{};
  const auto gallery = make_gallery(128, 100, [&](TemplateId id, std::span<float> out) {
    ++reads;
    if (id == removed) return base::Result<void>(base::failure(ErrorCode::not_found, "gone"));
    std::ranges::copy(rows[std::to_underlying(id) - 1].vector, out.begin());
    return base::Result<void>();
  });
  add_all(*gallery, rows);
  const auto& query = rows[7].vector;
  EXPECT_EQ(gallery->search(query, 3, Deadline()).value(),
            plain_scan(rows, query, 3, Distinct::templates));
  EXPECT_LT(reads, 20);
  removed = rows[7].id;
  const auto hits = gallery->search(query, 3, Deadline());
  EXPECT_TRUE(std::ranges::none_of(*hits, [&](const Hit& hit) { return hit.id == removed; }));
}

TEST(Gallery, RefusesVectorsThatAreNotUnitOrNotItsOwn) {
  const auto gallery = make_gallery(4);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  for (const auto& wrong : std::vector<std::vector<float>>{{},
                                                           {1, 0, 0},
                                                           {1, 0, 0, 0, 0},
                                                           {0, 0, 0, 0},
                                                           {1.1F, 0, 0, 0},
                                                           {nan, 0, 0, 1},
                                                           {infinity, 0, 0, 1}}) {
    EXPECT_EQ(gallery->add(TemplateId{1}, PersonIndex{1}, wrong).error().code,
              ErrorCode::invalid_argument);
    EXPECT_EQ(gallery->search(wrong, 1, Deadline()).error().code, ErrorCode::invalid_argument);
  }
  const std::vector<float> right{0, 1, 0, 0};
  EXPECT_FALSE(gallery->add(TemplateId{}, PersonIndex{1}, right));
  EXPECT_TRUE(gallery->add(TemplateId{1}, PersonIndex{1}, right));
  EXPECT_EQ(gallery->add(TemplateId{1}, PersonIndex{1}, right).error().code,
            ErrorCode::already_exists);
  EXPECT_FALSE(gallery->search(right, 0, Deadline()));
  EXPECT_FALSE(gallery->search(right, kMaximumHits + 1, Deadline()));
}

TEST(Gallery, AnswersEmptyWhenEmptyAndStopsAtItsLimit) {
  const auto gallery =
      Gallery::create({.dimension = 2, .exact_vectors = {}, .maximum_templates = 1},
                      std::make_shared<WorkerPool>(1))
          .value();
  const std::vector<float> vector{1, 0};
  EXPECT_TRUE(gallery->search(vector, 5, Deadline()).value().empty());
  EXPECT_TRUE(gallery->add(TemplateId{1}, PersonIndex{1}, vector));
  EXPECT_EQ(gallery->add(TemplateId{2}, PersonIndex{1}, vector).error().code, ErrorCode::too_large);
  EXPECT_EQ(gallery->search(vector, 1, Deadline(Deadline::Clock::now())).error().code,
            ErrorCode::deadline_exceeded);
  EXPECT_FALSE(
      Gallery::create({.dimension = 0, .exact_vectors = {}}, std::make_shared<WorkerPool>(1)));
  EXPECT_FALSE(
      Gallery::create({.dimension = 1025, .exact_vectors = {}}, std::make_shared<WorkerPool>(1)));
}

TEST(Gallery, NeverFindsARemovedTemplateWhileOthersSearchAddAndRemove) {
  VectorGenerator random(4);
  const auto gallery = make_gallery(128, 500);
  const auto rows = make_rows(random, 3000, 128);
  add_all(*gallery, rows);
  std::atomic<bool> stop = false;
  // People 1 to 100 stay; the templates of the others come and go.
  std::jthread writer([&] {
    for (int round = 0; round < 20; ++round) {
      for (std::size_t i = 300; i < rows.size(); ++i) {
        EXPECT_TRUE(gallery->remove(rows[i].id));
      }
      for (std::size_t i = 300; i < rows.size(); ++i) {
        EXPECT_TRUE(gallery->add(rows[i].id, rows[i].person, rows[i].vector));
      }
    }
    stop = true;
  });
  std::vector<std::jthread> readers;
  readers.reserve(2);
  for (std::size_t r = 0; r < 2; ++r) {
    readers.emplace_back([&, r] {
      for (std::size_t i = r; !stop; i = (i + 7) % 300) {
        const auto hits = gallery->search(rows[i].vector, 1, Deadline());
        ASSERT_TRUE(hits);
        ASSERT_EQ(hits->size(), 1U);
        EXPECT_EQ(hits->front().id, rows[i].id) << "a template that stayed was not found";
      }
    });
  }
  readers.clear();
  writer.join();
  for (std::size_t i = 300; i < rows.size(); ++i) gallery->remove(rows[i].id);
  for (std::size_t i = 300; i < 400; ++i) {
    EXPECT_LE(gallery->search(rows[i].vector, 1, Deadline()).value().front().id, TemplateId{300});
  }
}

}  // namespace
}  // namespace facelatch::gallery
