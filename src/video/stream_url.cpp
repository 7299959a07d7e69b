// SPDX-License-Identifier: Apache-2.0
#include "video/stream_url.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/number.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {
namespace {

constexpr std::uint16_t kRtspPort = 554;
constexpr std::uint16_t kHttpPort = 80;

std::unexpected<base::Error> invalid() {
  return base::failure(base::ErrorCode::invalid_argument,
                       "A stream's address looks like rtsp://host:port/path or http://host/path.");
}

bool is_clean(std::string_view text) {
  return std::ranges::all_of(text, [](char letter) { return letter > ' ' && letter <= '~'; });
}

bool is_host(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '-' || letter == '.' || letter == '_' ||
           letter == ':';
  });
}

bool consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// "host", "host:port" or "[IPv6]:port"; false where it is none of them.
bool take_host_and_port(std::string_view authority, StreamUrl& url) {
  std::string_view port;
  if (consume(authority, "[")) {
    const auto end = authority.find(']');
    if (end == std::string_view::npos) return false;
    url.host = authority.substr(0, end);
    authority.remove_prefix(end + 1);
    if (!authority.empty() && !consume(authority, ":")) return false;
    port = authority;
  } else {
    const auto colon = authority.find(':');
    url.host = authority.substr(0, colon);
    if (colon != std::string_view::npos) port = authority.substr(colon + 1);
    if (url.host.find(':') != std::string::npos) return false;
  }
  if (!port.empty()) {
    const auto number = base::parse_number<std::uint16_t>(port);
    if (!number || *number == 0) return false;
    url.port = *number;
  }
  return is_host(url.host);
}

std::string in_brackets(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

std::uint16_t usual_port(StreamUrl::Scheme scheme) {
  return scheme == StreamUrl::Scheme::rtsp ? kRtspPort : kHttpPort;
}

}  // namespace

base::Result<StreamUrl> StreamUrl::parse(std::string_view text) {
  if (text.size() > kMaxUrlLength || !is_clean(text)) return invalid();
  StreamUrl url;
  if (consume(text, "rtsp://")) {
    url.scheme = Scheme::rtsp;
  } else if (consume(text, "http://")) {
    url.scheme = Scheme::http;
  } else {
    return invalid();
  }
  url.port = usual_port(url.scheme);
  const auto slash = std::min(text.find_first_of("/?#"), text.size());
  auto authority = text.substr(0, slash);
  url.path = text.substr(slash);
  if (!url.path.starts_with('/')) url.path.insert(0, "/");
  url.path.resize(std::min(url.path.find('#'), url.path.size()));  // a fragment is not sent
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    url.credentials = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (!take_host_and_port(authority, url)) return invalid();
  return url;
}

std::string StreamUrl::numeric() const {
  return fmt::format("{}://{}{}{}:{}{}", scheme == Scheme::rtsp ? "rtsp" : "http", credentials,
                     credentials.empty() ? "" : "@", in_brackets(address), port, path);
}

std::string StreamUrl::host_header() const {
  return port == usual_port(scheme) ? in_brackets(host)
                                    : fmt::format("{}:{}", in_brackets(host), port);
}

}  // namespace facelatch::video
