// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/error.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

/// The sentence and the code for what the worker reports.
base::Error error_of(WorkerFailure failure);

/// What the end of a worker means that died without a word: `wait_code` and `wait_status` are
/// si_code and si_status of waitid(2).
base::Error error_of_death(int wait_code, int wait_status);

}  // namespace facelatch::video
