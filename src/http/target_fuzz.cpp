// SPDX-License-Identifier: Apache-2.0
// The small grammars that read a client's text: target, query, media type, trace, and JSON text.
#include <boost/json/parse.hpp>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/form.hpp"
#include "http/json_text.hpp"
#include "http/media_type.hpp"
#include "http/multipart.hpp"
#include "http/router.hpp"
#include "http/target.hpp"
#include "http/trace_context.hpp"

namespace {

using namespace facelatch;

const http::Router& small_router() {
  static const http::Router router = [] {
    http::Router built;
    const auto nothing = [](const http::Request&) { return http::text_response(204, ""); };
    built.add(http::Method::get, "/v1/items/{id}", {}, nothing);
    built.add(http::Method::get, "/v1/items", {}, nothing);
    return built;
  }();
  return router;
}

void check_target(std::string_view text) {
  const auto target = http::parse_target(text);
  if (!target) return;
  if (target->path.contains('\0') || target->query.pairs().size() > http::kDefaultQueryPairs) {
    std::abort();
  }
  const auto match = small_router().find(http::Method::get, target->raw_path);
  if (match.route == nullptr) return;
  for (const auto& [name, value] : match.parameters) {
    if (value.empty()) std::abort();
  }
}

void check_json(std::string_view text) {
  std::string json;
  http::append_json_string(json, text);
  boost::system::error_code error;
  boost::json::parse(json, error);
  if (error) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_target(text);
  check_json(text);
  (void)http::parse_urlencoded(text, {});
  (void)http::boundary_of(text);
  (void)http::parse_parameterized(text);
  if (const auto trace = http::parse_traceparent(text)) {
    if (!http::parse_traceparent(trace->traceparent())) std::abort();
  }
  return 0;
}
