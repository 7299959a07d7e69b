// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "http/headers.hpp"
#include "http/message.hpp"

namespace facelatch::http {

/// Lets pages of the allowed origins read an answer (Fetch standard, CORS protocol): adds
/// Access-Control-Allow-Origin and Vary to `answer`. Never allows cookies. Without allowed origins
/// it does nothing.
void add_cors(const std::vector<std::string>& allowed_origins, std::string_view origin,
              Headers& answer);

/// Adds what a preflight of an allowed origin asks beyond that: methods and headers.
void add_cors_preflight(const std::vector<std::string>& allowed_origins, std::string_view origin,
                        const std::vector<Method>& methods, Headers& answer);

}  // namespace facelatch::http
