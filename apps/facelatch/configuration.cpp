// SPDX-License-Identifier: Apache-2.0
#include "configuration.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>
#include <vector>

#include "base/file.hpp"

namespace facelatch::cli {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint64_t kLimitBytes = 1ULL << 20U;

std::optional<std::string> word_of(const toml::node& node) {
  if (const auto text = node.value_exact<std::string>()) return text;
  if (const auto integer = node.value_exact<std::int64_t>()) return fmt::format("{}", *integer);
  if (const auto number = node.value_exact<double>()) return fmt::format("{}", *number);
  if (const auto flag = node.value_exact<bool>()) return *flag ? "true" : "false";
  return std::nullopt;
}

/// The words that would have stood on the command line; nothing for tables and dates.
std::optional<std::vector<std::string>> words_of(const toml::node& node) {
  std::vector<std::string> words;
  const auto add = [&](const toml::node& element) {
    auto word = word_of(element);
    if (!word) return false;
    words.push_back(*std::move(word));
    return true;
  };
  if (const auto* array = node.as_array()) {
    for (const auto& element : *array) {
      if (!add(element)) return std::nullopt;
    }
  } else if (!add(node)) {
    return std::nullopt;
  }
  return words;
}

/// Whether the option takes the words, as its own checks decide.
bool give(CLI::Option& option, const std::vector<std::string>& words) {
  try {
    for (const auto& word : words) option.add_result(word);
    option.run_callback();
    return true;
  } catch (const CLI::Error&) {
    return false;
  }
}

Result<void> apply(CLI::App& command, const std::string& name, const toml::node& node,
                   const std::filesystem::path& file) {
  auto* option = command.get_option_no_throw("--" + name);
  if (option == nullptr || !option->get_configurable()) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The configuration {} has the setting {} in line {}, which does not "
                               "exist.",
                               file.string(), name, node.source().begin.line));
  }
  if (option->count() > 0) return {};  // Words and environment go before the file.
  const auto words = words_of(node);
  const bool is_one = node.as_array() == nullptr || option->get_items_expected_max() > 1;
  if (!words || !is_one || !give(*option, *words)) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The configuration {} has a value for {} in line {} that it does "
                               "not take.",
                               file.string(), name, node.source().begin.line));
  }
  return {};
}

Result<toml::table> parse(const std::filesystem::path& file) {
  const auto text = base::read_text(file, kLimitBytes);
  if (!text) return std::unexpected(text.error());
  try {
    return toml::parse(*text);
  } catch (const toml::parse_error& error) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The configuration {} is not TOML in line {}.", file.string(),
                               error.source().begin.line));
  }
}

}  // namespace

void read_environment(CLI::App& command, std::string_view prefix) {
  for (auto* option : command.get_options()) {
    if (!option->get_configurable() || !option->get_envname().empty()) continue;
    auto name = option->get_single_name();
    std::ranges::transform(name, name.begin(), [](char letter) {
      return letter == '-' ? '_' : static_cast<char>(std::toupper(letter));
    });
    option->envname(std::string(prefix) + name);
  }
}

Result<void> apply_configuration(CLI::App& command, const std::filesystem::path& file) {
  const auto table = parse(file);
  if (!table) return std::unexpected(table.error());
  for (const auto& [key, node] : *table) {
    if (auto applied = apply(command, std::string(key.str()), node, file); !applied) {
      return applied;
    }
  }
  return {};
}

}  // namespace facelatch::cli
