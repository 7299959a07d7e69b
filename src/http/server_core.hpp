// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <list>
#include <memory>
#include <mutex>
#include <string>

#include "http/server.hpp"
#include "http/storage_budget.hpp"
#include "http/tls.hpp"
#include "http/work_queue.hpp"

namespace facelatch::http {

struct Connection;

/// What all network threads share. Options and router are immutable; the rest is thread-safe.
struct ServerCore {
  ServerCore(ServerOptions server_options, Router server_router)
      : options(std::move(server_options)),
        router(std::move(server_router)),
        budget(std::make_shared<StorageBudget>(options.limits.memory_bytes,
                                               options.limits.disk_bytes)),
        queue(options.worker_threads, options.queue_capacity) {}

  [[nodiscard]] std::shared_ptr<const TlsContext> tls_now() const {
    const std::scoped_lock lock(tls_mutex_);
    return tls_;
  }
  void use_tls(std::shared_ptr<const TlsContext> context) {
    const std::scoped_lock lock(tls_mutex_);
    tls_ = std::move(context);
  }

  const ServerOptions options;
  const Router router;
  const std::shared_ptr<StorageBudget> budget;
  WorkQueue queue;
  std::atomic<std::size_t> connections = 0;
  std::atomic<std::size_t> streams = 0;
  std::atomic<std::size_t> websockets = 0;
  std::atomic<bool> draining = false;

 private:
  mutable std::mutex tls_mutex_;
  std::shared_ptr<const TlsContext> tls_;
};

/// One network thread's event loop and its connections, which nobody else touches. Deadlines are
/// kept by sweeping over the connections ten times a second instead of by a timer for each: they
/// need not be exact, and setting one costs nothing.
class Lane {
 public:
  static constexpr std::chrono::milliseconds kSweepInterval{100};

  explicit Lane(ServerCore& core) : core_(core) {}

  [[nodiscard]] ServerCore& core() { return core_; }
  boost::asio::io_context& context() { return context_; }

  using Place = std::list<Connection*>::iterator;
  Place enter(Connection* connection);
  void leave(Place place);

  /// Begins the sweeping; before the loop runs.
  void start() { sweep_later(); }
  /// Closes the idle connections. On this thread.
  void close_idle();
  /// Cuts all connections. On this thread.
  void cut_all();
  void stop_sweeping() { sweep_timer_.cancel(); }

  /// The value of the Date header now.
  const std::string& date();

 private:
  void sweep_later();
  void sweep();

  ServerCore& core_;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer sweep_timer_{context_};
  std::list<Connection*> connections_;
  std::time_t date_second_ = 0;
  std::string date_;
};

}  // namespace facelatch::http
