// SPDX-License-Identifier: Apache-2.0
#include "api/document.hpp"

#include "api/route_options.hpp"

namespace facelatch::api {

http::Response document(std::string_view media_type, std::string_view text,
                        std::string_view content_policy) {
  auto response = http::binary_response(media_type, std::string(text));
  response.headers.add("Content-Security-Policy", content_policy);
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.add("Cache-Control", "no-cache");
  return response;
}

void add_document(http::Router& router, std::string_view path, std::string_view media_type,
                  std::string_view text, std::string_view content_policy) {
  router.add(http::Method::get, path, trivial_route(),
             [media_type, text, content_policy](const http::Request&) {
               return document(media_type, text, content_policy);
             });
}

}  // namespace facelatch::api
