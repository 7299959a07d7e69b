// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/json/value.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace facelatch::api {

// Embeddings as texts: an array of numbers, or the base64 of their float32 values, little-endian.
// Nothing is said of their length or direction; similarity::unit_vector looks at that.

/// Both fail with invalid_argument.
base::Result<std::vector<float>> embedding_from_text(std::string_view text);
base::Result<std::vector<float>> embedding_from_json(const boost::json::value& value);

/// The float32 values one after the other, little-endian.
std::string float32_bytes(std::span<const float> values);
std::string float32_base64(std::span<const float> values);

}  // namespace facelatch::api
