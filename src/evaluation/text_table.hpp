// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace facelatch::evaluation {

/// Gives the lines of a text one by one, without their ends ("\n" or "\r\n"); lines of nothing but
/// spaces are passed over. Borrows the text.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  std::optional<std::string_view> next();
  /// The number of the line given last, from 1.
  [[nodiscard]] std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// The parts of a line between single commas, without surrounding spaces. No quoting.
std::vector<std::string_view> split_commas(std::string_view line);
/// The parts of a line between runs of spaces and tabs.
std::vector<std::string_view> split_spaces(std::string_view line);
/// The place of `name` among `columns`.
std::optional<std::size_t> column_of(const std::vector<std::string_view>& columns,
                                     std::string_view name);
/// Whether `name` is a relative path that stays within its folder.
bool stays_inside(std::string_view name);

}  // namespace facelatch::evaluation
