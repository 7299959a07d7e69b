// SPDX-License-Identifier: Apache-2.0
// A server with small routes of every kind, which the tests in tests/http drive from outside:
//   http_echo_server [name=value …]
// Prints "listening on PORT"; SIGTERM drains, SIGHUP reads certificate and key again.
#include <fmt/format.h>
#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "base/number.hpp"
#include "base/sha256.hpp"
#include "http/json_text.hpp"
#include "http/server.hpp"

namespace facelatch::http {
namespace {

using base::ErrorCode;
using std::chrono::milliseconds;

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (json.back() != '{') json += ',';
  append_json_string(json, name);
  json += ':';
  append_json_string(json, value);
}

void append_content(std::string& json, const Content& content) {
  append_member(json, "size", fmt::format("{}", content.size()));
  append_member(json, "sha256", base::sha256_hex(content.bytes()));
  append_member(json, "place", content.file_descriptor() < 0 ? "memory" : "disk");
}

std::string describe(const Request& request) {
  std::string json = "{";
  append_member(json, "method", name_of(request.method));
  append_member(json, "path", request.target.path);
  append_member(json, "remote", request.remote_address);
  append_member(json, "traceparent", request.trace.traceparent());
  append_member(json, "caller", request.caller);
  for (const auto& [name, value] : request.target.query.pairs()) {
    append_member(json, "query." + name, value);
  }
  append_content(json, request.body);
  if (request.form) {
    for (const auto& field : request.form->fields) {
      append_member(json, "field." + field.name, field.value);
    }
    for (const auto& file : request.form->files) {
      std::string inner = "{";
      append_member(inner, "file_name", file.file_name);
      append_member(inner, "type", file.media_type);
      append_content(inner, file.content);
      append_member(json, "file." + file.name, inner + "}");
    }
  }
  return json + "}";
}

base::Result<Response> echo(Request request) { return json_response(200, describe(request)); }

std::size_t number_of(const Request& request, std::string_view name, std::size_t otherwise) {
  const auto text = request.target.query.find(name);
  return text ? base::parse_number<std::size_t>(*text).value_or(otherwise) : otherwise;
}

/// Work that takes `ms` unless nobody wants it any more.
class Work {
 public:
  base::Result<Response> operator()(const Request& request) {
    std::unique_lock lock(mutex_);
    ++begun_;
    std::condition_variable_any never;
    never.wait_for(lock, request.cancelled, milliseconds(number_of(request, "ms", 0)),
                   [] { return false; });
    if (request.cancelled.stop_requested()) {
      ++cancelled_;
      return base::failure(ErrorCode::deadline_exceeded, "The work was cancelled.");
    }
    return text_response(200, "done");
  }
  std::string counts() {
    const std::scoped_lock lock(mutex_);
    return fmt::format(R"("work_begun":{},"work_cancelled":{})", begun_, cancelled_);
  }

