// SPDX-License-Identifier: Apache-2.0
#include "serve_options.hpp"

#include <fmt/format.h>

#include <map>
#include <string>

#include "base/paths.hpp"
#include "configuration.hpp"
#include "inference/processor.hpp"
#include "keys_file.hpp"

namespace facelatch::cli {
namespace {

/// Of the addresses that only this machine reaches (RFC 1122, section 3.2.1.3; RFC 4291, section
/// 2.5.3).
bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// A page in a browser on this machine could otherwise use the server by a name that it has
/// rebound to our address.
std::vector<std::string> allowed_hosts(const ServeOptions& options) {
  if (!is_loopback(options.host)) return options.allowed_hosts;
  auto hosts = options.allowed_hosts;
  hosts.insert(hosts.end(), {options.host, "localhost", "127.0.0.1", "[::1]"});
  return hosts;
}

/// Where it listens, and for whom.
void add_address_options(CLI::App& command, ServeOptions& options) {
  command.add_option("--host", options.host, "Address to listen at (127.0.0.1)");
  command.add_option("--port", options.port, "Port to listen at; 0: any free one (8080)")
      ->check(CLI::Range(0, 65'535));
  command.add_option("--allowed-host", options.allowed_hosts,
                     "Name by which a server on this machine may also be called; repeatable");
  command.add_option("--allowed-origin", options.allowed_origins,
                     "Web page that may call the server (CORS); repeatable, * is any");
  command.add_option("--tls-certificate", options.certificate, "PEM file; then only HTTPS");
  command.add_option("--tls-key", options.private_key, "PEM file of its private key");
  command.add_flag("--allow-everybody", options.allow_everybody,
                   "Serve whoever reaches an address that other machines reach");
}

/// What it loads, and how much it does at once.
void add_work_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--detectors", options.detectors,
                  "Detectors to load, the default one first (all that are fetched)")
      ->delimiter(',');
  command
      .add_option("--models", options.models,
                  "Embedders to load, the default one first (all that are fetched)")
      ->delimiter(',');
  command
      .add_option("--workers", options.workers,
                  "Pictures that are analysed at once (one per processor)")
      ->check(CLI::Range(1, 256));
  command
      .add_option("--queue", options.queue, "Requests that wait for a worker; more get a 503 (64)")
      ->check(CLI::Range(1, 100'000));
  command.add_option("--streams", options.streams, "Live streams at once; more get a 503 (32)")
      ->check(CLI::Range(0, 250));
  command
      .add_option("--network-threads", options.network_threads,
                  "Threads that read and write connections (1)")
      ->check(CLI::Range(1, 64));
  command
      .add_option("--drain-seconds", options.drain_seconds,
                  "What SIGTERM leaves running requests (20)")
      ->check(CLI::Range(0, 3600));
  command
      .add_option("--job-kept-seconds", options.job_kept_seconds,
                  "How long the result of a job can be asked for (600)")
      ->check(CLI::Range(1, 86'400));
}

/// Who may ask, who is known, and what a decision takes.
void add_decision_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option(
          "--keys", options.keys,
          "File of API keys, as `facelatch keys` makes it (keys.json in the data folder, if "
          "it is there)")
      ->envname("FACELATCH_KEYS");
  add_store_place_options(command, options.store);
  command.add_option("--unlock-policy", options.unlock_policies,
                     "The least that unlocking asks for: passive, active or both (both); of one "
                     "application: KEY-ID=passive; repeatable");
  command
      .add_option("--laxest-far", options.laxest_far,
                  "The highest false-accept rate that clients may ask verify and identify for "
                  "(1 in 50,000)")
      ->check(CLI::Range(1e-9, 1.0));
  command.add_flag("--uncounted-passers-by", options.uncounted_passers_by,
                   "A face that identify finds nobody for is no failed try");
}

/// What the console shows beside.
void add_console_options(CLI::App& command, ServeOptions& options) {
  command.add_option("--camera", options.cameras,
                     "NAME=SOURCE: a camera that clients may watch by this name, its source as "
                     "`facelatch watch` takes it; repeatable. A password belongs into --config, "
                     "where other programs of this machine do not see it");
  command.add_option("--evaluations", options.evaluations,
                     "Folder of what `facelatch eval … --json` has printed, for the console "
                     "(evaluations in the data folder)");
}

/// How it starts and what it tells.
void add_start_options(CLI::App& command, ServeOptions& options) {
  command
      .add_option("--log", options.log,
                  "A line for each request on standard error: text, json or none (text)")
      ->transform(CLI::CheckedTransformer(std::map<std::string, LogTarget>{
          {"none", LogTarget::none}, {"text", LogTarget::text}, {"json", LogTarget::json}}));
  command
      .add_flag("--check", options.check,
                "Load the models, say whether all is well, and end without listening")
      ->configurable(false);
  command
      .add_option("--config", options.configuration,
                  "TOML file of these options without their dashes, such as port = 9000; an "
                  "environment variable such as FACELATCH_SERVE_PORT goes before it, an option "
                  "before both")
      ->configurable(false)
      ->envname("FACELATCH_SERVE_CONFIG");
}

}  // namespace

unsigned ServeOptions::worker_threads() const {
  return workers != 0 ? workers : static_cast<unsigned>(inference::usable_processors());
}

void add_serve_options(CLI::App& command, ServeOptions& options) {
  add_address_options(command, options);
  add_work_options(command, options);
  add_decision_options(command, options);
  add_console_options(command, options);
  add_start_options(command, options);
  read_environment(command, "FACELATCH_SERVE_");
}

base::Result<std::shared_ptr<access::KeyGuard>> open_keys(const ServeOptions& options) {
  auto keys = access::KeyGuard::open(options.keys.empty() ? default_keys_file() : options.keys);
  const bool is_absent =
      !keys && options.keys.empty() && keys.error().code == base::ErrorCode::not_found;
  if (is_absent || (keys && (*keys)->size() == 0 && options.keys.empty())) return nullptr;
  return keys;
}

base::Result<api::UnlockPolicies> unlock_policies(const ServeOptions& options) {
  api::UnlockPolicies policies;
  for (const std::string_view text : options.unlock_policies) {
    const auto at = text.rfind('=');
    const bool is_general = at == std::string_view::npos;
    const auto policy = unlock::policy_named(is_general ? text : text.substr(at + 1));
    if (!policy) {
      return base::failure(base::ErrorCode::invalid_argument,
                           "--unlock-policy takes passive, active or both, or KEY-ID=passive.");
    }
    if (is_general) {
      policies.least = *policy;
    } else {
      policies.of_clients[std::string(text.substr(0, at))] = *policy;
    }
  }
  return policies;
}

base::Result<http::ServerOptions> server_options(const ServeOptions& options,
                                                 const std::shared_ptr<access::KeyGuard>& keys) {
  if (!is_loopback(options.host) && !keys && !options.allow_everybody) {
    return base::failure(
        base::ErrorCode::invalid_argument,
        fmt::format("Other machines reach {}, and nobody has to show a key: make one with "
                    "`facelatch keys create --scope analyse`, listen at 127.0.0.1, or add "
                    "--allow-everybody.",
                    options.host));
  }
  if (options.certificate.empty() != options.private_key.empty()) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "TLS needs both --tls-certificate and --tls-key.");
  }
  http::ServerOptions server;
  server.host = options.host;
  server.port = options.port;
  server.network_threads = options.network_threads;
  server.worker_threads = options.worker_threads();
  server.queue_capacity = options.queue;
  server.allowed_origins = options.allowed_origins;
  server.allowed_hosts = allowed_hosts(options);
  if (keys) server.guard = access::guard_of(keys);
  if (!options.certificate.empty()) {
    server.tls = http::TlsFiles{options.certificate, options.private_key};
  }
  return server;
}

}  // namespace facelatch::cli
