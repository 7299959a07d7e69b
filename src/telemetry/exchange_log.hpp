// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "http/server.hpp"
#include "telemetry/log.hpp"

namespace facelatch::telemetry {

/// One line for a finished request: route (the pattern, not the path), status, time, sizes, the ids
/// of request and trace, the id of the key. An answer of 5xx is an error, of 408, 429 and 499 a
/// warning.
void log_exchange(Log& log, const http::Exchange& exchange);

}  // namespace facelatch::telemetry
