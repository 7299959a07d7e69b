// SPDX-License-Identifier: Apache-2.0
#include "http/cors.hpp"

#include <algorithm>

#include "http/router.hpp"

namespace facelatch::http {
namespace {

bool is_any(const std::vector<std::string>& allowed_origins) {
  return std::ranges::find(allowed_origins, "*") != allowed_origins.end();
}

bool is_allowed(const std::vector<std::string>& allowed_origins, std::string_view origin) {
  return !origin.empty() && (is_any(allowed_origins) ||
                             std::ranges::find(allowed_origins, origin) != allowed_origins.end());
}

}  // namespace

void add_cors(const std::vector<std::string>& allowed_origins, std::string_view origin,
              Headers& answer) {
  if (allowed_origins.empty()) return;
  answer.add("Vary", "Origin");
  if (!is_allowed(allowed_origins, origin)) return;
  answer.add("Access-Control-Allow-Origin", is_any(allowed_origins) ? "*" : origin);
  answer.add("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
}

void add_cors_preflight(const std::vector<std::string>& allowed_origins, std::string_view origin,
                        const std::vector<Method>& methods, Headers& answer) {
  if (!is_allowed(allowed_origins, origin)) return;
  answer.add("Access-Control-Allow-Methods", allow_header(methods));
  answer.add("Access-Control-Allow-Headers",
             "Authorization, Content-Type, X-Api-Key, X-Request-Id, Traceparent");
  answer.add("Access-Control-Max-Age", "600");
}

}  // namespace facelatch::http