 private:
  std::mutex mutex_;
  int begun_ = 0;
  int cancelled_ = 0;
};

base::Result<Response> stream_lines(const Request& request) {
  return ndjson_response(
      [i = std::size_t{0}, count = number_of(request, "count", 3),
       size = number_of(request, "size", 1),
       breaks =
           request.target.query.find("break").has_value()]() mutable -> std::optional<std::string> {
        if (i == count && breaks) throw std::runtime_error("no more");
        if (i == count) return std::nullopt;
        return fmt::format("{{\"line\":{},\"text\":\"{}\"}}\n", i++, std::string(size, 'x'));
      });
}

base::Result<WebSocketCallbacks> echo_socket(const Request& request, WebSocket socket) {
  if (request.target.query.find("refuse")) {
    return base::failure(ErrorCode::denied, "This socket is refused.");
  }
  WebSocketCallbacks callbacks;
  callbacks.on_message = [socket](WebSocketMessage message) mutable {
    if (message.data == "close") return socket.close(CloseCode::policy, "as you wish");
    if (message.data == "throw") throw std::runtime_error("as you wish");
    socket.send(std::move(message));
  };
  return callbacks;
}

void add_routes(Router& router, Work& work, const std::function<std::string()>& status) {
  RouteOptions trivial;
  trivial.cost = Cost::trivial;
  RouteOptions work_options;
  RouteOptions spooling;
  spooling.body_bytes = 256UL << 20U;
  spooling.memory_bytes = 64UL << 10U;
  RouteOptions legacy;
  legacy.errors = ErrorStyle::legacy;
  RouteOptions scoped = trivial;
  scoped.scope = "secret";
  RouteOptions hurried;
  hurried.time = milliseconds(300);
  router.add(Method::get, "/", trivial,
             [](const Request&) { return text_response(200, "hello\n"); });
  router.add(Method::get, "/status", trivial,
             [status](const Request&) { return json_response(200, status()); });
  router.add(Method::get, "/work", work_options, std::ref(work));
  router.add(Method::get, "/hurried", hurried, std::ref(work));
  router.add(Method::get, "/echo", trivial, echo);
  router.add(Method::post, "/echo", trivial, echo);
  router.add(Method::post, "/spool", spooling, echo);
  router.add(Method::get, "/items/{id}", trivial, [](const Request& request) {
    return text_response(200, std::string(request.parameter("id")));
  });
  router.add(Method::get, "/bytes", work_options, [](const Request& request) {
    return binary_response("application/octet-stream",
                           std::string(number_of(request, "count", 1), 'x'));
  });
  router.add(Method::get, "/stream", work_options, stream_lines);
  router.add(Method::post, "/legacy", legacy, [](const Request&) -> base::Result<Response> {
    return base::failure(ErrorCode::invalid_argument, "Something \"is\" wrong.");
  });
  router.add(Method::get, "/throw", work_options, [](const Request&) -> base::Result<Response> {
    throw std::runtime_error("a secret of the inside");
  });
  router.add(Method::get, "/secret", scoped, echo);
  router.add_websocket("/socket", trivial, echo_socket);
  router.add_websocket("/socket-work", work_options, echo_socket);
}

using Settings = std::map<std::string, std::function<void(std::string_view)>, std::less<>>;

template <class Number>
std::function<void(std::string_view)> number_setting(Number& target) {
  return [&target](std::string_view text) {
    target = base::parse_number<Number>(text).value_or(target);
  };
}

std::function<void(std::string_view)> time_setting(milliseconds& target) {
  return [&target](std::string_view text) {
    target = milliseconds(base::parse_number<int>(text).value_or(1000));
  };
}

Settings settings_of(ServerOptions& options) {
  auto& limits = options.limits;
  return {
      {"port", number_setting(options.port)},
      {"network_threads", number_setting(options.network_threads)},
      {"worker_threads", number_setting(options.worker_threads)},
      {"queue", number_setting(options.queue_capacity)},
      {"connections", number_setting(limits.connections)},
      {"header_bytes", number_setting(limits.header_bytes)},
      {"memory_bytes", number_setting(limits.memory_bytes)},
      {"streams", number_setting(limits.streams)},
      {"websockets", number_setting(limits.websockets)},
      {"body_rate", number_setting(limits.body_bytes_per_second)},
      {"write_rate", number_setting(limits.write_bytes_per_second)},
      {"idle_ms", time_setting(limits.idle_time)},
      {"header_ms", time_setting(limits.header_time)},
      {"body_ms", time_setting(limits.body_time)},
      {"write_ms", time_setting(limits.write_time)},
      {"linger_ms", time_setting(limits.linger_time)},
      {"websocket_idle_ms", time_setting(limits.websocket_idle_time)},
      {"origin", [&](std::string_view text) { options.allowed_origins.emplace_back(text); }},
      {"allowed_host", [&](std::string_view text) { options.allowed_hosts.emplace_back(text); }},
      {"certificate",
       [&](std::string_view text) {
         if (!options.tls) options.tls.emplace();
         options.tls->certificate_chain = text;
       }},
      {"private_key",
       [&](std::string_view text) {
         if (!options.tls) options.tls.emplace();
         options.tls->private_key = text;
       }},
  };
}

bool read_settings(std::span<char*> arguments, ServerOptions& options) {
  const auto settings = settings_of(options);
  for (const std::string_view argument : arguments) {
    const auto equals = argument.find('=');
    const auto setting = settings.find(argument.substr(0, equals));
    if (equals == std::string_view::npos || setting == settings.end()) {
      fmt::print(stderr, "unknown setting {}\n", argument);
      return false;
    }
    setting->second(argument.substr(equals + 1));
  }
  return true;
}

std::string status_json(const Server& server, Work& work) {
  const auto status = server.status();
  return fmt::format(
      R"({{"connections":{},"waiting":{},"running":{},"websockets":{},"memory":{},"disk":{},{}}})",
      status.connections, status.waiting, status.running, status.websockets,
      status.bodies_memory_bytes, status.bodies_disk_bytes, work.counts());
}

int run(std::span<char*> arguments) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // Before there are threads, which inherit it.
  std::signal(SIGPIPE, SIG_IGN);
  ServerOptions options;
  options.port = 0;
  if (!read_settings(arguments, options)) return 2;
  Work work;
  Router router;
  std::shared_ptr<Server> server;
  add_routes(router, work, [&] { return status_json(*server, work); });
  auto started = Server::start(std::move(options), std::move(router));
  if (!started) {
    fmt::print(stderr, "{}\n", started.error().message);
    return 1;
  }
  server = *std::move(started);
  fmt::print("listening on {}\n", server->port());
  std::fflush(stdout);
  int signal = 0;
  while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) {
    const auto reloaded = server->reload_tls();
    fmt::print("{}\n", reloaded ? "reloaded" : reloaded.error().message);
    std::fflush(stdout);
  }
  fmt::print("cut {}\n", server->stop(base::Deadline::after(std::chrono::seconds(3))));
  return 0;
}

}  // namespace
}  // namespace facelatch::http

int main(int count, char** arguments) {
  return facelatch::http::run({arguments + 1, static_cast<std::size_t>(count - 1)});
}
