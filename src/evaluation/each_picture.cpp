// SPDX-License-Identifier: Apache-2.0
#include "evaluation/each_picture.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "inference/processor.hpp"

namespace facelatch::evaluation {

base::Result<void> for_each_picture(std::size_t count,
                                    const std::function<base::Result<void>(std::size_t)>& work,
                                    const std::function<void(std::size_t, std::size_t)>& progress) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::size_t done = 0;
  std::optional<std::pair<std::size_t, base::Error>> first_failure;
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      const auto result = work(i);
      const std::scoped_lock lock(mutex);
      if (!result) {
        if (!first_failure || i < first_failure->first) first_failure.emplace(i, result.error());
        next = count;
        return;
      }
      ++done;
      if (progress) progress(done, count);
    }
  };
  {
    const auto threads = static_cast<std::size_t>(std::max(1, inference::usable_processors()));
    std::vector<std::jthread> pool;
    for (std::size_t i = 1; i < std::min(threads, count); ++i) pool.emplace_back(run);
    run();
  }
  if (first_failure) return std::unexpected(first_failure->second);
  return {};
}

}  // namespace facelatch::evaluation
