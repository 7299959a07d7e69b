// SPDX-License-Identifier: Apache-2.0
#include "api/job_desk.hpp"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

namespace facelatch::api {
namespace {

using base::ErrorCode;
using namespace std::chrono_literals;

/// Waits until it is cancelled.
base::Result<std::string> wait_for_cancelling(const JobContext& context) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any never;
  never.wait(lock, context.cancelled, [] { return false; });
  return base::failure(ErrorCode::deadline_exceeded, "Cancelled.");
}

JobWork giving(std::string text) {
  return [text = std::move(text)](const JobContext&) { return text; };
}

JobView outcome(JobDesk& desk, const std::string& id, std::string_view caller = "ada") {
  while (true) {
    auto view = desk.find(id, caller).value();
    if (view.expires_in) return view;
    std::this_thread::sleep_for(1ms);
  }
}

TEST(JobDesk, KeepsTheResultForItsCallerAlone) {
  JobDesk desk({});
  const auto id = desk.submit("ada", giving("{}")).value();
  EXPECT_EQ(id.size(), 22U);
  const auto view = outcome(desk, id);
  EXPECT_EQ(view.state, JobState::done);
  EXPECT_EQ(*view.result, "{}");
  EXPECT_FLOAT_EQ(view.progress, 1);
  EXPECT_EQ(desk.find(id, "eve").error().code, ErrorCode::not_found);
  EXPECT_EQ(desk.remove(id, "eve").error().code, ErrorCode::not_found);
  EXPECT_TRUE(desk.remove(id, "ada"));
  EXPECT_EQ(desk.find(id, "ada").error().code, ErrorCode::not_found);
}

TEST(JobDesk, TellsErrorsAndExceptionsOfTheWork) {
  JobDesk desk({});
  const auto failing = desk.submit("ada",
                                   [](const JobContext&) -> base::Result<std::string> {
                                     return base::failure(ErrorCode::corrupt, "Damaged.");
                                   })
                           .value();
  EXPECT_EQ(outcome(desk, failing).error->message, "Damaged.");
  const auto throwing = desk.submit("ada",
                                    [](const JobContext&) -> base::Result<std::string> {
                                      throw std::runtime_error("secret");
                                    })
                            .value();
  const auto view = outcome(desk, throwing);
  EXPECT_EQ(view.state, JobState::failed);
  EXPECT_EQ(view.error->code, ErrorCode::internal);
  EXPECT_EQ(view.error->message.find("secret"), std::string::npos);
}

TEST(JobDesk, BoundsTheJobsOfACallerAndOfAll) {
  JobDesk desk({.jobs = 3, .jobs_per_caller = 2});
  ASSERT_TRUE(desk.submit("ada", wait_for_cancelling));
  const auto second = desk.submit("ada", wait_for_cancelling).value();
  EXPECT_EQ(desk.submit("ada", giving("")).error().code, ErrorCode::rate_limited);
  ASSERT_TRUE(desk.submit("bob", giving("")));
  EXPECT_EQ(desk.submit("cyd", giving("")).error().code, ErrorCode::overloaded);
  EXPECT_EQ(desk.find(second, "ada")->state, JobState::waiting);
  ASSERT_TRUE(desk.remove(second, "ada"));
  EXPECT_TRUE(desk.submit("ada", giving("")));
}

TEST(JobDesk, CancelsWhatRunsAndGoesOn) {
  JobDesk desk({});
  std::promise<void> started;
  const auto running = desk.submit("ada",
                                   [&](const JobContext& context) {
                                     context.progress = 0.5F;
                                     started.set_value();
                                     return wait_for_cancelling(context);
                                   })
                           .value();
  const auto next = desk.submit("ada", giving("next")).value();
  started.get_future().wait();
  EXPECT_EQ(desk.find(running, "ada")->state, JobState::running);
  EXPECT_FLOAT_EQ(desk.find(running, "ada")->progress, 0.5F);
  ASSERT_TRUE(desk.remove(running, "ada"));
  EXPECT_EQ(*outcome(desk, next).result, "next");
  // The desk ends although a job waits for its cancelling.
  EXPECT_TRUE(desk.submit("ada", wait_for_cancelling));
}

TEST(JobDesk, ForgetsResultsInTime) {
  std::atomic<int> hours = 0;
  JobDesk desk({.jobs_per_caller = 1},
               [&] { return JobDesk::Clock::now() + std::chrono::hours(hours.load()); });
  const auto id = desk.submit("ada", giving("{}")).value();
  EXPECT_LE(*outcome(desk, id).expires_in, 600s);
  EXPECT_FALSE(desk.submit("ada", giving("")));
  hours = 1;
  EXPECT_EQ(desk.find(id, "ada").error().code, ErrorCode::not_found);
  EXPECT_TRUE(desk.submit("ada", giving("")));
}

TEST(JobDesk, BoundsResults) {
  JobDesk desk({.result_bytes = 8, .results_bytes = 4});
  const auto large = desk.submit("ada", giving(std::string(9, 'x'))).value();
  EXPECT_EQ(outcome(desk, large).error->code, ErrorCode::too_large);
  const auto fits = desk.submit("ada", giving(std::string(8, 'x'))).value();
  EXPECT_EQ(outcome(desk, fits).state, JobState::done);
  EXPECT_EQ(desk.submit("bob", giving("")).error().code, ErrorCode::overloaded);
  ASSERT_TRUE(desk.remove(fits, "ada"));
  EXPECT_TRUE(desk.submit("bob", giving("")));
}

}  // namespace
}  // namespace facelatch::api
