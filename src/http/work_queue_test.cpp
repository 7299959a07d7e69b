// SPDX-License-Identifier: Apache-2.0
#include "http/work_queue.hpp"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace facelatch::http {
namespace {

/// A job that blocks the only worker until release(). The job owns its ends of both promises, since
/// the queue outlives this object.
class Blocker {
 public:
  explicit Blocker(WorkQueue& queue) {
    std::promise<void> begun;
    auto has_begun = begun.get_future();
    queue.submit([begun = std::move(begun), released = released_.get_future()]() mutable {
      begun.set_value();
      released.wait();
    });
    has_begun.wait();
  }
  void release() { released_.set_value(); }

 private:
  std::promise<void> released_;
};

TEST(WorkQueue, RunsJobsInTheirOrder) {
  std::vector<int> order;
  std::promise<void> done;
  WorkQueue queue(1, 10);
  Blocker blocker(queue);
  for (int i = 0; i < 5; ++i) queue.submit([&, i] { order.push_back(i); });
  queue.submit([&] { done.set_value(); });
  blocker.release();
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector{0, 1, 2, 3, 4}));
}

TEST(WorkQueue, RefusesWhatIsMoreThanItsCapacity) {
  WorkQueue queue(1, 2);
  Blocker blocker(queue);
  EXPECT_TRUE(queue.submit([] {}));
  EXPECT_FALSE(queue.full());
  EXPECT_TRUE(queue.submit([] {}));
  EXPECT_TRUE(queue.full());
  EXPECT_FALSE(queue.submit([] {}));
  EXPECT_EQ(queue.waiting(), 2U);
  EXPECT_EQ(queue.running(), 1U);
  blocker.release();
}

TEST(WorkQueue, WorkThatWasLetInBeforeGoesFirst) {
  std::vector<int> order;
  std::promise<void> done;
  WorkQueue queue(1, 1);
  Blocker blocker(queue);
  queue.submit([&] {
    order.push_back(2);
    done.set_value();
  });
  EXPECT_TRUE(queue.submit([&] { order.push_back(1); }, WorkQueue::Admission::admitted));
  blocker.release();
  done.get_future().wait();
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(WorkQueue, ACancelledJobNeverRunsAndGoesAtOnce) {
  WorkQueue queue(1, 2);
  Blocker blocker(queue);
  auto owned = std::make_shared<int>(0);
  const std::weak_ptr<int> seen = owned;
  const auto ticket = queue.submit([owned = std::move(owned)] { ++*owned; });
  EXPECT_TRUE(queue.cancel(*ticket));
  EXPECT_TRUE(seen.expired());
  EXPECT_FALSE(queue.cancel(*ticket));
  blocker.release();
}

TEST(WorkQueue, StoppingDropsWhatWaitsAndFinishesWhatRuns) {
  bool ran = false;
  WorkQueue queue(1, 2);
  Blocker blocker(queue);
  queue.submit([&] { ran = true; });
  auto stopped = std::async(std::launch::async, [&] { queue.stop(); });
  while (queue.waiting() > 0) std::this_thread::yield();
  blocker.release();
  stopped.get();
  EXPECT_FALSE(ran);
  EXPECT_FALSE(queue.submit([] {}));
}

}  // namespace
}  // namespace facelatch::http
