// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facelatch::http {

/// Header fields in the order in which they came; names compare without regard to case (RFC 9110,
/// section 5.1). A value; externally synchronised.
class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;
  };

  void add(std::string_view name, std::string_view value);
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string_view value);

  /// The first value of that name.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
  /// As find, or an empty text.
  [[nodiscard]] std::string_view value_or_empty(std::string_view name) const;
  [[nodiscard]] bool contains(std::string_view name) const { return find(name).has_value(); }
  [[nodiscard]] std::size_t count(std::string_view name) const;

  [[nodiscard]] auto begin() const { return fields_.begin(); }
  [[nodiscard]] auto end() const { return fields_.end(); }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// Whether two texts are equal but for the case of ASCII letters.
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// ASCII letters as small ones.
std::string lower_case(std::string_view text);

/// Without the spaces and tabs at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace facelatch::http
