// SPDX-License-Identifier: Apache-2.0
#include "api/embedding_text.hpp"

#include <bit>
#include <boost/json/parse.hpp>
#include <cstring>

#include "base/base64.hpp"
#include "similarity/embedding.hpp"

namespace facelatch::api {
namespace {

namespace json = boost::json;

static_assert(std::endian::native == std::endian::little);

std::unexpected<base::Error> refused() {
  return base::failure(base::ErrorCode::invalid_argument,
                       "An embedding is an array of numbers, or their float32 in base64.");
}

base::Result<std::vector<float>> from_array(const json::array& array) {
  if (array.size() > similarity::kMaxEmbeddingValues) return refused();
  std::vector<float> values;
  values.reserve(array.size());
  for (const auto& element : array) {
    if (element.is_double()) {
      values.push_back(static_cast<float>(element.get_double()));
      continue;
    }
    json::error_code error;
    const auto number = element.to_number<double>(error);
    if (error) return refused();
    values.push_back(static_cast<float>(number));
  }
  return values;
}

base::Result<std::vector<float>> from_base64(std::string_view text) {
  const auto bytes = base::from_base64(text);
  if (!bytes || bytes->empty() || bytes->size() % sizeof(float) != 0) return refused();
  std::vector<float> values(bytes->size() / sizeof(float));
  std::memcpy(values.data(), bytes->data(), bytes->size());
  return values;
}

}  // namespace

base::Result<std::vector<float>> embedding_from_json(const json::value& value) {
  if (value.is_array()) return from_array(value.get_array());
  if (value.is_string()) return from_base64(value.get_string());
  return refused();
}

base::Result<std::vector<float>> embedding_from_text(std::string_view text) {
  if (!text.starts_with('[')) return from_base64(text);
  json::error_code error;
  const auto value = json::parse(text, error);
  if (error) return refused();
  return embedding_from_json(value);
}

std::string float32_bytes(std::span<const float> values) {
  const auto bytes = std::as_bytes(values);
  std::string text(bytes.size(), '\0');
  std::memcpy(text.data(), bytes.data(), bytes.size());
  return text;
}

std::string float32_base64(std::span<const float> values) {
  const auto bytes = float32_bytes(values);
  return base::to_base64({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

}  // namespace facelatch::api
