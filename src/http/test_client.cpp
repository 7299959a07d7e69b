// SPDX-License-Identifier: Apache-2.0
#include "http/test_client.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "base/number.hpp"

namespace facelatch::http {

TestClient::TestClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_.value(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) !=
      0) {
    throw std::runtime_error("The test's client cannot connect.");
  }
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(socket_.value(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(socket_.value(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

void TestClient::send(std::string_view bytes) {
  if (!try_send(bytes)) throw std::runtime_error("The server does not take what is sent.");
}

bool TestClient::try_send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket_.value(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// False when the connection has ended.
bool TestClient::receive() {
  std::array<char, 65536> bytes{};
  const auto count = ::recv(socket_.value(), bytes.data(), bytes.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
    throw std::runtime_error("The server did not answer for ten seconds.");
  }
  if (count <= 0) return false;
  input_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

void TestClient::need(std::size_t size) {
  while (input_.size() < size) {
    if (!receive()) throw std::runtime_error("The server has ended the connection.");
  }
}

std::string TestClient::take(std::size_t size) {
  need(size);
  auto taken = input_.substr(0, size);
  input_.erase(0, size);
  return taken;
}

std::string TestClient::take_line() {
  auto end = input_.find("\r\n");
  while (end == std::string::npos) {
    need(input_.size() + 1);
    end = input_.find("\r\n");
  }
  auto line = take(end);
  take(2);
  return line;
}

std::string TestClient::take_chunks() {
  std::string body;
  while (true) {
    const auto size = std::stoul(take_line(), nullptr, 16);
    body += take(size);
    take_line();
    if (size == 0) return body;
  }
}

Answer TestClient::read_answer(Body body) {
  const auto status_line = take_line();
  const auto status = base::parse_number<int>(std::string_view(status_line).substr(9, 3));
  if (!status_line.starts_with("HTTP/1.1 ") || !status) {
    throw std::runtime_error("Not the beginning of an answer: " + status_line);
  }
  Answer answer{.status = *status, .headers = {}, .body = {}};
  for (auto line = take_line(); !line.empty(); line = take_line()) {
    const auto colon = line.find(": ");
    answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
  }
  if (body == Body::none) return answer;
  const auto length =
      base::parse_number<std::size_t>(answer.headers.value_or_empty("Content-Length"));
  if (length) answer.body = take(*length);
  if (answer.headers.contains("Transfer-Encoding")) answer.body = take_chunks();
  return answer;
}

Answer TestClient::get(std::string_view target, std::string_view header_lines) {
  send(request_text("GET", target, header_lines));
  return read_answer();
}

Answer TestClient::post(std::string_view target, std::string_view media_type,
                        std::string_view body) {
  send(request_text(
      "POST", target,
      fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", media_type, body.size()), body));
  return read_answer();
}

std::string TestClient::read_rest() {
  while (receive()) {
  }
  return std::exchange(input_, {});
}

void TestClient::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.value(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  socket_.close();
}

std::string request_text(std::string_view method, std::string_view target,
                         std::string_view header_lines, std::string_view body) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: localhost\r\n{}\r\n{}", method, target, header_lines,
                     body);
}

}  // namespace facelatch::http
