// SPDX-License-Identifier: Apache-2.0
#include "http/multipart.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "http/headers.hpp"
#include "http/media_type.hpp"
#include "http/target.hpp"

namespace facelatch::http {
namespace {

using base::ErrorCode;
using base::failure;

constexpr std::size_t kMaxBoundary = 70;  // RFC 2046, section 5.1.1.
constexpr std::size_t kMaxPadding = 256;  // Of the line of a delimiter; then it is data.
constexpr std::size_t kMaxHeaderLines = 16;

enum class Tail { next_part, last, data, unknown };

struct DelimiterEnd {
  Tail tail;
  std::size_t size;  ///< Of what belongs to the delimiter's line.
};

/// What follows a delimiter: "--", or padding and a line end, or something that makes it data.
DelimiterEnd classify(std::string_view rest) {
  if (rest.starts_with("--")) return {Tail::last, 2};
  const auto padding = std::min(rest.find_first_not_of(" \t"), rest.size());
  if (padding > kMaxPadding) return {Tail::data, 0};
  const auto line_end = rest.substr(padding);
  if (line_end.starts_with("\r\n")) return {Tail::next_part, padding + 2};
  const bool undecided = line_end.empty() || line_end == "\r" || (padding == 0 && rest == "-");
  return {undecided ? Tail::unknown : Tail::data, 0};
}

base::Result<ParameterizedValue> parse_disposition(std::string_view value) {
  auto disposition = parse_parameterized(value);
  if (!disposition || disposition->value != "form-data" || !disposition->find("name")) {
    return failure(ErrorCode::invalid_argument,
                   "A part of the form has a Content-Disposition without a name.");
  }
  return *std::move(disposition);
}

/// filename, or the form of RFC 8187 (UTF-8''percent-encoded) that some clients send instead.
std::optional<std::string> file_name_of(const ParameterizedValue& disposition) {
  if (const auto plain = disposition.find("filename")) return std::string(*plain);
  const auto extended = disposition.find("filename*");
  if (!extended) return std::nullopt;
  const auto quote = extended->rfind('\'');
  const auto encoded = quote == std::string_view::npos ? *extended : extended->substr(quote + 1);
  return percent_decoded(encoded, Plus::is_plus).value_or(std::string());
}

base::Result<void> check_encoding(std::string_view value) {
  for (const auto* plain : {"binary", "8bit", "7bit"}) {
    if (equal_ignoring_case(value, plain)) return {};
  }
  return failure(ErrorCode::invalid_argument,
                 "A part of the form has a Content-Transfer-Encoding; send the bytes as they are.");
}

base::Result<Headers> parse_lines(std::string_view lines) {
  Headers headers;
  while (!lines.empty()) {
    const auto end = lines.find("\r\n");
    const auto line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    const auto colon = line.find(':');
    if (colon == 0 || colon == std::string_view::npos || headers.size() >= kMaxHeaderLines) {
      return failure(ErrorCode::invalid_argument, "A part of the form has malformed headers.");
    }
    headers.add(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return headers;
}

}  // namespace

base::Result<std::string> boundary_of(std::string_view content_type) {
  constexpr std::string_view kPermitted = "'()+_,-./:=? ";
  const auto type = parse_parameterized(content_type);
  if (!type || type->value != "multipart/form-data") {
    return failure(ErrorCode::invalid_argument, "The body is not multipart/form-data.");
  }
  const auto boundary = type->find("boundary");
  const auto permitted = [&](char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') ||
           (letter >= 'A' && letter <= 'Z') || kPermitted.contains(letter);
  };
  if (!boundary || boundary->empty() || boundary->size() > kMaxBoundary ||
      boundary->ends_with(' ') || !std::ranges::all_of(*boundary, permitted)) {
    return failure(ErrorCode::invalid_argument,
                   "The Content-Type multipart/form-data has no valid boundary.");
  }
  return std::string(*boundary);
}

MultipartParser::MultipartParser(std::string_view boundary, MultipartLimits limits,
                                 PartConsumer& consumer)
    : delimiter_(fmt::format("\r\n--{}", boundary)),
      limits_(limits),
      consumer_(&consumer),
      // The first delimiter has no line before it; an invented one spares a special case.
      buffer_("\r\n") {}

base::Result<void> MultipartParser::feed(std::span<const std::uint8_t> chunk) {
  if (state_ == State::epilogue) return {};  // RFC 2046: to be ignored.
  buffer_.append(reinterpret_cast<const char*>(chunk.data()), chunk.size());
  while (state_ != State::epilogue) {
    const auto stepped = step();
    if (!stepped) return std::unexpected(stepped.error());
    if (*stepped == Step::needs_more) break;
  }
  buffer_.erase(0, position_);
  scanned_ -= std::min(scanned_, position_);
  position_ = 0;
  if (state_ == State::epilogue) buffer_ = {};
  return {};
}

base::Result<void> MultipartParser::finish() {
  if (state_ == State::epilogue) return {};
  return failure(ErrorCode::invalid_argument,
                 "The multipart body ends before its closing boundary.");
}

base::Result<MultipartParser::Step> MultipartParser::step() {
  switch (state_) {
    case State::preamble:
      return skip_preamble();
    case State::headers:
      return read_headers();
    case State::empty_line:
      return leave_headers();
    case State::data:
      return read_data();
    case State::epilogue:
      break;
  }
  return Step::needs_more;
}

base::Result<MultipartParser::Step> MultipartParser::skip_preamble() {
  const auto found = buffer_.find(delimiter_, scanned_);
  if (found == std::string::npos ? buffer_.size() > limits_.header_bytes + delimiter_.size()
                                 : found > limits_.header_bytes) {
    return failure(ErrorCode::invalid_argument, "The multipart body does not have its boundary.");
  }
  if (found == std::string::npos) {
    scanned_ = buffer_.size() - std::min(buffer_.size(), delimiter_.size() - 1);
    return Step::needs_more;
  }
  scanned_ = found;
  const auto behind = found + delimiter_.size();
  const auto [tail, size] = classify(std::string_view(buffer_).substr(behind));
  if (tail == Tail::unknown) return Step::needs_more;
  if (tail == Tail::data) {
    scanned_ = found + 1;  // Kept, because the whole preamble is bounded.
    return Step::advanced;
  }
  scanned_ = position_ = behind + size;
  state_ = tail == Tail::last ? State::epilogue : State::headers;
  return Step::advanced;
}

base::Result<MultipartParser::Step> MultipartParser::read_headers() {
  const std::string_view rest = std::string_view(buffer_).substr(position_);
  // A part without any header has only the empty line.
  const auto blank = rest.starts_with("\r\n") ? 0 : rest.find("\r\n\r\n");
  if (blank == std::string_view::npos ? rest.size() > limits_.header_bytes + 4
                                      : blank > limits_.header_bytes) {
    return failure(ErrorCode::too_large, fmt::format("A part of the form has more than {} bytes "
                                                     "of headers.",
                                                     limits_.header_bytes));
  }
  if (blank == std::string_view::npos) return Step::needs_more;
  if (++parts_ > limits_.parts) {
    return failure(ErrorCode::too_large,
                   fmt::format("The form has more than {} parts.", limits_.parts));
  }
  const bool empty = rest.starts_with("\r\n");
  if (auto begun = begin_part(rest.substr(0, empty ? 0 : blank + 2)); !begun) {
    return std::unexpected(begun.error());
  }
  position_ += empty ? 0 : blank + 2;
  state_ = State::empty_line;
  return Step::advanced;
}

// The CR LF of the empty line may already be that of the next delimiter: a part without a body.
base::Result<MultipartParser::Step> MultipartParser::leave_headers() {
  const std::string_view rest = std::string_view(buffer_).substr(position_);
  const auto compared = std::min(rest.size(), delimiter_.size());
  if (rest.substr(0, compared) == std::string_view(delimiter_).substr(0, compared)) {
    const auto [tail, size] = classify(rest.substr(compared));
    if (compared < delimiter_.size() || tail == Tail::unknown) return Step::needs_more;
    const auto behind = position_ + compared + size;
    if (tail == Tail::last) return end_part(behind, State::epilogue);
    if (tail == Tail::next_part) return end_part(behind, State::headers);
  }
  scanned_ = position_ += 2;
  state_ = State::data;
  return Step::advanced;
}

base::Result<void> MultipartParser::begin_part(std::string_view header_lines) {
  const auto headers = parse_lines(header_lines);
  if (!headers) return std::unexpected(headers.error());
  const auto disposition = parse_disposition(headers->value_or_empty("Content-Disposition"));
  if (!disposition) return std::unexpected(disposition.error());
  if (const auto encoding = headers->find("Content-Transfer-Encoding")) {
    if (auto checked = check_encoding(*encoding); !checked) return checked;
  }
  return consumer_->begin({std::string(*disposition->find("name")), file_name_of(*disposition),
                           std::string(headers->value_or_empty("Content-Type"))});
}

base::Result<MultipartParser::Step> MultipartParser::read_data() {
  const auto found = buffer_.find(delimiter_, std::max(scanned_, position_));
  if (found == std::string::npos) {
    // The end of what has come may be the beginning of a delimiter.
    const auto keep = std::min(buffer_.size() - position_, delimiter_.size() - 1);
    if (auto emitted = emit(buffer_.size() - position_ - keep); !emitted) {
      return std::unexpected(emitted.error());
    }
    return Step::needs_more;
  }
  scanned_ = found;
  const auto behind = found + delimiter_.size();
  const auto [tail, size] = classify(std::string_view(buffer_).substr(behind));
  const auto wanted = found + (tail == Tail::data ? 1 : 0);
  if (auto emitted = emit(wanted - position_); !emitted) return std::unexpected(emitted.error());
  if (tail == Tail::unknown) return Step::needs_more;
  if (tail == Tail::data) {
    scanned_ = position_;
    return Step::advanced;
  }
  return end_part(behind + size, tail == Tail::last ? State::epilogue : State::headers);
}

base::Result<MultipartParser::Step> MultipartParser::end_part(std::size_t next_position,
                                                              State next_state) {
  if (auto ended = consumer_->end(); !ended) return std::unexpected(ended.error());
  scanned_ = position_ = next_position;
  state_ = next_state;
  return Step::advanced;
}

base::Result<void> MultipartParser::emit(std::size_t count) {
  if (count == 0) return {};
  const auto* first = reinterpret_cast<const std::uint8_t*>(buffer_.data()) + position_;
  position_ += count;
  return consumer_->data({first, count});
}

}  // namespace facelatch::http
