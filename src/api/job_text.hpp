// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "api/job_desk.hpp"
#include "http/message.hpp"

namespace facelatch::api {

/// A job as GET /v1/jobs/{id} answers it; with its result where it is done.
std::string job_json(const JobView& job);

/// 202, with where to ask for the job.
http::Response accepted(const JobView& job);

}  // namespace facelatch::api
