// SPDX-License-Identifier: Apache-2.0
// GET /openapi.json, and /docs: Swagger UI, all of which comes from this server.
#include <string_view>

#include "api/document.hpp"
#include "api/routes.hpp"

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
// The console shows this page in a frame and hands it a key for its requests.
let key = "";
addEventListener("message", (event) => {
  if (event.origin === location.origin) key = String(event.data?.facelatchKey ?? key);
});
SwaggerUIBundle({
  url: "/openapi.json", dom_id: "#page", deepLinking: true, validatorUrl: null,
  requestInterceptor: (request) => {
    if (key) request.headers["X-Api-Key"] = key;
    return request;
  },
});
)js";

/// Only this server's own scripts; Swagger UI draws its icons by data URIs and styles elements. The
/// console shows it in a frame.
constexpr std::string_view kContentPolicy =
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'self'";

}  // namespace

void add_document_routes(http::Router& router) {
  constexpr std::string_view kScript = "text/javascript; charset=utf-8";
  const auto add = [&](std::string_view path, std::string_view media_type, std::string_view text) {
    add_document(router, path, media_type, text, kContentPolicy);
  };
  add("/openapi.json", "application/json", {facelatch_openapi_begin, facelatch_openapi_end});
  add("/docs", "text/html; charset=utf-8", kPage);
  add("/docs/start.js", kScript, kStart);
  add("/docs/swagger-ui-bundle.js", kScript,
      {facelatch_swagger_ui_bundle_begin, facelatch_swagger_ui_bundle_end});
  add("/docs/swagger-ui.css", "text/css; charset=utf-8",
      {facelatch_swagger_ui_style_begin, facelatch_swagger_ui_style_end});
}

}  // namespace facelatch::api
