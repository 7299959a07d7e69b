// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "http/form.hpp"
#include "http/message.hpp"
#include "http/websocket.hpp"

namespace facelatch::http {

/// Where a handler runs.
enum class Cost {
  trivial,  ///< On the network thread: microseconds, never blocking.
  work,     ///< In the worker pool, behind the bounded queue.
};

struct RouteOptions {
  std::uint64_t body_bytes = 1U << 20U;  ///< More is a 413, also for a chunked body.
  std::size_t memory_bytes = 1U << 20U;  ///< A body or file part above this goes to disk.
  FormLimits form;
  ErrorStyle errors = ErrorStyle::problem;
  std::string scope;  ///< What the caller must be allowed: a word for the guard.
  Cost cost = Cost::work;
  std::chrono::milliseconds time{30'000};  ///< From the whole request to the answer.
};

/// Answers a request. Called on many threads at once. An error is written in the route's style;
/// an exception becomes a 500 that tells nothing.
using Handler = std::function<base::Result<Response>(Request)>;

struct Route {
  Method method = Method::get;
  std::string pattern;  ///< As added; the label for metrics and logs.
  RouteOptions options;
  Handler handler;
  WebSocketHandler websocket;  ///< Set in place of the handler.
};

/// Finds the route of a request. Patterns are exact paths or have whole segments `{name}`, which
/// match one non-empty segment; an exact path wins. HEAD falls back to GET. Filled before the
/// server starts, immutable (and so thread-safe) after.
class Router {
 public:
  /// `pattern` begins with "/"; adding one method and pattern twice is a programmer's error, which
  /// ends the program.
  void add(Method method, std::string_view pattern, RouteOptions options, Handler handler);
  /// A GET route that only upgrades to WebSocket.
  void add_websocket(std::string_view pattern, RouteOptions options, WebSocketHandler handler);

  struct Match {
    const Route* route = nullptr;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<Method> allowed;  ///< Of this path, with HEAD and OPTIONS; empty: no such path.
    ErrorStyle errors = ErrorStyle::problem;  ///< Of the path, also when the method is not there.
  };
  /// `raw_path` is still percent-encoded, so that "%2F" is no separator.
  [[nodiscard]] Match find(Method method, std::string_view raw_path) const;

  [[nodiscard]] const std::vector<std::unique_ptr<const Route>>& routes() const { return routes_; }

 private:
  struct Path {
    std::vector<std::string> segments;
    std::vector<const Route*> routes;
  };

  void insert(Route route);
  static bool matches(const Path& path, const std::vector<std::string>& segments, Match& match);

  std::vector<std::unique_ptr<const Route>> routes_;
  std::unordered_map<std::string, Path> exact_;
  std::vector<Path> patterns_;
};

/// "GET, HEAD, OPTIONS"
std::string allow_header(const std::vector<Method>& methods);

}  // namespace facelatch::http
