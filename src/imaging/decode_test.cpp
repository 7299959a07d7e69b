// SPDX-License-Identifier: Apache-2.0
#include "imaging/decode.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "testing/data.hpp"

namespace facelatch::imaging {
namespace {

TEST(Decode, RefusesNoBytesAtAll) {
  const auto picture = decode({});
  ASSERT_FALSE(picture);
  EXPECT_EQ(picture.error().code, base::ErrorCode::corrupt);
}

TEST(Decode, ReadsAPortrait) {
  const auto bytes = base::read_file(testing::shared_data("awkward/gen/base.jpg"), 20U << 20U);
  ASSERT_TRUE(bytes);
  const auto picture = decode(*bytes);
  ASSERT_TRUE(picture) << picture.error().message;
  EXPECT_EQ(picture->image.size(), (Size{720, 900}));
}

}  // namespace
}  // namespace facelatch::imaging
