// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace facelatch::video {

/// The address of `host` as a number; of several the first that takes a TCP connection at `port`
/// within two seconds, else the first. Nothing where the name is unknown. To be called before the
/// process gives up its rights: the C library reads files and asks name servers.
std::optional<std::string> look_up(const std::string& host, std::uint16_t port);

}  // namespace facelatch::video
