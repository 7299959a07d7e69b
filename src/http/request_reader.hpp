// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "http/fault.hpp"
#include "http/headers.hpp"

namespace facelatch::http {

/// Takes the bytes of a body as they come.
class BodySink {
 public:
  virtual ~BodySink() = default;
  virtual base::Result<void> append(std::span<const std::uint8_t> bytes) = 0;
};

/// The first lines of a request, as sent.
struct RequestHead {
  std::string method;
  std::string target;
  int version = 11;  ///< 10 or 11.
  Headers headers;
  bool keep_alive = true;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
};

/// Parses one request out of the bytes of a connection (the grammar of RFC 9112 is Beast's, its
/// framing rules are checked more strictly here). Externally synchronised.
class RequestReader {
 public:
  RequestReader(std::size_t header_bytes, std::size_t header_fields);
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  RequestReader(RequestReader&&) = delete;
  RequestReader& operator=(RequestReader&&) = delete;
  ~RequestReader();

  /// Takes what it can from the front of `bytes` and says how many; stops behind the head, so that
  /// a sink can be chosen. What it leaves must come again, with more behind it.
  std::expected<std::size_t, Fault> feed(std::span<const char> bytes);

  [[nodiscard]] bool has_head() const;
  [[nodiscard]] bool complete() const;
  [[nodiscard]] RequestHead& head();
  /// Where the body goes from now on, and how large it may be; null: nowhere.
  void send_body_to(BodySink* sink, std::uint64_t limit_bytes);
  [[nodiscard]] std::uint64_t body_bytes() const;

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace facelatch::http
