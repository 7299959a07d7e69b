// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace facelatch::crypto {

/// Fills `out` from the system's cryptographic generator. Thread-safe.
void fill_random(std::span<std::uint8_t> out);

/// A number in 0..bound-1, each equally likely. `bound` of 0 or 1 gives 0. Thread-safe.
std::uint32_t random_below(std::uint32_t bound);

inline constexpr std::size_t kIdBytes = 16;
inline constexpr std::size_t kIdCharacters = 22;

/// Random bits, just under 128 of them, as 22 base64url characters of which the first is a letter
/// or a digit: ids of people, sessions, nonces and tokens. Nobody guesses one, and two are never
/// the same. Thread-safe.
std::string random_id();

/// Whether `text` has the form of random_id(). Says nothing about who knows it.
bool is_id(std::string_view text);

}  // namespace facelatch::crypto
