// SPDX-License-Identifier: Apache-2.0
// Every picture of the shared collection of awkward ones must give what its manifest expects, as
// far as decoding can tell: a clear error, or the portrait that it was made from.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "imaging/resize.hpp"
#include "imaging/test_pictures.hpp"
#include "testing/data.hpp"
#include "testing/peak_memory.hpp"

namespace facelatch::imaging {
namespace {

struct Row {
  std::string file;
  std::string expect;
  std::string why;
};

/// file,expect,faces,why; only `why` may be quoted.
std::vector<Row> manifest() {
  std::istringstream text(
      *base::read_text(testing::shared_data("awkward/gen_manifest.csv"), 1U << 20U));
  std::vector<Row> rows;
  std::string line;
  std::getline(text, line);  // names of the columns
  while (std::getline(text, line)) {
    std::istringstream fields(line);
    Row row;
    std::string faces;
    std::getline(fields, row.file, ',');
    std::getline(fields, row.expect, ',');
    std::getline(fields, faces, ',');
    std::getline(fields, row.why);
    // The collection is shared in parts, and this one need not have every file.
    if (std::filesystem::exists(testing::shared_data("awkward/gen") / row.file)) {
      rows.push_back(row);
    }
  }
  return rows;
}

/// Mean difference per channel, each picture shrunk to 72 x 90 first.
double difference(const Image& a, const Image& b) {
  const auto first = resize(a.view(), {72, 90}, Interpolation::area);
  const auto second = resize(b.view(), {72, 90}, Interpolation::area);
  double sum = 0;
  for (std::size_t i = 0; i < first.pixels().size(); ++i) {
    sum += std::abs(first.pixels()[i] - second.pixels()[i]);
  }
  return sum / static_cast<double>(first.pixels().size());
}

/// How far a picture may be from the portrait: a mirrored one differs by 42, one turned by 67 to
/// 77, the gray ones by 18, all others by less than 9.
double tolerance_for(const Row& row) {
  if (row.file == "mirror.jpg") return 45;
  return row.file.starts_with("gray") ? 20 : 9;
}

bool must_show_the_portrait(const Row& row) {
  return row.expect.starts_with("same_face") || row.expect == "first_frame_face";
}

TEST(Awkward, GivesTheExpectedResultForEveryRow) {
  const auto portrait = decode(shared_file("awkward/gen/base.jpg"))->image;
  int shown = 0;
  int refused = 0;
  for (const auto& row : manifest()) {
    SCOPED_TRACE(row.file + ": " + row.why);
    const auto picture = decode(shared_file("awkward/gen/" + row.file));
    if (row.expect == "clean_error" || row.expect == "clean_error_fast") {
      EXPECT_FALSE(picture);
      ++refused;
    } else if (must_show_the_portrait(row) && row.expect.ends_with("_or_clean_error")) {
      if (picture) {
        EXPECT_LT(difference(picture->image, portrait), tolerance_for(row));
      }
    } else if (must_show_the_portrait(row)) {
      ASSERT_TRUE(picture) << picture.error().message;
      EXPECT_LT(difference(picture->image, portrait), tolerance_for(row));
      ++shown;
    } else if (row.expect == "no_face" || row.expect.starts_with("face_or")) {
      EXPECT_TRUE(picture);
    }
    if (!picture) {
      EXPECT_TRUE(picture.error().message.ends_with('.'));
      EXPECT_NE(picture.error().code, base::ErrorCode::internal);
    }
  }
  EXPECT_GE(shown, 35);
  EXPECT_GE(refused, 15);
}

TEST(Awkward, IsRefusedWhereItEndsTooEarlyOrIsDamaged) {
  for (const auto& row : manifest()) {
    if (row.expect != "clean_error_or_partial") continue;
    const auto picture = decode(shared_file("awkward/gen/" + row.file));
    ASSERT_FALSE(picture) << row.file;
    EXPECT_EQ(picture.error().code, base::ErrorCode::corrupt) << row.file;
  }
}

TEST(Awkward, RefusesBombsFastAndWithLittleMemory) {
  for (const auto& row : manifest()) {
    if (!row.expect.starts_with("clean_error_fast")) continue;
    SCOPED_TRACE(row.file);
    const auto bytes = shared_file("awkward/gen/" + row.file);
    const testing::PeakMemory memory;
    const auto begin = std::chrono::steady_clock::now();
    const auto picture = decode(bytes);
    const auto time = std::chrono::steady_clock::now() - begin;
    ASSERT_FALSE(picture);
    EXPECT_EQ(picture.error().code, base::ErrorCode::too_large);
    EXPECT_LT(time, std::chrono::milliseconds(200));
    EXPECT_LT(memory.growth_bytes(), 8U << 20U);
  }
}

}  // namespace
}  // namespace facelatch::imaging
