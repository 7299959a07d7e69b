// SPDX-License-Identifier: Apache-2.0
#include "http/response_head.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "http/headers.hpp"

namespace facelatch::http {
namespace {

constexpr std::array<std::string_view, 6> kOurs{
    "Content-Length", "Transfer-Encoding", "Connection", "Date", "Server", "X-Request-Id"};

bool is_ours(std::string_view name) {
  return std::ranges::any_of(kOurs, [&](auto ours) { return equal_ignoring_case(ours, name); });
}

void append_field(std::string& text, std::string_view name, std::string_view value) {
  const auto begin = text.size();
  text.append(name).append(": ").append(value);
  for (auto i = begin; i < text.size(); ++i) {
    if (static_cast<unsigned char>(text[i]) < 0x20 || text[i] == 0x7f) text[i] = ' ';
  }
  text += "\r\n";
}

/// 1xx, 204 and 304 have no body and no length (RFC 9110, section 8.6).
bool may_have_length(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

std::string response_head(const Response& response, const ResponseFrame& frame) {
  std::string text;
  text.reserve(256);
  fmt::format_to(std::back_inserter(text), "HTTP/1.1 {} {}\r\n", response.status,
                 reason_of(response.status));
  for (const auto& field : response.headers) {
    if (!is_ours(field.name)) append_field(text, field.name, field.value);
  }
  if (frame.body == ResponseFrame::Body::chunked) {
    text += "Transfer-Encoding: chunked\r\n";
  } else if (frame.body == ResponseFrame::Body::with_length && may_have_length(response.status)) {
    fmt::format_to(std::back_inserter(text), "Content-Length: {}\r\n", frame.length);
  }
  if (!frame.keep_alive) {
    text += "Connection: close\r\n";
  } else if (frame.version == 10) {
    text += "Connection: keep-alive\r\n";
  }
  fmt::format_to(std::back_inserter(text),
                 "Date: {}\r\nServer: facelatch\r\nX-Request-Id: {}\r\n\r\n", frame.date,
                 frame.request_id);
  return text;
}

}  // namespace facelatch::http
