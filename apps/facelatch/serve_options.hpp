// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "access/key_guard.hpp"
#include "api/model_set.hpp"
#include "api/service.hpp"
#include "api/unlock_desk.hpp"
#include "command.hpp"
#include "http/server.hpp"
#include "store_options.hpp"

namespace facelatch::cli {

enum class LogTarget { none, text, json };

/// What `facelatch serve` may be told.
struct ServeOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  unsigned network_threads = 1;
  unsigned workers = 0;  ///< 0: one per processor
  std::size_t queue = 64;
  std::size_t streams = 32;
  std::vector<std::string> detectors;      ///< empty: all that are there
  std::vector<std::string> models;         ///< empty: all that are there
  std::vector<std::string> allowed_hosts;  ///< beside the address itself
  std::vector<std::string> allowed_origins;
  std::vector<std::string> unlock_policies;  ///< "both", "ID=passive"
  std::filesystem::path keys;                ///< API keys; empty: the default file, if it is there
  StoreChoice store;
  std::vector<std::string> cameras;   ///< "NAME=SOURCE"; may hold passwords
  std::filesystem::path evaluations;  ///< empty: of the data folder
  std::filesystem::path certificate;
  std::filesystem::path private_key;
  int drain_seconds = 20;
  int job_kept_seconds = 600;
  bool allow_everybody = false;
  bool uncounted_passers_by = false;
  double laxest_far = api::DecisionPolicy{}.laxest_far;
  bool check = false;
  std::filesystem::path configuration;  ///< TOML; empty: none
  LogTarget log = LogTarget::text;

  [[nodiscard]] unsigned worker_threads() const;
};

void add_serve_options(CLI::App& command, ServeOptions& options);

/// The guard over the API keys, or null when there are none: then everybody may use the server.
/// Fails with not_found for a file that is named and missing, else as access::read_keys does.
base::Result<std::shared_ptr<access::KeyGuard>> open_keys(const ServeOptions& options);

/// Fails with invalid_argument for a policy that there is not.
base::Result<api::UnlockPolicies> unlock_policies(const ServeOptions& options);

/// Fails with invalid_argument for an address that other machines reach while nobody has to show a
/// key, and for half of a pair of TLS files.
base::Result<http::ServerOptions> server_options(const ServeOptions& options,
                                                 const std::shared_ptr<access::KeyGuard>& keys);

}  // namespace facelatch::cli
