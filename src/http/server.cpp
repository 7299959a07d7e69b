// SPDX-License-Identifier: Apache-2.0
#include "http/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <mutex>
#include <thread>
#include <utility>

#include "http/connection.hpp"
#include "http/server_core.hpp"
#include "http/transport.hpp"

namespace facelatch::http {
namespace {

using base::ErrorCode;
using base::failure;
using boost::system::error_code;

base::Result<tcp::acceptor> listen(asio::io_context& context, const std::string& host,
                                   std::uint16_t port) {
  error_code error;
  tcp::resolver resolver(context);
  const auto found =
      resolver.resolve(host, fmt::format("{}", port),
                       tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error || found.empty()) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("{} is not an address of this machine.", host));
  }
  const tcp::endpoint endpoint = *found.begin();
  tcp::acceptor acceptor(context);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error == asio::error::address_in_use) {
    return failure(ErrorCode::unavailable,
                   fmt::format("Port {} of {} is in use by another program.", port, host));
  }
  if (error) {
    return failure(ErrorCode::unavailable,
                   fmt::format("The server may not listen on port {} of {}.", port, host));
  }
  return acceptor;
}

/// For the connection that is one too many: it must not wait in vain, and costs nothing.
void refuse_connection(tcp::socket& socket) {
  constexpr std::string_view kBusy =
      "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
      "Connection: close\r\n\r\n";
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.send(asio::buffer(kBusy), 0, ignored);
}

/// A lane and the thread that runs it.
struct LaneThread {
  explicit LaneThread(ServerCore& core) : lane(core), work(lane.context().get_executor()) {}

  Lane lane;
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::jthread thread;
};

}  // namespace

class Server::Implementation {
 public:
  Implementation(ServerOptions options, Router router)
      : core_(std::move(options), std::move(router)) {
    for (unsigned i = 0; i < std::max(core_.options.network_threads, 1U); ++i) {
      lanes_.push_back(std::make_unique<LaneThread>(core_));
    }
  }

  base::Result<void> start() {
    if (auto loaded = reload_tls(); !loaded) return loaded;
    auto& context = lanes_.front()->lane.context();
    auto acceptor = listen(context, core_.options.host, core_.options.port);
    if (!acceptor) return std::unexpected(acceptor.error());
    acceptor_.emplace(*std::move(acceptor));
    port_ = acceptor_->local_endpoint().port();
    asio::co_spawn(context, accept_all(*this), asio::detached);
    for (auto& each : lanes_) {
      each->lane.start();
      each->thread = std::jthread([&lane = each->lane] { lane.context().run(); });
    }
    return {};
  }

  base::Result<void> reload_tls() {
    if (!core_.options.tls) return {};
    auto context =
        TlsContext::load(core_.options.tls->certificate_chain, core_.options.tls->private_key);
    if (!context) return std::unexpected(context.error());
    core_.use_tls(*std::move(context));
    return {};
  }

  std::size_t stop(base::Deadline deadline) {
    const std::scoped_lock lock(stopping_);
    if (!acceptor_) return 0;
    core_.draining = true;
    on_lane(*lanes_.front(), [this] { acceptor_.reset(); });
    for (auto& each : lanes_) {
      on_lane(*each, [each = each.get()] { each->lane.close_idle(); });
    }
    while (core_.connections > 0 && !deadline.expired()) std::this_thread::sleep_for(kDrainPoll);
    const std::size_t cut = core_.connections;
    for (auto& each : lanes_) {
      on_lane(*each, [each = each.get()] {
        each->lane.cut_all();
        each->lane.stop_sweeping();
        each->work.reset();
      });
    }
    core_.queue.stop();
    for (auto& each : lanes_) {
      if (each->thread.joinable()) each->thread.join();
    }
    return cut;
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] const ServerCore& core() const { return core_; }

 private:
  static constexpr std::chrono::milliseconds kDrainPoll{5};
  static constexpr std::chrono::milliseconds kAcceptPause{100};

  /// Runs `action` on the lane's thread and waits for it.
  template <class Action>
  static void on_lane(LaneThread& each, Action action) {
    std::promise<void> done;
    asio::post(each.lane.context(), [&] {
      action();
      done.set_value();
    });
    done.get_future().wait();
  }

  static asio::awaitable<void> accept_all(Implementation& server) {
    asio::steady_timer pause(server.lanes_.front()->lane.context());
    std::size_t turn = 0;
    while (server.acceptor_) {
      auto& lane = server.lanes_[turn++ % server.lanes_.size()]->lane;
      auto [error, socket] = co_await server.acceptor_->async_accept(lane.context(), kAwait);
      if (!server.acceptor_) break;
      if (!error) {
        server.begin(lane, std::move(socket));
        continue;
      }
      // Out of descriptors, most likely: to try again at once would only burn the processor.
      pause.expires_after(kAcceptPause);
      co_await pause.async_wait(kAwait);
    }
  }

  void begin(Lane& lane, tcp::socket socket) {
    if (++core_.connections > core_.options.limits.connections) {
      --core_.connections;
      refuse_connection(socket);
      return;
    }
    error_code error;
    socket.set_option(tcp::no_delay(true), error);
    const auto peer = socket.remote_endpoint(error);
    auto address = error ? std::string() : peer.address().to_string();
    asio::post(lane.context(),
               [this, &lane, socket = std::move(socket), address = std::move(address)]() mutable {
                 auto tls = core_.tls_now();
                 auto transport = tls ? make_tls_transport(std::move(socket), std::move(tls))
                                      : make_plain_transport(std::move(socket));
                 auto connection =
                     std::make_unique<Connection>(lane, std::move(transport), std::move(address));
                 asio::co_spawn(lane.context(), serve(std::move(connection)), asio::detached);
               });
  }

  ServerCore core_;
  std::vector<std::unique_ptr<LaneThread>> lanes_;
  std::optional<tcp::acceptor> acceptor_;
  std::uint16_t port_ = 0;
  std::mutex stopping_;
};

Server::Server(std::unique_ptr<Implementation> implementation)
    : implementation_(std::move(implementation)) {}

Server::~Server() { stop(base::Deadline::after({})); }

base::Result<std::unique_ptr<Server>> Server::start(ServerOptions options, Router router) {
  auto implementation = std::make_unique<Implementation>(std::move(options), std::move(router));
  if (auto started = implementation->start(); !started) return std::unexpected(started.error());
  return std::unique_ptr<Server>(new Server(std::move(implementation)));
}

std::uint16_t Server::port() const { return implementation_->port(); }

base::Result<void> Server::reload_tls() { return implementation_->reload_tls(); }

std::size_t Server::stop(base::Deadline deadline) { return implementation_->stop(deadline); }

ServerStatus Server::status() const {
  const auto& core = implementation_->core();
  ServerStatus status;
  status.connections = core.connections;
  status.waiting = core.queue.waiting();
  status.running = core.queue.running();
  status.websockets = core.websockets;
  status.bodies_memory_bytes = core.budget->used(StorageBudget::Place::memory);
  status.bodies_disk_bytes = core.budget->used(StorageBudget::Place::disk);
  status.draining = core.draining;
  return status;
}

}  // namespace facelatch::http
