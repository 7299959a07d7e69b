// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "gallery/fair_shared_mutex.hpp"
#include "gallery/quantise.hpp"
#include "gallery/scan_kernel.hpp"
#include "gallery/segment.hpp"
#include "gallery/test_vectors.hpp"
#include "gallery/worker_pool.hpp"

namespace facelatch::gallery {
namespace {

struct PlaneCase {
  std::vector<std::uint16_t> plane;
  std::vector<std::int16_t> query;
  std::size_t rows;
  std::size_t dimensions;

  /// Digit by digit, as the header describes the layout.
  [[nodiscard]] std::vector<std::int32_t> expected() const {
    std::vector<std::int32_t> sums(rows, 0);
    const auto words = dimensions / 4;
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t d = 0; d < dimensions; ++d) {
        const unsigned word = plane[r * words + d % words];
        sums[r] += static_cast<std::int32_t>(word >> (4 * (d / words)) & 15U) * query[d];
      }
    }
    return sums;
  }
};

std::vector<PlaneCase> plane_cases() {
  std::mt19937 random(5);
  std::uniform_int_distribution<int> word(0, 65535);
  std::uniform_int_distribution<int> value(-kMaximumQueryValue, kMaximumQueryValue);
  std::vector<PlaneCase> cases;
  for (const std::size_t dimensions : {128UL, 256UL, 512UL, 1024UL}) {
    for (const std::size_t rows : {1UL, 2UL, 7UL}) {
      PlaneCase one{.plane = std::vector<std::uint16_t>(rows * dimensions / 4),
                    .query = std::vector<std::int16_t>(dimensions),
                    .rows = rows,
                    .dimensions = dimensions};
      for (auto& w : one.plane) w = static_cast<std::uint16_t>(word(random));
      for (auto& v : one.query) v = static_cast<std::int16_t>(value(random));
      cases.push_back(one);
      // The largest values everywhere, where sums would overflow first.
      std::ranges::fill(one.plane, std::uint16_t{0xFFFF});
      std::ranges::fill(one.query, static_cast<std::int16_t>(kMaximumQueryValue));
      cases.push_back(one);
    }
  }
  return cases;
}

TEST(ScanKernel, GivesTheSameSumsOnEveryInstructionSetOfThisMachine) {
  const auto cases = plane_cases();
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    for (const auto& one : cases) {
      std::vector<std::int32_t> sums(one.rows);
      plane_dots(one.plane.data(), one.rows, one.dimensions, one.query.data(), sums.data());
      EXPECT_EQ(sums, one.expected()) << hwy::TargetName(target) << ' ' << one.dimensions;
    }
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
  EXPECT_FALSE(scan_instruction_set().empty());
}

TEST(ScanKernel, BoundsFollowTheFormulaForEveryRow) {
  const std::vector<std::int32_t> dots{0, 100, -100, 7, 8, 9, 1, 2, 3, 4, 5};
  const std::vector<float> scales(dots.size(), 0.5F);
  const std::vector<float> errors{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  std::vector<float> bounds(dots.size());
  upper_bounds({.dots = dots.data(),
                .scales = scales.data(),
                .errors = errors.data(),
                .offset = 10,
                .query_scale = 0.25F,
                .error_weight = 2,
                .slack = 0.5F},
               dots.size(), bounds.data());
  for (std::size_t i = 0; i < dots.size(); ++i) {
    EXPECT_FLOAT_EQ(bounds[i],
                    static_cast<float>(32 * dots[i] - 10) * 0.125F + errors[i] * 2 + 0.5F);
  }
}

TEST(Quantise, NeverStatesABoundThatTheExactCosineBreaks) {
  VectorGenerator random(6);
  SharedThreshold threshold;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t dimension = 1 + random.below(600);
    auto vector = random.direction(dimension);
    if (i % 5 == 0) vector[0] += 20;  // One value outweighs the others: the coarsest steps.
    vector = VectorGenerator::to_unit(vector);
    const auto query = random.near(vector, i % 3 == 0 ? 0.9F : 0.0F);
    Segment segment(0, dimension, 1, ExactCopies::elsewhere);
    TemplateCode code;
    quantise_template(vector, code);
    segment.add(TemplateId{1}, PersonIndex{1}, code, {});
    std::vector selections{Selection(1, Distinct::templates, threshold)};
    SharedThreshold fresh;
    selections.front() = Selection(1, Distinct::templates, fresh);
    segment.scan(0, quantise_query(query), selections.front());
    const auto found = Selection::merge(selections);
    ASSERT_EQ(found.size(), 1U);
    const double exact = exact_dot(query, vector);
    EXPECT_LE(found.front().lower, exact);
    EXPECT_GE(found.front().upper, exact);
    EXPECT_LT(found.front().upper - found.front().lower, 0.2F);
  }
}

TEST(Segment, HoldsNothingOfATemplateAfterItsRemoval) {
  VectorGenerator random(7);
  const auto vector = random.direction(128);
  TemplateCode code;
  quantise_template(vector, code);
  Segment segment(0, 128, 2, ExactCopies::kept);
  const auto row = segment.add(TemplateId{1}, PersonIndex{1}, code, vector);
  segment.add(TemplateId{2}, PersonIndex{1}, code, vector);
  EXPECT_FALSE(segment.add(TemplateId{3}, PersonIndex{1}, code, vector)) << "it has two rows";
  segment.remove(*row);
  std::vector<float> read(128, 1.0F);
  EXPECT_FALSE(segment.read_exact(*row, TemplateId{1}, read));
  ASSERT_TRUE(segment.read_exact(*row, TemplateId{}, read));
  EXPECT_EQ(read, std::vector<float>(128, 0.0F));
  EXPECT_EQ(segment.add(TemplateId{3}, PersonIndex{2}, code, vector), row) << "rows are used again";
}

TEST(FairSharedMutex, LetsAWriterInBetweenReadersThatNeverPause) {
  FairSharedMutex mutex;
  std::atomic<bool> stop = false;
  std::vector<std::jthread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i) {
    readers.emplace_back([&] {
      while (!stop) const std::shared_lock lock(mutex);
    });
  }
  for (int i = 0; i < 100; ++i) const std::unique_lock lock(mutex);  // Would hang if starved.
  stop = true;
}

TEST(WorkerPool, RunsEveryCallToItsEndFromManyThreadsAtOnce) {
  WorkerPool pool(3);
  std::vector<std::jthread> callers;
  callers.reserve(4);
  for (int c = 0; c < 4; ++c) {
    callers.emplace_back([&] {
      for (int i = 0; i < 200; ++i) {
        std::atomic<int> left = 50;
        std::atomic<int> done = 0;
        pool.run([&] {
          while (left.fetch_sub(1) > 0) ++done;
        });
        EXPECT_EQ(done, 50);
      }
    });
  }
}

}  // namespace
}  // namespace facelatch::gallery
