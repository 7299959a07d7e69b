// SPDX-License-Identifier: Apache-2.0
#include "api/fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "api/embedding_text.hpp"
#include "api/picture_text.hpp"
#include "base/number.hpp"
#include "base/time_text.hpp"

namespace facelatch::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::failure;

std::optional<double> number_in(const json::value& value) {
  if (value.is_double()) return value.get_double();
  if (value.is_int64()) return static_cast<double>(value.get_int64());
  if (value.is_uint64()) return static_cast<double>(value.get_uint64());
  return std::nullopt;
}

std::optional<std::string_view> text_in(const json::value& value) {
  if (!value.is_string()) return std::nullopt;
  return std::string_view(value.get_string());
}

/// What JavaScript, Python and HTML forms write for yes and no.
std::optional<bool> flag_in(std::string_view text) {
  constexpr std::array<std::string_view, 4> kYes{"true", "1", "yes", "on"};
  constexpr std::array<std::string_view, 4> kNo{"false", "0", "no", "off"};
  const auto is_text = [&](auto known) { return http::equal_ignoring_case(known, text); };
  if (std::ranges::any_of(kYes, is_text)) return true;
  if (std::ranges::any_of(kNo, is_text)) return false;
  return std::nullopt;
}

base::Result<http::Content> content_from(std::string_view text) {
  auto bytes = picture_from_text(text);
  if (!bytes) return std::unexpected(bytes.error());
  return http::Content(*std::move(bytes));
}

std::unexpected<base::Error> not_a_picture(std::string_view name) {
  return failure(ErrorCode::invalid_argument,
                 fmt::format("{} must be a picture: a file, base64 or a data URI.", name));
}

}  // namespace

void Fields::refuse(std::string_view name, std::string_view why) {
  if (!error_) error_ = {ErrorCode::invalid_argument, fmt::format("{} {}.", name, why)};
}

Fields::Entry* Fields::use(std::string_view name) {
  Entry* first = nullptr;
  for (auto& entry : entries_) {
    if (entry.name != name) continue;
    entry.is_used = true;
    if (first == nullptr) first = &entry;
  }
  return first;
}

Fields::Entry* Fields::use_single(std::string_view name) {
  if (std::ranges::count(entries_, name, &Entry::name) > 1) {
    refuse(name, "was given more than once");
  }
  return use(name);
}

bool Fields::contains(std::string_view name) const {
  return std::ranges::find(entries_, name, &Entry::name) != entries_.end();
}

std::optional<double> Fields::number(std::string_view name, Range<double> range) {
  const auto* entry = use_single(name);
  if (entry == nullptr) return std::nullopt;
  std::optional<double> value;
  if (const auto* text = std::get_if<std::string>(&entry->value)) {
    value = base::parse_number<double>(*text);
  } else if (const auto* parsed = std::get_if<json::value>(&entry->value)) {
    value = number_in(*parsed);
  }
  if (value && *value >= range.least && *value <= range.most) return value;
  refuse(name, fmt::format("must be a number from {:g} to {:g}", range.least, range.most));
  return std::nullopt;
}

void Fields::read_number(std::string_view name, Range<double> range, double& target) {
  target = number(name, range).value_or(target);
}

void Fields::read_number(std::string_view name, Range<double> range, std::optional<float>& target) {
  if (const auto value = number(name, range)) target = static_cast<float>(*value);
}

void Fields::read_integer(std::string_view name, Range<int> range, int& target) {
  const auto value =
      number(name, {static_cast<double>(range.least), static_cast<double>(range.most)});
  if (!value) return;
  if (*value != std::floor(*value)) return refuse(name, "must be a whole number");
  target = static_cast<int>(*value);
}

void Fields::read_flag(std::string_view name, bool& target) {
  const auto* entry = use_single(name);
  if (entry == nullptr) return;
  std::optional<bool> value;
  if (const auto* text = std::get_if<std::string>(&entry->value)) {
    value = flag_in(*text);
  } else if (const auto* parsed = std::get_if<json::value>(&entry->value);
             parsed != nullptr && parsed->is_bool()) {
    value = parsed->get_bool();
  }
  if (!value) return refuse(name, "must be true or false");
  target = *value;
}

