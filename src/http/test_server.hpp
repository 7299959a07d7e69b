// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "http/server.hpp"
#include "http/test_client.hpp"

namespace facelatch::http {

/// An exchange as the observer saw it, without views.
struct SeenExchange {
  std::string method;
  std::string route;
  int status = 0;
  std::uint64_t body_bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::string request_id;
  std::string caller;
};

/// A running server on a free port of the loopback address. Thread-safe.
class TestServer {
 public:
  /// Throws std::runtime_error when it does not start. `options.port` and the observer are set
  /// here.
  explicit TestServer(Router router, ServerOptions options = {});

  [[nodiscard]] Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  [[nodiscard]] std::uint16_t port() const { return server_->port(); }

  /// The first `count` exchanges, once that many have ended.
  std::vector<SeenExchange> wait_for_exchanges(std::size_t count);

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<SeenExchange> seen_;
  std::unique_ptr<Server> server_;
};

/// A handler that keeps its requests until it is told to let them go. Thread-safe.
class Gate {
 public:
  /// Waits for open() or the request's cancellation.
  base::Result<Response> pass(const Request& request);
  void open();
  void wait_until_entered(std::size_t requests);
  void wait_until_cancelled(std::size_t requests);

 private:
  void wait_until(const std::size_t& counter, std::size_t requests);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t entered_ = 0;
  std::size_t cancelled_ = 0;
  bool is_open_ = false;
};

/// Options of a route that is answered on the network thread.
RouteOptions trivial_route();

/// A handler that answers with the body that came.
base::Result<Response> echo_body(Request request);

}  // namespace facelatch::http
