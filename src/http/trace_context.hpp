// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace facelatch::http {

/// Where a request stands in a distributed trace (W3C Trace Context, recommendation of 2021).
/// A value.
struct TraceContext {
  std::array<std::uint8_t, 16> trace_id{};  ///< Not all zero.
  std::array<std::uint8_t, 8> span_id{};    ///< Not all zero.
  bool sampled = false;

  /// The header to send on: version 00.
  [[nodiscard]] std::string traceparent() const;
  [[nodiscard]] std::string trace_id_text() const;
  [[nodiscard]] std::string span_id_text() const;
};

/// Reads a traceparent header; nothing when it is invalid (it is then to be ignored, section 3.2).
/// Unknown versions are read as far as version 00 goes.
std::optional<TraceContext> parse_traceparent(std::string_view text);

/// The context of our own work: the caller's trace with a new span, or a new trace without one.
TraceContext continue_trace(std::string_view traceparent);

/// 128 random bits as 32 lower-case hexadecimal digits: unique, not secret.
std::string new_request_id();

}  // namespace facelatch::http
