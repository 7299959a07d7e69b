// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

namespace facelatch::gallery {

/// Largest dimension: beyond it the 32-bit sums of the kernels could overflow.
inline constexpr std::size_t kMaximumDimension = 1024;
/// Query values stay within +-this, for the same reason.
inline constexpr int kMaximumQueryValue = 2047;

/// How a plane of 4-bit values lies in memory, so that every vector length reads it alike. With E =
/// padded dimensions / 4, the 16-bit word e holds the dimensions e, E + e, 2E + e and 3E + e, from
/// the lowest four bits up. Dimensions are padded with zeros to whole blocks of 128.
constexpr std::size_t padded_dimensions(std::size_t dimension) {
  return (dimension + 127) / 128 * 128;
}

/// out[r] = sum over dimensions of query[d] * plane[r][d], for `rows` consecutive rows of
/// `dimensions` (padded) 4-bit values; `plane` is aligned to 64 bytes. Exact integer arithmetic.
void plane_dots(const std::uint16_t* plane, std::size_t rows, std::size_t dimensions,
                const std::int16_t* query, std::int32_t* out);

/// The arrays of one block of rows, and what turns a dot product of its coarse plane into an upper
/// bound of the cosine.
struct BoundInput {
  const std::int32_t* dots;
  const float* scales;
  const float* errors;
  std::int32_t offset;  ///< Subtracted from 32 times the dot product.
  float query_scale;    ///< Multiplies the difference, together with the row's scale.
  float error_weight;   ///< Multiplies the row's error.
  float slack;          ///< Added to all.
};

/// out[r] = (32 dots[r] - offset) scales[r] query_scale + errors[r] error_weight + slack.
void upper_bounds(const BoundInput& input, std::size_t rows, float* out);

/// The instruction set that the two above use on this processor, as Highway calls it ("AVX2").
std::string scan_instruction_set();

}  // namespace facelatch::gallery
