// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "api/model_set.hpp"
#include "command.hpp"
#include "http/server.hpp"

namespace facelatch::cli {

/// What `facelatch serve` may be told.
struct ServeOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  unsigned network_threads = 1;
  unsigned workers = 0;  ///< 0: one per processor
  std::size_t queue = 64;
  std::vector<std::string> detectors;      ///< empty: all that are there
  std::vector<std::string> models;         ///< empty: all that are there
  std::vector<std::string> allowed_hosts;  ///< beside the address itself
  std::vector<std::string> allowed_origins;
  std::filesystem::path certificate;
  std::filesystem::path private_key;
  int drain_seconds = 20;
  bool allow_everybody = false;
  bool check = false;

  [[nodiscard]] unsigned worker_threads() const;
};

void add_serve_options(CLI::App& command, ServeOptions& options);

/// Fails with invalid_argument for an address that other machines reach while nobody has to show a
/// key, and for half of a pair of TLS files.
base::Result<http::ServerOptions> server_options(const ServeOptions& options);

}  // namespace facelatch::cli
