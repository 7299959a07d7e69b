// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "api/console.hpp"
#include "api/document.hpp"
#include "api/routes.hpp"

// Of embedded_files.S.in.
extern "C" {
extern const char facelatch_console_page_begin[];
extern const char facelatch_console_page_end[];
extern const char facelatch_console_script_begin[];
extern const char facelatch_console_script_end[];
extern const char facelatch_console_style_begin[];
extern const char facelatch_console_style_end[];
extern const char facelatch_console_icon_begin[];
extern const char facelatch_console_icon_end[];
}

namespace facelatch::api {
namespace {

/// Nothing but this server's own files, and pictures that the page itself has been given. No text
/// becomes a script (Trusted Types), no other page may show this one in a frame.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'";

}  // namespace

http::Response console_page() {
  auto page = document("text/html; charset=utf-8",
                       {facelatch_console_page_begin, facelatch_console_page_end}, kContentPolicy);
  page.headers.add("Permissions-Policy", "camera=(self), microphone=(), geolocation=()");
  return page;
}

void add_console_routes(http::Router& router) {
  add_document(router, "/console/console.js", "text/javascript; charset=utf-8",
               {facelatch_console_script_begin, facelatch_console_script_end}, kContentPolicy);
  add_document(router, "/console/console.css", "text/css; charset=utf-8",
               {facelatch_console_style_begin, facelatch_console_style_end}, kContentPolicy);
  add_document(router, "/console/icon.svg", "image/svg+xml",
               {facelatch_console_icon_begin, facelatch_console_icon_end}, kContentPolicy);
}

}  // namespace facelatch::api
