// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "http/headers.hpp"

namespace facelatch::http {

struct Answer {
  int status = 0;
  Headers headers;
  std::string body;
};

/// A client for tests that sends exactly the bytes that it is told to, right or wrong, over a
/// socket on this machine. Waits at most ten seconds for anything; then, and when the server ends
/// the connection too early, it throws std::runtime_error, which fails the test.
class TestClient {
 public:
  explicit TestClient(std::uint16_t port);
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  TestClient(TestClient&&) = delete;
  TestClient& operator=(TestClient&&) = delete;
  ~TestClient() = default;

  enum class Body { expected, none };  ///< None: behind a HEAD request.

  void send(std::string_view bytes);
  /// As send(); false when the server does not take it any more.
  bool try_send(std::string_view bytes);
  Answer read_answer(Body body = Body::expected);
  /// GET of `target`, with more header lines (each with its CR LF), and its answer.
  Answer get(std::string_view target, std::string_view header_lines = {});
  Answer post(std::string_view target, std::string_view media_type, std::string_view body);
  /// Everything until the server ends the connection, in whatever way.
  std::string read_rest();
  /// The next bytes, whatever they are.
  std::string take(std::size_t size);
  /// Waits until anything has come.
  void read_some() { need(1); }
  void close() { socket_.close(); }
  /// Ends the connection with a reset, as a program does that is killed.
  void reset();

 private:
  bool receive();
  void need(std::size_t size);
  std::string take_line();
  std::string take_chunks();

  base::Descriptor socket_;
  std::string input_;
};

/// "GET /path HTTP/1.1" with a Host field and `header_lines`.
std::string request_text(std::string_view method, std::string_view target,
                         std::string_view header_lines = {}, std::string_view body = {});

}  // namespace facelatch::http
