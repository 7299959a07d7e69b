// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include "http/admission.hpp"
#include "http/body_receiver.hpp"
#include "http/turn.hpp"
#include "http/websocket_session.hpp"
#include "http/worker_task.hpp"

namespace facelatch::http {
namespace {

// A rest of this size is cheaper to read away than to have the client connect anew.
constexpr std::uint64_t kMaxDiscarded = 256UL << 10U;

/// Shared with the worker that may still run when the connection is gone.
struct Job {
  const Handler* handler;
  Request request;
  base::Result<Response> result;

  Job(const Handler* its_handler, Request its_request)
      : handler(its_handler), request(std::move(its_request)) {}

  void run() noexcept {
    try {
      result = (*handler)(std::move(request));
    } catch (...) {
      result = base::failure(base::ErrorCode::internal, "The server made a mistake.");
    }
  }
};

void remember(Turn& turn, const Admission& admission) {
  const auto& head = turn.reader.head();
  turn.method = head.method;
  turn.version = head.version;
  turn.keep_alive = head.keep_alive;
  turn.route = admission.route;
  turn.errors = admission.errors;
  turn.request_id = admission.request.request_id;
  turn.trace = admission.request.trace;
  turn.caller = admission.request.caller;
  turn.origin = admission.request.headers.value_or_empty("Origin");
  turn.expects_continue = head.version == 11 && admission.request.headers.contains("Expect");
}

asio::awaitable<void> answer_fault(Turn& turn, Fault fault) {
  auto response = error_response(fault, turn.errors, turn.request_id);
  co_await answer(turn, std::move(response));
}

/// The request cannot be read to its end: nothing behind it can be understood either.
asio::awaitable<void> give_up(Turn& turn, ReadFailure failure) {
  turn.keep_alive = false;
  if (!failure.fault) co_return;
  if (turn.request_id.empty()) turn.request_id = new_request_id();
  co_await answer_fault(turn, *std::move(failure.fault));
  co_await linger(turn.connection);
}

/// An answer that does not wait for the body.
asio::awaitable<void> answer_early(Turn& turn, Response response) {
  const auto& head = turn.reader.head();
  const bool complete = turn.reader.complete();
  // A client that waits for "100 Continue" may or may not send the body now (RFC 9110, 10.1.1).
  const bool readable = complete || (head.content_length && !turn.expects_continue &&
                                     *head.content_length <= kMaxDiscarded);
  turn.keep_alive = turn.keep_alive && readable;
  co_await answer(turn, std::move(response));
  if (complete) co_return;
  if (!turn.keep_alive) {
    co_await linger(turn.connection);
    co_return;
  }
  turn.reader.send_body_to(nullptr, kMaxDiscarded);
  const auto rest = co_await read_until(turn, Until::end);
  if (!rest) turn.keep_alive = false;
}

base::Result<std::unique_ptr<BodyReceiver>> make_receiver(Turn& turn, const Request& request) {
  const auto& core = turn.connection.core();
  const auto& options = turn.route->options;
  return BodyReceiver::create(request.headers.value_or_empty("Content-Type"),
                              turn.reader.head().content_length, options,
                              {options.memory_bytes, core.options.spool_folder, core.budget});
}

asio::awaitable<Reading> read_body(Turn& turn, Request& request) {
  auto receiver = make_receiver(turn, request);
  if (!receiver) co_return refused(Fault(receiver.error()));
  turn.reader.send_body_to(receiver->get(), turn.route->options.body_bytes);
  if (turn.expects_continue && turn.connection.input.empty() && !turn.reader.complete()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    const bool written = co_await write(turn, {asio::buffer(kContinue), {}, {}});
    if (!written) co_return gone();
  }
  if (!turn.reader.complete()) {
    auto read = co_await read_until(turn, Until::end);
    if (!read) co_return read;
  }
  auto finished = (*receiver)->finish(request);
  if (!finished) co_return refused(Fault(finished.error()));
  co_return Reading();
}

std::shared_ptr<Job> make_job(Turn& turn, Request request) {
  turn.stop = std::stop_source();
  turn.deadline = base::Deadline::after(turn.route->options.time);
  request.deadline = turn.deadline;
  request.cancelled = turn.stop.get_token();
  return std::make_shared<Job>(&turn.route->handler, std::move(request));
}

/// What came of a job, as an answer.
Response response_of(const Turn& turn, Job& job, TaskEnd end) {
  using base::Error;
  using base::ErrorCode;
  auto error = Error{ErrorCode::deadline_exceeded, "The answer took too long."};
  if (end == TaskEnd::finished) {
    if (job.result) return *std::move(job.result);
    error = job.result.error();
  } else if (end != TaskEnd::expired_running) {
    error = {ErrorCode::overloaded, "The server is busy; try again soon."};
  }
  return error_response(Fault(error), turn.errors, turn.request_id);
}

asio::awaitable<TaskEnd> run_job(Turn& turn, std::shared_ptr<Job> job) {
  if (turn.route->options.cost == Cost::trivial) {
    job->run();
    co_return TaskEnd::finished;
  }
  // A name, because g++ 12 destroys a lambda inside of a co_await expression twice.
  WorkQueue::Job work = [job] { job->run(); };
  const auto end = co_await run_in_worker(turn.connection, std::move(work), turn.stop,
                                          turn.deadline, WorkQueue::Admission::fresh);
  co_return end;
}

void report(const Turn& turn) {
  const auto& observer = turn.connection.core().options.observer;
  if (!observer) return;
  Exchange exchange;
  exchange.method = turn.method;
  if (method_named(turn.method) == Method::other) exchange.method = "other";
  if (turn.route != nullptr) exchange.route = turn.route->pattern;
  exchange.status = turn.status;
  exchange.time =
      std::chrono::duration_cast<std::chrono::microseconds>(Connection::Clock::now() - turn.begun);
  exchange.body_bytes_in = turn.reader.body_bytes();
  exchange.bytes_out = turn.bytes_out;
  exchange.request_id = turn.request_id;
  exchange.trace = &turn.trace;
  exchange.caller = turn.caller;
  exchange.remote_address = turn.connection.remote_address;
  observer(exchange);
}

asio::awaitable<void> run_turn(Turn& turn) {
  auto head = co_await read_until(turn, Until::head);
  turn.begun = Connection::Clock::now();
  if (!head) {
    co_await give_up(turn, std::move(head).error());
    co_return;
  }
  auto admission =
      admit(turn.connection.core(), turn.reader.head(), turn.connection.remote_address);
  remember(turn, admission);
  if (admission.early) {
    co_await answer_early(turn, *std::move(admission.early));
    co_return;
  }
  if (turn.route->websocket) {
    co_await serve_websocket(turn, std::move(admission.request));
    co_return;
  }
  auto body = co_await read_body(turn, admission.request);
  if (!body) {
    co_await give_up(turn, std::move(body).error());
    co_return;
  }
  const auto job = make_job(turn, std::move(admission.request));
  const auto end = co_await run_job(turn, job);
  if (end == TaskEnd::connection_gone) {
    turn.keep_alive = false;
    co_return;
  }
  auto response = response_of(turn, *job, end);
  co_await answer(turn, std::move(response));
}

}  // namespace

asio::awaitable<bool> serve_request(Connection& connection) {
  Turn turn(connection);
  co_await run_turn(turn);
  report(turn);
  co_return turn.keep_alive;
}

}  // namespace facelatch::http
