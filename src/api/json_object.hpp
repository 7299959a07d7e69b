// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <concepts>
#include <string>
#include <string_view>

#include "http/json_text.hpp"

namespace facelatch::api {

/// Writes one JSON object at the end of a text, member by member; embeddings are too large for a
/// tree of values in between. The text must outlive the writer, and close() ends the object.
class JsonObject {
 public:
  explicit JsonObject(std::string& text) : text_(text) { text_ += '{'; }

  /// The text, for a value of any other kind to be written behind the name.
  std::string& member(std::string_view name) {
    if (!is_first_) text_ += ',';
    is_first_ = false;
    http::append_json_string(text_, name);
    text_ += ':';
    return text_;
  }

  JsonObject& add(std::string_view name, std::string_view value) {
    http::append_json_string(member(name), value);
    return *this;
  }
  JsonObject& add(std::string_view name, std::floating_point auto value) {
    http::append_json_number(member(name), value);
    return *this;
  }
  JsonObject& add(std::string_view name, std::integral auto value) {
    if constexpr (std::same_as<decltype(value), bool>) {
      member(name) += value ? "true" : "false";
    } else {
      member(name) += std::to_string(value);
    }
    return *this;
  }
  JsonObject& add_null(std::string_view name) {
    member(name) += "null";
    return *this;
  }

  void close() { text_ += '}'; }

 private:
  std::string& text_;
  bool is_first_ = true;
};

/// Appends "[…,…]", each element by `append`, which is called with the text and the element.
template <class Range, class Append>
void append_array(std::string& json, const Range& range, const Append& append) {
  json += '[';
  bool is_first = true;
  for (const auto& element : range) {
    if (!is_first) json += ',';
    is_first = false;
    append(json, element);
  }
  json += ']';
}

}  // namespace facelatch::api
