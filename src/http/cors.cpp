// SPDX-License-Identifier: Apache-2.0
#include "http/cors.hpp"

#include <algorithm>

#include "http/router.hpp"

namespace facelatch::http {

void add_cors(const std::vector<std::string>& allowed_origins, std::string_view origin,
              Headers& answer) {
  if (allowed_origins.empty()) return;
  answer.add("Vary", "Origin");
  const bool any = std::ranges::find(allowed_origins, "*") != allowed_origins.end();
  if (origin.empty() ||
      (!any && std::ranges::find(allowed_origins, origin) == allowed_origins.end())) {
    return;
  }
  answer.add("Access-Control-Allow-Origin", any ? "*" : origin);
  answer.add("Access-Control-Expose-Headers", "X-Request-Id, Retry-After");
}

void add_cors_preflight(const std::vector<Method>& methods, Headers& answer) {
  if (!answer.contains("Access-Control-Allow-Origin")) return;
  answer.add("Access-Control-Allow-Methods", allow_header(methods));
  answer.add("Access-Control-Allow-Headers",
             "Authorization, Content-Type, X-Request-Id, Traceparent");
  answer.add("Access-Control-Max-Age", "600");
}

}  // namespace facelatch::http
