// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "http/message.hpp"
#include "similarity/embedding.hpp"

namespace facelatch::api {

template <class Number>
struct Range {
  Number least;
  Number most;
};

template <class Value, std::size_t count>
using Names = std::array<std::pair<std::string_view, Value>, count>;

/// A picture as it was sent; `content` is the reason when a text spelled none.
struct SentPicture {
  std::string name;  ///< the client's name of the file, for answers only; may be empty
  base::Result<http::Content> content;
};

enum class Unknown { refused, ignored };

/// What a client sent, by name, whichever way: the query together with a form (multipart or
/// urlencoded), a JSON object, or a bare picture as the body. Every read_ takes the value called
/// `name`, or leaves `target` alone when there is none; the first that is wrong is remembered, and
/// finish() tells of it. Values of JSON must be of the right type; texts of forms are parsed, so
/// that "false" is false. Move-only; externally synchronised.
class Fields {
 public:
  /// Takes form and body out of `request`; `picture_name` is what a bare picture is called. Fails
  /// with invalid_argument (no such JSON, a name given twice) or unsupported_format (a body of a
  /// type that no picture is sent as).
  static base::Result<Fields> read(http::Request& request, std::string_view picture_name);

  /// The same of a text that must be a JSON object. Fails with invalid_argument or too_large.
  static base::Result<Fields> read_json(std::string_view text);

  void read_number(std::string_view name, Range<double> range, double& target);
  void read_number(std::string_view name, Range<double> range, std::optional<float>& target);
  void read_integer(std::string_view name, Range<int> range, int& target);
  void read_flag(std::string_view name, bool& target);
  void read_text(std::string_view name, std::string& target);
  /// As RFC 3339 writes a time.
  void read_time(std::string_view name, std::optional<base::UnixTime>& target);
  void read_embedding(std::string_view name, std::optional<similarity::Embedding>& target);

  template <class Value, std::size_t count>
  void read_choice(std::string_view name, const Names<Value, count>& names, Value& target) {
    std::string text;
    read_text(name, text);
    if (text.empty()) return;
    std::string all;
    for (const auto& [known, value] : names) {
      if (known == text) {
        target = value;
        return;
      }
      all += (all.empty() ? "" : ", ") + std::string(known);
    }
    refuse(name, "must be one of " + all);
  }

  /// Whether there is that name with JSON's null; else it is still to be read.
  [[nodiscard]] bool take_null(std::string_view name);

  /// The one picture of that name: a file, or a text as picture_from_text takes it.
  std::optional<http::Content> take_picture(std::string_view name);
  /// The one file of that name, whatever it holds.
  std::optional<http::Content> take_file(std::string_view name);
  /// Every picture of that name; in JSON an array.
  std::vector<SentPicture> take_pictures(std::string_view name);

  [[nodiscard]] bool contains(std::string_view name) const;

  /// What was wrong first: a value, or a name that nobody asked for.
  [[nodiscard]] base::Result<void> finish(Unknown unknown = Unknown::refused) const;

 private:
  struct File {
    std::string name;
    http::Content content;
  };
  /// A text of the query or a form is a std::string, one of a JSON object a boost::json::value.
  using Value = std::variant<std::string, boost::json::value, File>;
  struct Entry {
    std::string name;
    Value value;
    bool is_used = false;
  };

  base::Result<void> add_form(http::Form form);
  base::Result<void> add_json(std::string_view text);
  base::Result<void> add_body(http::Request& request, std::string_view picture_name);

  Entry* use(std::string_view name);
  /// As use(), when there must not be more than one.
  Entry* use_single(std::string_view name);
  std::optional<double> number(std::string_view name, Range<double> range);
  void refuse(std::string_view name, std::string_view why);

  std::vector<Entry> entries_;
  std::optional<base::Error> error_;
};

}  // namespace facelatch::api
