// SPDX-License-Identifier: Apache-2.0
#include "api/model_loader.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <future>

namespace facelatch::api {
namespace {

using base::ErrorCode;

/// Waits as long as nobody stops it.
base::Result<ModelSet> load_until_stopped(const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait(lock, stop, [] { return false; });
  return base::failure(ErrorCode::deadline_exceeded, "Stopped.");
}

TEST(ModelLoader, SaysThatModelsAreNotThereYetAndEndsWhenItGoes) {
  const ModelLoader loader(load_until_stopped, [] {});
  const auto models = loader.models();
  ASSERT_FALSE(models);
  EXPECT_EQ(models.error().code, ErrorCode::unavailable);
  EXPECT_TRUE(loader.outcome());
}

TEST(ModelLoader, TellsTheOperatorAloneWhyLoadingFailed) {
  std::promise<void> ended;
  const ModelLoader loader(
      [](const std::stop_token&) -> base::Result<ModelSet> {
        return base::failure(ErrorCode::corrupt, "The model file /secret/path is damaged.");
      },
      [&ended] { ended.set_value(); });
  ended.get_future().wait();
  EXPECT_EQ(loader.outcome().error().code, ErrorCode::corrupt);
  const auto models = loader.models();
  ASSERT_FALSE(models);
  EXPECT_EQ(models.error().code, ErrorCode::unavailable);
  EXPECT_EQ(models.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace facelatch::api
