// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "api/fields.hpp"
#include "api/service.hpp"
#include "http/router.hpp"
#include "recognition/recogniser.hpp"

namespace facelatch::api {

/// Small bodies, and waiting for a disk: for those who may enrol.
http::RouteOptions people_route();

/// Who asks, for the audit log and the count of failures: the id of the API key, or "local" where
/// the server asks for none.
std::string client_of(const http::Request& request);

/// Appends {"cosine", "false_accept_rate", "false_accept_rate_high"}.
void append_threshold(std::string& json, const recognition::Threshold& threshold);

}  // namespace facelatch::api