void Fields::read_text(std::string_view name, std::string& target) {
  const auto* entry = use_single(name);
  if (entry == nullptr) return;
  std::optional<std::string_view> value;
  if (const auto* text = std::get_if<std::string>(&entry->value)) {
    value = *text;
  } else if (const auto* parsed = std::get_if<json::value>(&entry->value)) {
    value = text_in(*parsed);
  }
  if (!value || value->empty()) return refuse(name, "must be a text that is not empty");
  target = *value;
}

void Fields::read_time(std::string_view name, std::optional<base::UnixTime>& target) {
  std::string text;
  read_text(name, text);
  if (text.empty()) return;
  target = base::parse_time(text);
  if (!target) refuse(name, "must be a time such as 2026-01-31T12:00:00Z");
}

bool Fields::take_null(std::string_view name) {
  const auto named = [&](const Entry& entry) {
    const auto* value = std::get_if<json::value>(&entry.value);
    return entry.name == name && value != nullptr && value->is_null();
  };
  return std::ranges::any_of(entries_, named) && use_single(name) != nullptr;
}

void Fields::read_embedding(std::string_view name, std::optional<similarity::Embedding>& target) {
  const auto* entry = use_single(name);
  if (entry == nullptr) return;
  base::Result<std::vector<float>> values = std::unexpected(base::Error{});
  if (const auto* text = std::get_if<std::string>(&entry->value)) {
    values = embedding_from_text(*text);
  } else if (const auto* parsed = std::get_if<json::value>(&entry->value)) {
    values = embedding_from_json(*parsed);
  }
  if (!values) return refuse(name, "must be an array of numbers, or their float32 in base64");
  target = similarity::Embedding{{}, *std::move(values)};
}

std::optional<http::Content> Fields::take_picture(std::string_view name) {
  const auto* entry = use_single(name);
  if (entry == nullptr) return std::nullopt;
  const auto* value = std::get_if<json::value>(&entry->value);
  if (value != nullptr && !value->is_string()) {
    if (!error_) error_ = not_a_picture(name).error();
    return std::nullopt;
  }
  auto content = std::move(take_pictures(name).front().content);
  if (content) return *std::move(content);
  if (!error_) error_ = content.error();
  return std::nullopt;
}

std::optional<http::Content> Fields::take_file(std::string_view name) {
  auto* entry = use_single(name);
  if (entry == nullptr) return std::nullopt;
  if (auto* file = std::get_if<File>(&entry->value)) return std::move(file->content);
  refuse(name, "must be a file");
  return std::nullopt;
}

std::vector<SentPicture> Fields::take_pictures(std::string_view name) {
  std::vector<SentPicture> pictures;
  const auto add = [&](const json::value& value) {
    const auto text = text_in(value);
    pictures.push_back({{}, text ? content_from(*text) : not_a_picture(name)});
  };
  for (auto& entry : entries_) {
    if (entry.name != name) continue;
    entry.is_used = true;
    if (auto* file = std::get_if<File>(&entry.value)) {
      pictures.push_back({std::move(file->name), std::move(file->content)});
    } else if (const auto* text = std::get_if<std::string>(&entry.value)) {
      pictures.push_back({{}, content_from(*text)});
    } else if (const auto& value = std::get<json::value>(entry.value); value.is_array()) {
      for (const auto& element : value.get_array()) add(element);
    } else {
      add(value);
    }
  }
  return pictures;
}

base::Result<void> Fields::finish(Unknown unknown) const {
  if (error_) return std::unexpected(*error_);
  const auto unused = std::ranges::find(entries_, false, &Entry::is_used);
  if (unknown == Unknown::ignored || unused == entries_.end()) return {};
  return failure(ErrorCode::invalid_argument,
                 fmt::format("There is no field called {}.", unused->name.substr(0, 80)));
}

}  // namespace facelatch::api
