// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace facelatch::gallery {

/// A unit vector in 8 bits a dimension, split into its upper and lower four bits: the code c of
/// dimension d stands for scale * (c - 128), and c = 16 upper + lower. Beside it, how far the
/// vector is from what the upper bits alone, and both together, stand for: with these distances
/// every approximate cosine has bounds that hold always (Cauchy-Schwarz), so that a search can
/// leave rows out and still be exact.
struct TemplateCode {
  std::vector<std::uint16_t> upper;  ///< As plane_dots() reads them.
  std::vector<std::uint16_t> lower;
  float scale = 0;
  float coarse_error = 0;  ///< ||x - scale (16 upper + 7.5 - 128)||
  float fine_error = 0;    ///< ||x - scale (16 upper + lower - 128)||
};

/// `values` must be finite and not all zero. Reuses the memory of `code`.
void quantise_template(std::span<const float> values, TemplateCode& code);

/// A query in 12 bits a dimension, with what the bounds need.
struct QueryCode {
  std::vector<std::int16_t> values;  ///< Padded; value d stands for scale * values[d].
  std::int32_t sum = 0;              ///< Of values.
  float scale = 0;
  float norm = 0;
  float error = 0;  ///< ||q - scale values||
};

QueryCode quantise_query(std::span<const float> values);

/// The exact value that everything above approximates: the dot product in double precision.
double exact_dot(std::span<const float> a, std::span<const float> b);

}  // namespace facelatch::gallery
