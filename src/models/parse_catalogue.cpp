// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <set>

#include "base/plain_name.hpp"
#include "models/catalogue.hpp"

namespace facelatch::models {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kMaxModels = 1000;
constexpr int kMaxSide = 4096;  // of a network's input, pixels
constexpr int kMaxBatch = 1024;
constexpr int kMaxEmbedding = 16384;  // values

auto wrong(std::string_view where, std::string_view what) {
  return failure(ErrorCode::corrupt,
                 fmt::format("The model catalogue is wrong at {}: {}.", where, what));
}

/// 0 where there is no whole number: toml++ would turn a fraction into one, whatever its size.
std::int64_t integer_of(const toml::table& table, std::string_view key) {
  return table[key].value_exact<std::int64_t>().value_or(0);
}

std::string text_of(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

Result<std::array<float, 3>> three_numbers(const toml::table& table, std::string_view key,
                                           std::array<float, 3> otherwise) {
  const auto* array = table[key].as_array();
  if (array == nullptr) return otherwise;
  std::array<float, 3> values{};
  if (array->size() != values.size()) return wrong(key, "three numbers are needed");
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto value = (*array)[i].value<double>();
    if (!value) return wrong(key, "three numbers are needed");
    values[i] = static_cast<float>(*value);
  }
  return values;
}

Result<int> bounded(const toml::table& table, std::string_view key, int limit) {
  const auto value = integer_of(table, key);
  if (value < 0 || value > limit) return wrong(key, fmt::format("0 to {} is allowed", limit));
  return static_cast<int>(value);
}

Result<InputSpec> parse_input(const toml::table& table) {
  InputSpec input;
  const auto layout = text_of(table, "layout");
  if (layout != "nchw" && layout != "nhwc") return wrong("input.layout", "nchw or nhwc is needed");
  input.layout = layout == "nchw" ? Layout::nchw : Layout::nhwc;
  const auto channels = text_of(table, "channels");
  if (channels == "bgr") {
    input.channels = Channels::bgr;
  } else if (channels == "rgb") {
    input.channels = Channels::rgb;
  } else if (channels == "gray") {
    input.channels = Channels::gray;
  } else {
    return wrong("input.channels", "bgr, rgb or gray is needed");
  }
  const auto width = bounded(table, "width", kMaxSide);
  const auto height = bounded(table, "height", kMaxSide);
  const auto batch = bounded(table, "batch", kMaxBatch);
  const auto mean = three_numbers(table, "mean", {});
  const auto deviation = three_numbers(table, "deviation", {1, 1, 1});
  for (const auto* number : {&width, &height, &batch}) {
    if (!*number) return std::unexpected(number->error());
  }
  for (const auto* numbers : {&mean, &deviation}) {
    if (!*numbers) return std::unexpected(numbers->error());
  }
  input.width = *width;
  input.height = *height;
  input.batch = *batch;
  input.mean = *mean;
  input.deviation = *deviation;
  input.scale = static_cast<float>(table["scale"].value_or(1.0));
  return input;
}

Result<ModelFile> parse_file(const toml::table& table, const toml::table& packages) {
  ModelFile file{text_of(table, "part"), text_of(table, "name"), text_of(table, "sha256"),
                 static_cast<std::uint64_t>(std::max(std::int64_t{0}, integer_of(table, "bytes"))),
                 std::string(kAddedByUser)};
  if (!base::is_plain_name(file.name)) return wrong("file.name", "a plain file name is needed");
  if (file.sha256.size() != 64) return wrong(file.name, "sha256 needs 64 digits");
  if (const auto id = text_of(table, "package"); !id.empty()) {
    const auto* package = packages[id].as_table();
    if (package == nullptr) return wrong(file.name, "its package is not listed");
    file.source = fmt::format("{} {} {}", text_of(*package, "registry"), text_of(*package, "name"),
                              text_of(*package, "version"));
  }
  return file;
}

Result<Model> parse_model(const toml::table& table, const toml::table& packages) {
  Model model{.id = text_of(table, "id"),
              .family = text_of(table, "family"),
              .title = text_of(table, "title"),
              .licence = text_of(table, "licence"),
              .like = text_of(table, "like"),
              .is_default = table["default"].value_or(false)};
  if (!base::is_plain_name(model.id)) return wrong("model.id", "a plain name is needed");
  if (model.is_own() && !base::is_plain_name(model.like)) {
    return wrong(model.id, "like must be a plain name");
  }
  const auto role = role_named(text_of(table, "role"));
  if (!role) return wrong(model.id, "its role is not known");
  model.role = *role;
  const auto* input = table["input"].as_table();
  if (input == nullptr) return wrong(model.id, "its input is missing");
  auto spec = parse_input(*input);
  if (!spec) return std::unexpected(spec.error());
  model.input = *spec;
  const toml::table none;
  const auto* output = table["output"].as_table();
  const auto size = bounded(output == nullptr ? none : *output, "size", kMaxEmbedding);
  if (!size) return std::unexpected(size.error());
  model.embedding_size = *size;
  if (const auto* thresholds = table["thresholds"].as_table()) {
    for (const auto& [key, node] : *thresholds) {
      if (const auto value = node.value<double>()) {
        model.thresholds.emplace(std::string(key.str()), *value);
      }
    }
  }
  if (const auto* files = table["file"].as_array()) {
    for (const auto& node : *files) {
      if (!node.is_table()) return wrong(model.id, "file must be a table");
      auto file = parse_file(*node.as_table(), packages);
      if (!file) return std::unexpected(file.error());
      model.files.push_back(*std::move(file));
    }
  }
  return model;
}

Result<std::vector<Model>> parse_list(const toml::table& root, std::string_view key) {
  std::vector<Model> list;
  const auto* array = root[key].as_array();
  if (array == nullptr) return list;
  if (array->size() > kMaxModels) return wrong(key, "too many entries");
  const toml::table none;
  const auto* packages = root["package"].as_table();
  std::set<std::string> ids;
  for (const auto& node : *array) {
    if (!node.is_table()) return wrong(key, "a table is needed");
    auto model = parse_model(*node.as_table(), packages == nullptr ? none : *packages);
    if (!model) return std::unexpected(model.error());
    if (!ids.insert(model->id).second) return wrong(model->id, "the id stands twice");
    list.push_back(*std::move(model));
  }
  return list;
}

}  // namespace

Result<Catalogue> parse_catalogue(std::string_view text) {
  try {
    const toml::table root = toml::parse(text);
    if (integer_of(root, "schema") != 1) return wrong("schema", "1 is needed");
    auto models = parse_list(root, "model");
    if (!models) return std::unexpected(models.error());
    auto profiles = parse_list(root, "profile");
    if (!profiles) return std::unexpected(profiles.error());
    return Catalogue{*std::move(models), *std::move(profiles)};
  } catch (const toml::parse_error& error) {
    return wrong(fmt::format("line {}", error.source().begin.line), "this is not TOML");
  }
}

}  // namespace facelatch::models
