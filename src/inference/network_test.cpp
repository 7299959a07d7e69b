// SPDX-License-Identifier: Apache-2.0
#include "inference/network.hpp"

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/paths.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::inference {
namespace {

TEST(Network, RefusesAFileThatIsNoGraph) {
  const testing::TemporaryFolder folder;
  const auto path = folder.path() / "text.onnx";
  ASSERT_TRUE(base::write_text(path, "this is no graph"));
  const auto network = Network::load(path, {});
  ASSERT_FALSE(network);
  EXPECT_EQ(network.error().code, base::ErrorCode::corrupt);
  EXPECT_EQ(network.error().message, "The model text.onnx is not a graph that runs here.");
}

}  // namespace
}  // namespace facelatch::inference
