// SPDX-License-Identifier: Apache-2.0
#include "http/trace_context.hpp"

#include <algorithm>
#include <random>
#include <span>

#include "base/hex.hpp"

namespace facelatch::http {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

int digit(char letter) {
  // Upper case is invalid here (section 3.2.2).
  const auto found = kDigits.find(letter);
  return found == std::string_view::npos ? -1 : static_cast<int>(found);
}

bool parse_hex(std::string_view text, std::span<std::uint8_t> bytes) {
  if (text.size() != bytes.size() * 2) return false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const int high = digit(text[2 * i]);
    const int low = digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

bool all_zero(std::span<const std::uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

// Identifiers must be unique, not unguessable; asking the kernel for each would cost a call.
void fill_random(std::span<std::uint8_t> bytes) {
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  do {
    for (std::size_t i = 0; i < bytes.size(); i += 8) {
      auto value = generator();
      for (std::size_t j = i; j < std::min(i + 8, bytes.size()); ++j, value >>= 8U) {
        bytes[j] = static_cast<std::uint8_t>(value & 0xffU);
      }
    }
  } while (all_zero(bytes));
}

}  // namespace

std::string TraceContext::trace_id_text() const { return base::to_hex(trace_id); }
std::string TraceContext::span_id_text() const { return base::to_hex(span_id); }

std::string TraceContext::traceparent() const {
  return "00-" + trace_id_text() + "-" + span_id_text() + (sampled ? "-01" : "-00");
}

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  constexpr std::size_t kSize = 55;  // 2 + 1 + 32 + 1 + 16 + 1 + 2.
  if (text.size() < kSize || text[2] != '-' || text[35] != '-' || text[52] != '-') {
    return std::nullopt;
  }
  std::array<std::uint8_t, 1> version{};
  std::array<std::uint8_t, 1> flags{};
  TraceContext context;
  if (!parse_hex(text.substr(0, 2), version) || version[0] == 0xff ||
      !parse_hex(text.substr(3, 32), context.trace_id) ||
      !parse_hex(text.substr(36, 16), context.span_id) || !parse_hex(text.substr(53, 2), flags)) {
    return std::nullopt;
  }
  // Only a later version may have more, behind another dash.
  if (text.size() > kSize && (version[0] == 0 || text[kSize] != '-')) return std::nullopt;
  if (all_zero(context.trace_id) || all_zero(context.span_id)) return std::nullopt;
  context.sampled = (flags[0] & 1U) != 0;
  return context;
}

TraceContext continue_trace(std::string_view traceparent) {
  auto context = parse_traceparent(traceparent);
  if (!context) {
    context.emplace();
    fill_random(context->trace_id);
  }
  fill_random(context->span_id);
  return *context;
}

std::string new_request_id() {
  std::array<std::uint8_t, 16> bytes{};
  fill_random(bytes);
  return base::to_hex(bytes);
}

}  // namespace facelatch::http
