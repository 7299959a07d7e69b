// SPDX-License-Identifier: Apache-2.0
#include "http/test_server.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace facelatch::http {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

TestServer::TestServer(Router router, ServerOptions options) {
  options.port = 0;
  options.observer = [this](const Exchange& exchange) {
    const std::scoped_lock lock(mutex_);
    seen_.push_back({std::string(exchange.method), std::string(exchange.route), exchange.status,
                     exchange.body_bytes_in, exchange.bytes_out, std::string(exchange.request_id),
                     std::string(exchange.caller)});
    changed_.notify_all();
  };
  auto started = Server::start(std::move(options), std::move(router));
  if (!started) throw std::runtime_error(started.error().message);
  server_ = *std::move(started);
}

std::vector<SeenExchange> TestServer::wait_for_exchanges(std::size_t count) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, kPatience, [&] { return seen_.size() >= count; })) {
    throw std::runtime_error("The exchanges did not end within ten seconds.");
  }
  return seen_;
}

base::Result<Response> Gate::pass(const Request& request) {
  std::unique_lock lock(mutex_);
  ++entered_;
  changed_.notify_all();
  changed_.wait(lock, request.cancelled, [this] { return is_open_; });
  if (!request.cancelled.stop_requested()) return text_response(200, "passed");
  ++cancelled_;
  changed_.notify_all();
  return base::failure(base::ErrorCode::deadline_exceeded, "Nobody waits any more.");
}

void Gate::open() {
  const std::scoped_lock lock(mutex_);
  is_open_ = true;
  changed_.notify_all();
}

void Gate::wait_until_entered(std::size_t requests) { wait_until(entered_, requests); }
void Gate::wait_until_cancelled(std::size_t requests) { wait_until(cancelled_, requests); }

void Gate::wait_until(const std::size_t& counter, std::size_t requests) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_for(lock, kPatience, [&] { return counter >= requests; })) {
    throw std::runtime_error("The requests did not come within ten seconds.");
  }
}

RouteOptions trivial_route() {
  RouteOptions options;
  options.cost = Cost::trivial;
  return options;
}

base::Result<Response> echo_body(Request request) {
  return binary_response("application/octet-stream", std::string(request.body.text()));
}

}  // namespace facelatch::http
