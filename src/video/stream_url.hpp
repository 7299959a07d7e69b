// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace facelatch::video {

/// The address of a live stream (RFC 3986): rtsp://[user[:password]@]host[:port]/path or the same
/// with http. A value; holds the password, so it is never logged and never part of an error.
struct StreamUrl {
  enum class Scheme { rtsp, http };

  Scheme scheme = Scheme::rtsp;
  std::string credentials;  ///< "user:password" as written, percent-encoded; empty without
  std::string host;         ///< a name or an address; IPv6 without its brackets
  std::uint16_t port = 0;   ///< 554 or 80 where the address names none
  std::string path;         ///< from the first "/" on, with the query
  std::string address;      ///< the host as a number, once it is resolved

  /// Fails with invalid_argument.
  static base::Result<StreamUrl> parse(std::string_view text);

  /// The whole with `address` in the host's place.
  [[nodiscard]] std::string numeric() const;
  /// What HTTP calls Host: the name, and the port where it is not the usual one.
  [[nodiscard]] std::string host_header() const;
};

}  // namespace facelatch::video
