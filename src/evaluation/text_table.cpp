// SPDX-License-Identifier: Apache-2.0
#include "evaluation/text_table.hpp"

#include <algorithm>
#include <filesystem>

namespace facelatch::evaluation {
namespace {

constexpr std::string_view kBlank = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

}  // namespace

std::optional<std::string_view> LineReader::next() {
  while (!rest_.empty()) {
    const auto end = rest_.find('\n');
    const auto line = trimmed(rest_.substr(0, end));
    rest_ = end == std::string_view::npos ? std::string_view() : rest_.substr(end + 1);
    ++number_;
    if (!line.empty()) return line;
  }
  return std::nullopt;
}

std::vector<std::string_view> split_commas(std::string_view line) {
  std::vector<std::string_view> parts;
  while (true) {
    const auto comma = line.find(',');
    parts.push_back(trimmed(line.substr(0, comma)));
    if (comma == std::string_view::npos) return parts;
    line.remove_prefix(comma + 1);
  }
}

std::vector<std::string_view> split_spaces(std::string_view line) {
  std::vector<std::string_view> parts;
  for (line = trimmed(line); !line.empty(); line = trimmed(line)) {
    const auto end = std::min(line.find_first_of(kBlank), line.size());
    parts.push_back(line.substr(0, end));
    line.remove_prefix(end);
  }
  return parts;
}

std::optional<std::size_t> column_of(const std::vector<std::string_view>& columns,
                                     std::string_view name) {
  const auto found = std::ranges::find(columns, name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

bool stays_inside(std::string_view name) {
  if (name.empty() || name.find('\0') != std::string_view::npos) return false;
  const std::filesystem::path path(name);
  return path.is_relative() && std::ranges::find(path, "..") == path.end();
}

}  // namespace facelatch::evaluation
