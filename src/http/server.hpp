// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "http/fault.hpp"
#include "http/message.hpp"
#include "http/router.hpp"

namespace facelatch::http {

/// Bounds on what one client, and all of them together, may take. The time for a body (and for an
/// answer) grows with what was transferred, so that a large upload over a slow line is served and
/// a client that dribbles is not.
struct ServerLimits {
  std::size_t connections = 16'384;
  std::size_t header_bytes = 16UL << 10U;
  std::size_t header_fields = 100;
  std::chrono::milliseconds idle_time{75'000};        ///< Between two requests; before the first.
  std::chrono::milliseconds header_time{10'000};      ///< From the first byte of a head to its end.
  std::chrono::milliseconds body_time{20'000};        ///< For a body, and in addition
  std::uint64_t body_bytes_per_second = 32UL << 10U;  ///< its size divided by this.
  std::chrono::milliseconds write_time{20'000};       ///< For an answer, and in addition
  std::uint64_t write_bytes_per_second = 32UL << 10U;  ///< its size divided by this.
  std::chrono::milliseconds linger_time{5'000};  ///< Reading what a refused client still sends.
  std::uint64_t memory_bytes = 512ULL << 20U;    ///< Of all bodies in memory together.
  std::uint64_t disk_bytes = 8ULL << 30U;        ///< Of all bodies in temporary files together.
  std::size_t streams = 256;                     ///< Answers under way with a ChunkProducer.
  std::size_t websockets = 256;
  std::size_t websocket_outbox_bytes = 4UL << 20U;
  std::chrono::milliseconds websocket_idle_time{60'000};  ///< A ping is sent at half of it.
};

struct TlsFiles {
  std::filesystem::path certificate_chain;  ///< PEM, the server's own first.
  std::filesystem::path private_key;        ///< PEM, not encrypted.
};

/// One finished exchange, for the access log and the metrics. The views live during the call.
struct Exchange {
  std::string_view method;
  std::string_view route;            ///< The pattern, never the path itself; empty: none matched.
  int status = 0;                    ///< 499: the client went away before the answer.
  std::chrono::microseconds time{};  ///< From the complete head to the last byte handed over.
  std::uint64_t body_bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::string_view request_id;
  const TraceContext* trace = nullptr;
  std::string_view caller;
  std::string_view remote_address;
};

/// Decides who asks, before the body is read, on the network thread: the caller's name, or why
/// they may not. The request has everything but its body. Must be quick and thread-safe.
using Guard =
    std::function<std::expected<std::string, Fault>(const Request& head, const RouteOptions&)>;
/// Called on the network thread behind each exchange. Must be quick and thread-safe.
using Observer = std::function<void(const Exchange&)>;

struct ServerOptions {
  std::string host = "127.0.0.1";  ///< A numeric address or a name of this machine.
  std::uint16_t port = 8080;       ///< 0: any free one.
  unsigned network_threads = 1;
  unsigned worker_threads = 2;
  std::size_t queue_capacity = 64;  ///< Requests that wait for a worker; more get a 503.
  ServerLimits limits;
  std::filesystem::path spool_folder;        ///< Empty: the folder for temporary files.
  std::optional<TlsFiles> tls;               ///< Unset: plain HTTP.
  std::vector<std::string> allowed_origins;  ///< For CORS; "*" is any; empty: no CORS.
  /// What the Host field may name, without port, so that a page whose name was rebound to our
  /// address cannot use a server that only listens to its own machine; empty: anything.
  std::vector<std::string> allowed_hosts;
  Guard guard;  ///< Unset: everybody, also to routes with a scope.
  Observer observer;
};

struct ServerStatus {
  std::size_t connections = 0;
  std::size_t waiting = 0;  ///< Requests in the queue.
  std::size_t running = 0;  ///< Requests in the workers.
  std::size_t websockets = 0;
  std::uint64_t bodies_memory_bytes = 0;
  std::uint64_t bodies_disk_bytes = 0;
  bool draining = false;
};

/// An HTTP/1.1 server (RFC 9110 and 9112): keep-alive, pipelining, chunked bodies, 100-continue,
/// HEAD and OPTIONS of its own, TLS, WebSocket. Each network thread has its own event loop and its
/// own connections; handlers of Cost::work run in the worker pool. All members are thread-safe.
class Server {
 public:
  /// Listens and serves from now on. Fails with invalid_argument (host, port, TLS files) or
  /// unavailable (the address is taken or forbidden).
  static base::Result<std::unique_ptr<Server>> start(ServerOptions options, Router router);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  Server(Server&&) = delete;
  Server& operator=(Server&&) = delete;
  ~Server();  ///< As stop() with a deadline that has passed.

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] ServerStatus status() const;

  /// Reads certificate and key again; connections that are open keep what they have. On failure
  /// (invalid_argument) the old ones stay in use.
  base::Result<void> reload_tls();

  /// Stops listening, closes idle connections, lets running requests finish until `deadline`, then
  /// cuts the rest. Returns how many connections were cut. Blocks; handlers that do not heed their
  /// stop token prolong it. A second call returns 0.
  std::size_t stop(base::Deadline deadline);

 private:
  class Implementation;
  explicit Server(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace facelatch::http
