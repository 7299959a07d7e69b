// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <functional>
#include <optional>

#include "base/result.hpp"

namespace facelatch::evaluation {

/// Calls `work(0)` to `work(count - 1)` from one thread per usable processor, each index once, and
/// `progress` after each under a lock. After a failure no new index is started; the failure with
/// the lowest index is returned.
base::Result<void> for_each_picture(std::size_t count,
                                    const std::function<base::Result<void>(std::size_t)>& work,
                                    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace facelatch::evaluation
