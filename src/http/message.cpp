// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "http/json_text.hpp"

namespace facelatch::http {
namespace {

constexpr std::array<std::pair<Method, std::string_view>, 7> kMethods{{
    {Method::get, "GET"},
    {Method::head, "HEAD"},
    {Method::post, "POST"},
    {Method::put, "PUT"},
    {Method::patch, "PATCH"},
    {Method::remove, "DELETE"},
    {Method::options, "OPTIONS"},
}};

// RFC 9110, section 15, and RFC 6585.
constexpr std::array<std::pair<int, std::string_view>, 39> kReasons{{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

std::string problem_details(const Fault& fault, std::string_view request_id) {
  std::string text = R"({"type":"about:blank","title":)";
  append_json_string(text, reason_of(fault.status));
  fmt::format_to(std::back_inserter(text), R"(,"status":{},"detail":)", fault.status);
  append_json_string(text, fault.message);
  text += R"(,"code":)";
  append_json_string(text, fault.code);
  text += R"(,"request_id":)";
  append_json_string(text, request_id);
  text += fault.extension;
  text += '}';
  return text;
}

}  // namespace

Fault::Fault(const base::Error& error)
    : status(base::traits_of(error.code).http_status),
      code(base::traits_of(error.code).name),
      message(error.message) {
  using enum base::ErrorCode;
  if (error.code == overloaded || error.code == unavailable || error.code == rate_limited) {
    retry_after = std::chrono::seconds(1);
  }
}

std::string_view name_of(Method method) {
  const auto found =
      std::ranges::find(kMethods, method, &std::pair<Method, std::string_view>::first);
  return found == kMethods.end() ? std::string_view() : found->second;
}

Method method_named(std::string_view name) {
  const auto found =
      std::ranges::find(kMethods, name, &std::pair<Method, std::string_view>::second);
  return found == kMethods.end() ? Method::other : found->first;
}

std::string_view reason_of(int status) {
  const auto found = std::ranges::find(kReasons, status, &std::pair<int, std::string_view>::first);
  return found == kReasons.end() ? std::string_view() : found->second;
}

std::string_view Request::parameter(std::string_view name) const {
  const auto found =
      std::ranges::find(parameters, name, &std::pair<std::string, std::string>::first);
  return found == parameters.end() ? std::string_view() : found->second;
}

Response binary_response(std::string_view media_type, std::string body) {
  Response response{200, {}, std::move(body), {}};
  response.headers.add("Content-Type", media_type);
  return response;
}

Response text_response(int status, std::string body) {
  auto response = binary_response("text/plain; charset=utf-8", std::move(body));
  response.status = status;
  return response;
}

Response json_response(int status, std::string body) {
  auto response = binary_response("application/json", std::move(body));
  response.status = status;
  return response;
}

Response ndjson_response(ChunkProducer chunks) {
  auto response = binary_response("application/x-ndjson", {});
  response.chunks = std::move(chunks);
  return response;
}

Response error_response(const Fault& fault, ErrorStyle style, std::string_view request_id) {
  Response response;
  if (style == ErrorStyle::problem) {
    response = binary_response("application/problem+json", problem_details(fault, request_id));
  } else {
    std::string text = R"({"error":)";
    append_json_string(text, fault.message);
    text += '}';
    response = binary_response("application/json", std::move(text));
  }
  response.status = fault.status;
  if (fault.retry_after) {
    response.headers.add("Retry-After", fmt::format("{}", fault.retry_after->count()));
  }
  if (fault.status == 401) response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace facelatch::http
