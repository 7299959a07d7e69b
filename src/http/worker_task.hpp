// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <stop_token>

#include "base/deadline.hpp"
#include "http/connection.hpp"
#include "http/work_queue.hpp"

namespace facelatch::http {

enum class TaskEnd {
  finished,
  refused,          ///< The queue is full.
  expired_waiting,  ///< The deadline passed in the queue; the job never ran.
  expired_running,  ///< The deadline passed in the worker, which may still run.
  connection_gone,  ///< The client went away or the connection was cut; the job may still run.
};

/// Whether to look out for the client's hanging up; only where no operation of the socket is under
/// way, because they are all cancelled at the end.
enum class PeerWatch { on, off };

/// Runs `job` in the worker pool and waits for it on the connection's own thread. `job` must own
/// all that it touches, because after any end but `finished` it may be running still; `stop` is
/// then requested.
asio::awaitable<TaskEnd> run_in_worker(Connection& connection, WorkQueue::Job job,
                                       std::stop_source stop, base::Deadline deadline,
                                       WorkQueue::Admission admission,
                                       PeerWatch watch = PeerWatch::on);

}  // namespace facelatch::http
