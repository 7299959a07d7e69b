// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "http/router.hpp"

namespace facelatch::api {

/// A file for a browser, which may load only what `content_policy` says (Content Security Policy).
http::Response document(std::string_view media_type, std::string_view text,
                        std::string_view content_policy);

/// Adds a route for everybody that answers so.
void add_document(http::Router& router, std::string_view path, std::string_view media_type,
                  std::string_view text, std::string_view content_policy);

}  // namespace facelatch::api
