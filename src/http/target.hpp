// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace facelatch::http {

/// Decoded name=value pairs in their order: of a query or of a urlencoded form. A value.
class Query {
 public:
  using Pair = std::pair<std::string, std::string>;

  void add(std::string name, std::string value);
  /// The first value of that name; a name without "=" has an empty value.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  [[nodiscard]] const std::vector<Pair>& pairs() const { return pairs_; }

 private:
  std::vector<Pair> pairs_;
};

/// What stands between method and version of a request, in parts.
struct Target {
  std::string raw_path;  ///< As sent, beginning with "/", still percent-encoded; or "*".
  std::string path;      ///< Decoded once, for logs and messages.
  Query query;
};

inline constexpr std::size_t kDefaultQueryPairs = 100;

/// Takes origin form, absolute form (whose authority is dropped) and "*" (RFC 9112, section 3.2).
/// Fails with invalid_argument: no path, a broken percent escape, a NUL or control character, more
/// than `query_pairs` pairs. Dots and double slashes are left as they are; they match no route.
base::Result<Target> parse_target(std::string_view sent,
                                  std::size_t query_pairs = kDefaultQueryPairs);

/// application/x-www-form-urlencoded as the WHATWG URL standard has it, "+" is a space; but a
/// broken escape is an error.
base::Result<Query> parse_query(std::string_view text, std::size_t pairs = kDefaultQueryPairs);

enum class Plus { is_plus, is_space };

/// Percent-decoding (RFC 3986, section 2.1); nothing for a broken escape or an encoded NUL.
std::optional<std::string> percent_decoded(std::string_view text, Plus plus);

}  // namespace facelatch::http
