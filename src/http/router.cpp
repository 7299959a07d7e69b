// SPDX-License-Identifier: Apache-2.0
#include "http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace facelatch::http {
namespace {

/// A broken table of routes must not start at all, and no user's input can cause it.
void require(bool holds, std::string_view pattern) {
  if (holds) return;
  fmt::print(stderr, "The route {} is malformed or added twice.\n", pattern);
  std::abort();
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.starts_with('{') && segment.ends_with('}');
}

std::optional<std::vector<std::string>> decoded_segments(std::string_view raw_path) {
  std::vector<std::string> segments;
  for (const auto segment : split(raw_path)) {
    auto decoded = percent_decoded(segment, Plus::is_plus);
    if (!decoded) return std::nullopt;
    segments.push_back(*std::move(decoded));
  }
  return segments;
}

/// The path that the segments spell, unless one of them has a slash of its own.
std::optional<std::string> joined(const std::vector<std::string>& segments) {
  std::string path;
  for (const auto& segment : segments) {
    if (segment.contains('/')) return std::nullopt;
    path += '/';
    path += segment;
  }
  return path;
}

std::vector<Method> allowed_of(const std::vector<const Route*>& routes) {
  std::vector<Method> methods;
  const auto add = [&](Method method) {
    if (std::ranges::find(methods, method) == methods.end()) methods.push_back(method);
  };
  for (const auto* route : routes) {
    add(route->method);
    if (route->method == Method::get && !route->websocket) add(Method::head);
  }
  add(Method::options);
  return methods;
}

const Route* route_of(const std::vector<const Route*>& routes, Method method) {
  const auto find = [&](Method wanted) {
    const auto found = std::ranges::find(routes, wanted, &Route::method);
    return found == routes.end() ? nullptr : *found;
  };
  const auto* route = find(method);
  if (route == nullptr && method == Method::head) {
    route = find(Method::get);
    if (route != nullptr && route->websocket) route = nullptr;
  }
  return route;
}

}  // namespace

void Router::add(Method method, std::string_view pattern, RouteOptions options, Handler handler) {
  require(handler != nullptr && method != Method::other, pattern);
  insert({method, std::string(pattern), std::move(options), std::move(handler), {}});
}

void Router::add_websocket(std::string_view pattern, RouteOptions options,
                           WebSocketHandler handler) {
  require(handler != nullptr, pattern);
  insert({Method::get, std::string(pattern), std::move(options), {}, std::move(handler)});
}

void Router::insert(Route route) {
  require(route.pattern.starts_with('/'), route.pattern);
  std::vector<std::string> segments;
  for (const auto segment : split(route.pattern)) segments.emplace_back(segment);
  Path* path = nullptr;
  if (std::ranges::none_of(segments, is_parameter)) {
    path = &exact_[route.pattern];
  } else {
    const auto found = std::ranges::find(patterns_, segments, &Path::segments);
    path = found == patterns_.end() ? &patterns_.emplace_back() : &*found;
  }
  path->segments = std::move(segments);
  require(std::ranges::find(path->routes, route.method, &Route::method) == path->routes.end(),
          route.pattern);
  path->routes.push_back(
      routes_.emplace_back(std::make_unique<const Route>(std::move(route))).get());
}

bool Router::matches(const Path& path, const std::vector<std::string>& segments, Match& match) {
  if (path.segments.size() != segments.size()) return false;
  std::vector<std::pair<std::string, std::string>> parameters;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const auto& pattern = path.segments[i];
    if (is_parameter(pattern)) {
      if (segments[i].empty()) return false;
      parameters.emplace_back(pattern.substr(1, pattern.size() - 2), segments[i]);
    } else if (pattern != segments[i]) {
      return false;
    }
  }
  match.parameters = std::move(parameters);
  return true;
}

Router::Match Router::find(Method method, std::string_view raw_path) const {
  Match match;
  if (!raw_path.starts_with('/')) return match;
  const Path* path = nullptr;
  if (const auto found = exact_.find(std::string(raw_path)); found != exact_.end()) {
    path = &found->second;
  } else if (const auto segments = decoded_segments(raw_path)) {
    const auto decoded = joined(*segments);
    const auto exact = decoded ? exact_.find(*decoded) : exact_.end();
    if (exact != exact_.end()) {
      path = &exact->second;
    } else {
      const auto pattern = std::ranges::find_if(
          patterns_, [&](const Path& each) { return matches(each, *segments, match); });
      if (pattern != patterns_.end()) path = &*pattern;
    }
  }
  if (path == nullptr) return match;
  match.route = route_of(path->routes, method);
  match.errors = path->routes.front()->options.errors;
  if (match.route == nullptr) match.allowed = allowed_of(path->routes);
  return match;
}

std::string allow_header(const std::vector<Method>& methods) {
  std::string text;
  for (const auto method : methods) {
    if (!text.empty()) text += ", ";
    text += name_of(method);
  }
  return text;
}

}  // namespace facelatch::http
