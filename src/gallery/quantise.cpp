// SPDX-License-Identifier: Apache-2.0
#include "gallery/quantise.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "gallery/scan_kernel.hpp"

namespace facelatch::gallery {
namespace {

float largest_magnitude(std::span<const float> values) {
  float largest = 0;
  for (const float value : values) largest = std::max(largest, std::abs(value));
  return largest;
}

/// Rounds a distance up, so that it stays a bound after the rounding to float.
float upward(double distance) {
  return std::nextafter(static_cast<float>(distance), std::numeric_limits<float>::infinity());
}

}  // namespace

void quantise_template(std::span<const float> values, TemplateCode& code) {
  const std::size_t words = padded_dimensions(values.size()) / 4;
  code.upper.assign(words, 0);
  code.lower.assign(words, 0);
  code.scale = largest_magnitude(values) / 127.0F;
  const float inverse = 1.0F / code.scale;
  double coarse = 0;
  double fine = 0;
  for (std::size_t d = 0; d < values.size(); ++d) {
    const float scaled = values[d] * inverse;
    // 128.5 makes truncation round to nearest, since the sum is positive.
    const auto c = static_cast<unsigned>(scaled + 128.5F);
    const unsigned shift = static_cast<unsigned>(d / words) * 4;
    auto& upper = code.upper[d % words];
    auto& lower = code.lower[d % words];
    upper = static_cast<std::uint16_t>(upper | (c >> 4U) << shift);
    lower = static_cast<std::uint16_t>(lower | (c & 15U) << shift);
    const double x = values[d];
    const double coarse_difference = x - code.scale * (static_cast<double>(c & ~15U) + 7.5 - 128);
    const double fine_difference = x - code.scale * (static_cast<double>(c) - 128);
    coarse += coarse_difference * coarse_difference;
    fine += fine_difference * fine_difference;
  }
  code.coarse_error = upward(std::sqrt(coarse));
  code.fine_error = upward(std::sqrt(fine));
}

QueryCode quantise_query(std::span<const float> values) {
  QueryCode code;
  code.values.assign(padded_dimensions(values.size()), 0);
  code.scale = largest_magnitude(values) / static_cast<float>(kMaximumQueryValue);
  double error = 0;
  double norm = 0;
  for (std::size_t d = 0; d < values.size(); ++d) {
    const auto value = static_cast<std::int16_t>(std::lround(values[d] / code.scale));
    code.values[d] = value;
    code.sum += value;
    const double difference =
        static_cast<double>(values[d]) - static_cast<double>(code.scale) * value;
    error += difference * difference;
    norm += static_cast<double>(values[d]) * values[d];
  }
  code.error = upward(std::sqrt(error));
  code.norm = upward(std::sqrt(norm));
  return code;
}

double exact_dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t d = 0; d < a.size(); ++d) sum += static_cast<double>(a[d]) * b[d];
  return sum;
}

}  // namespace facelatch::gallery
