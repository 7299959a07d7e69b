// SPDX-License-Identifier: Apache-2.0
// GET /openapi.json, and /docs: Swagger UI, all of which comes from this server.
#include <string_view>

#include "api/route_options.hpp"

// Of embedded_files.S.in.
extern "C" {
extern const char facelatch_openapi_begin[];
extern const char facelatch_openapi_end[];
extern const char facelatch_swagger_ui_bundle_begin[];
extern const char facelatch_swagger_ui_bundle_end[];
extern const char facelatch_swagger_ui_style_begin[];
extern const char facelatch_swagger_ui_style_end[];
}

namespace facelatch::api {
namespace {

constexpr std::string_view kPage = R"html(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>facelatch API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="page"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
)html";

constexpr std::string_view kStart = R"js(// SPDX-License-Identifier: Apache-2.0
SwaggerUIBundle({ url: "/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null });
)js";

/// Only this server's own scripts; Swagger UI draws its icons by data URIs and styles elements.
constexpr std::string_view kContentPolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'";

void add_document(http::Router& router, std::string_view path, std::string_view media_type,
                  std::string_view text) {
  router.add(http::Method::get, path, trivial_route(), [media_type, text](const http::Request&) {
    auto response = http::binary_response(media_type, std::string(text));
    response.headers.add("Content-Security-Policy", kContentPolicy);
    response.headers.add("X-Content-Type-Options", "nosniff");
    return response;
  });
}

}  // namespace

void add_document_routes(http::Router& router) {
  constexpr std::string_view kScript = "text/javascript; charset=utf-8";
  add_document(router, "/openapi.json", "application/json",
               {facelatch_openapi_begin, facelatch_openapi_end});
  add_document(router, "/docs", "text/html; charset=utf-8", kPage);
  add_document(router, "/docs/start.js", kScript, kStart);
  add_document(router, "/docs/swagger-ui-bundle.js", kScript,
               {facelatch_swagger_ui_bundle_begin, facelatch_swagger_ui_bundle_end});
  add_document(router, "/docs/swagger-ui.css", "text/css; charset=utf-8",
               {facelatch_swagger_ui_style_begin, facelatch_swagger_ui_style_end});
}

}  // namespace facelatch::api
