// SPDX-License-Identifier: Apache-2.0
#include "imaging/decode.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "imaging/test_pictures.hpp"

namespace facelatch::imaging {
namespace {

using base::ErrorCode;

base::Bytes drawn(int orientation) {
  return *base::read_file(
      "src/imaging/test_data/orientation_" + std::to_string(orientation) + ".avif", 1U << 20U);
}

ErrorCode code_of(std::span<const std::uint8_t> bytes, const DecodeOptions& options = {}) {
  const auto picture = decode(bytes, options);
  EXPECT_FALSE(picture);
  return picture ? ErrorCode::internal : picture.error().code;
}

TEST(Heif, KeepsTheOrderOfColours) {
  const auto picture = decode(drawn(1));
  ASSERT_TRUE(picture) << picture.error().message;
  expect_quarters(picture->image, 6);
}

TEST(Heif, IsTurnedOnceAfterItsOwnTurnsAndMirrors) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const auto picture = decode(drawn(orientation));
    ASSERT_TRUE(picture) << picture.error().message;
    expect_quarters(picture->image, 6);
    EXPECT_EQ(picture->original, (Size{96, 64}));
    EXPECT_EQ(picture->exif_orientation, 1);
  }
}

TEST(Heif, ThatEndsTooEarlyIsCorrupt) {
  for (const auto* name : {"awkward/gen/plain.heic", "awkward/gen/plain.avif"}) {
    const auto bytes = shared_file(name);
    for (const std::size_t part : {50U, 10U, 4U, 2U}) {
      EXPECT_EQ(code_of(std::span(bytes).first(bytes.size() / part)), ErrorCode::corrupt)
          << name << " / " << part;
    }
    EXPECT_EQ(code_of(std::span(bytes).first(bytes.size() - 1)), ErrorCode::corrupt) << name;
  }
}

TEST(Heif, BeyondALimitIsRefused) {
  for (const auto* name : {"awkward/gen/plain.heic", "awkward/gen/plain.avif"}) {
    const auto bytes = shared_file(name);
    EXPECT_EQ(code_of(bytes, {.limits = {.pixels = 600'000}}), ErrorCode::too_large);
    EXPECT_EQ(code_of(bytes, {.limits = {.side = 899}}), ErrorCode::too_large);
  }
}

#ifndef __SANITIZE_ADDRESS__  // It needs an address space without limits.
/// The most memory that a process that we waited for has ever had, in bytes.
std::uint64_t most_memory_of_workers() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// A picture of 8192 x 8192 pixels whose header declares 64 x 64: the coded size is what costs.
TEST(Heif, ThatIsLargerThanItDeclaresTakesNoMoreMemoryThanAllowed) {
  const auto bomb = *base::read_file("src/imaging/test_data/declares_64x64.avif", 1U << 20U);
  EXPECT_EQ(code_of(bomb, {.limits = {.pixels = 100'000}}), ErrorCode::corrupt);
  EXPECT_LT(most_memory_of_workers(), 200U << 20U);
  EXPECT_EQ(code_of(bomb), ErrorCode::corrupt);
}
#endif

TEST(Heif, IsGivenUpAtTheDeadline) {
  const auto bytes = shared_file("awkward/gen/plain.heic");
  const auto deadline = base::Deadline::after(std::chrono::milliseconds(1));
  EXPECT_EQ(code_of(bytes, {.limits = {.deadline = deadline}}), ErrorCode::deadline_exceeded);
}

}  // namespace
}  // namespace facelatch::imaging
