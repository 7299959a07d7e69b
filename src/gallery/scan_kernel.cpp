// SPDX-License-Identifier: Apache-2.0
#include "gallery/scan_kernel.hpp"

// Highway compiles the rest of this file once per instruction set and picks at run time.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "gallery/scan_kernel.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace facelatch::gallery::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::ScalableTag<std::uint16_t>;
using Shorts = hn::RepartitionToWide<hn::ScalableTag<std::int8_t>>;
using Sums = hn::RepartitionToWide<Shorts>;

/// One row. Nibbles 1 and 2 are masked but not shifted down, so their sums are 16 and 256 times too
/// large until the end: two shifts a row instead of two a vector.
HWY_INLINE std::int32_t row_dot(const std::uint16_t* row, std::size_t words,
                                const std::int16_t* query) {
  const Words words_tag;
  const Shorts shorts_tag;
  const Sums sums_tag;
  auto low = hn::Zero(sums_tag);
  auto times16 = low;
  auto times256 = low;
  // Where the instruction set widens in two halves, Highway adds the second half here.
  auto low_other = low;
  auto times16_other = low;
  auto times256_other = low;
  const auto mask0 = hn::Set(words_tag, 0x000F);
  const auto mask1 = hn::Set(words_tag, 0x00F0);
  const auto mask2 = hn::Set(words_tag, 0x0F00);
  const std::size_t lanes = hn::Lanes(words_tag);
  for (std::size_t e = 0; e < words; e += lanes) {
    const auto nibbles = hn::LoadU(words_tag, row + e);
    const auto nibble0 = hn::BitCast(shorts_tag, hn::And(nibbles, mask0));
    const auto nibble1 = hn::BitCast(shorts_tag, hn::And(nibbles, mask1));
    const auto nibble2 = hn::BitCast(shorts_tag, hn::And(nibbles, mask2));
    const auto nibble3 = hn::BitCast(shorts_tag, hn::ShiftRight<12>(nibbles));
    low = hn::ReorderWidenMulAccumulate(sums_tag, nibble0, hn::LoadU(shorts_tag, query + e), low,
                                        low_other);
    times16 = hn::ReorderWidenMulAccumulate(
        sums_tag, nibble1, hn::LoadU(shorts_tag, query + words + e), times16, times16_other);
    times256 = hn::ReorderWidenMulAccumulate(
        sums_tag, nibble2, hn::LoadU(shorts_tag, query + 2 * words + e), times256, times256_other);
    low = hn::ReorderWidenMulAccumulate(
        sums_tag, nibble3, hn::LoadU(shorts_tag, query + 3 * words + e), low, low_other);
  }
  const auto from16 = hn::ShiftRight<4>(hn::Add(times16, times16_other));
  const auto from256 = hn::ShiftRight<8>(hn::Add(times256, times256_other));
  return hn::GetLane(
      hn::SumOfLanes(sums_tag, hn::Add(hn::Add(low, low_other), hn::Add(from16, from256))));
}

void plane_dots_of_target(const std::uint16_t* plane, std::size_t rows, std::size_t dimensions,
                          const std::int16_t* query, std::int32_t* out) {
  const std::size_t words = dimensions / 4;
  for (std::size_t row = 0; row < rows; ++row) {
    out[row] = row_dot(plane + row * words, words, query);
  }
}

void upper_bounds_of_target(const BoundInput& input, std::size_t rows, float* out) {
  const hn::CappedTag<float, 8> floats;
  const hn::Rebind<std::int32_t, decltype(floats)> ints;
  const auto offset = hn::Set(ints, input.offset);
  const auto query_scale = hn::Set(floats, input.query_scale);
  const auto weight = hn::Set(floats, input.error_weight);
  const auto slack = hn::Set(floats, input.slack);
  const std::size_t lanes = hn::Lanes(floats);
  std::size_t row = 0;
  for (; row + lanes <= rows; row += lanes) {
    const auto dots = hn::ShiftLeft<5>(hn::LoadU(ints, input.dots + row));
    const auto centred = hn::ConvertTo(floats, hn::Sub(dots, offset));
    const auto scale = hn::Mul(hn::LoadU(floats, input.scales + row), query_scale);
    const auto margin = hn::MulAdd(hn::LoadU(floats, input.errors + row), weight, slack);
    hn::StoreU(hn::MulAdd(centred, scale, margin), floats, out + row);
  }
  for (; row < rows; ++row) {
    out[row] = static_cast<float>(32 * input.dots[row] - input.offset) * input.scales[row] *
                   input.query_scale +
               input.errors[row] * input.error_weight + input.slack;
  }
}

}  // namespace facelatch::gallery::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace facelatch::gallery {

HWY_EXPORT(plane_dots_of_target);
HWY_EXPORT(upper_bounds_of_target);

void plane_dots(const std::uint16_t* plane, std::size_t rows, std::size_t dimensions,
                const std::int16_t* query, std::int32_t* out) {
  HWY_DYNAMIC_DISPATCH(plane_dots_of_target)(plane, rows, dimensions, query, out);
}

void upper_bounds(const BoundInput& input, std::size_t rows, float* out) {
  HWY_DYNAMIC_DISPATCH(upper_bounds_of_target)(input, rows, out);
}

std::string scan_instruction_set() {
  // The lowest bit set is the best target (hwy/targets.h).
  const auto targets = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(targets & -targets);
}

}  // namespace facelatch::gallery
#endif
