// SPDX-License-Identifier: Apache-2.0
#include "http/worker_task.hpp"

#include <boost/asio/post.hpp>
#include <memory>
#include <utility>

namespace facelatch::http {
namespace {

/// A client that hangs up wants no answer any more. What it has sent ahead (pipelining) hides that
/// from us until the worker is done, which costs only the work.
void watch_peer(Connection& connection, const std::shared_ptr<PendingTask>& task) {
  auto* transport = connection.transport.get();
  transport->socket().async_wait(tcp::socket::wait_read,
                                 [transport, task](boost::system::error_code error) {
                                   // Once abandoned, the transport may be gone.
                                   if (error || task->abandoned || !transport->peer_has_closed())
                                     return;
                                   task->peer_gone = true;
                                   task->wake.cancel();
                                 });
}

WorkQueue::Job with_notice(Connection& connection, WorkQueue::Job job,
                           std::shared_ptr<PendingTask> task) {
  return [executor = connection.transport->socket().get_executor(), job = std::move(job),
          task = std::move(task)]() mutable {
    job();
    job = nullptr;
    asio::post(executor, [task = std::move(task)] {
      task->done = true;
      task->wake.cancel();
    });
  };
}

}  // namespace

asio::awaitable<TaskEnd> run_in_worker(Connection& connection, WorkQueue::Job job,
                                       std::stop_source stop, base::Deadline deadline,
                                       WorkQueue::Admission admission, PeerWatch watch) {
  if (connection.is_cut) co_return TaskEnd::connection_gone;
  const auto task = std::make_shared<PendingTask>(connection.transport->socket().get_executor());
  auto& queue = connection.core().queue;
  const auto ticket = queue.submit(with_notice(connection, std::move(job), task), admission);
  if (!ticket) co_return TaskEnd::refused;
  connection.allow_forever();  // The request's own deadline counts now.
  connection.task = task;
  if (watch == PeerWatch::on) watch_peer(connection, task);
  task->wake.expires_at(deadline.at().value_or(asio::steady_timer::time_point::max()));
  co_await task->wake.async_wait(kAwait);
  connection.task.reset();
  task->abandoned = true;
  if (watch == PeerWatch::on) {
    boost::system::error_code ignored;
    connection.transport->socket().cancel(ignored);
  }
  if (task->done) co_return TaskEnd::finished;
  stop.request_stop();
  const bool never_ran = queue.cancel(*ticket);
  if (task->peer_gone || connection.is_cut) co_return TaskEnd::connection_gone;
  co_return never_ran ? TaskEnd::expired_waiting : TaskEnd::expired_running;
}

}  // namespace facelatch::http
