// SPDX-License-Identifier: Apache-2.0
// Frames are written by hand, so that the broken ones can be sent too.
#include "http/websocket.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "http/test_client.hpp"
#include "http/test_server.hpp"

namespace facelatch::http {
namespace {

using ::testing::HasSubstr;

constexpr auto kUpgrade =
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

constexpr unsigned kContinuation = 0;
constexpr unsigned kText = 1;
constexpr unsigned kBinary = 2;
constexpr unsigned kClose = 8;
constexpr unsigned kPing = 9;
constexpr unsigned kPong = 10;

enum class Part { last, more_to_come };

/// A client's frame (RFC 6455, section 5.2) of less than 64 KiB, masked with zeros.
std::string frame(unsigned opcode, std::string_view data, Part part = Part::last) {
  std::string text;
  text += static_cast<char>((part == Part::last ? 0x80U : 0U) | opcode);
  if (data.size() < 126) {
    text += static_cast<char>(0x80U | data.size());
  } else {
    text += static_cast<char>(0x80U | 126U);
    text += static_cast<char>(data.size() >> 8U);
    text += static_cast<char>(data.size() & 0xffU);
  }
  return text + std::string(4, '\0') + std::string(data);
}

struct Frame {
  unsigned opcode = 0;
  std::string data;
};

Frame read_frame(TestClient& client) {
  const auto byte = [](char letter) { return static_cast<unsigned char>(letter); };
  const auto head = client.take(2);
  std::size_t size = byte(head[1]);
  if (size >= 126) {
    const auto extended = client.take(size == 126 ? 2 : 8);
    size = 0;
    for (const char letter : extended) size = size << 8U | byte(letter);
  }
  return {byte(head[0]) & 15U, client.take(size)};
}

/// The code of a close frame, which must come next.
unsigned read_close(TestClient& client) {
  const auto closing = read_frame(client);
  EXPECT_EQ(closing.opcode, kClose);
  if (closing.data.size() < 2) return 0;
  return static_cast<unsigned char>(closing.data[0]) * 256U +
         static_cast<unsigned char>(closing.data[1]);
}

/// What the tests see of the server's side.
class Sockets {
 public:
  std::expected<WebSocketCallbacks, Fault> open(const Request& request, WebSocket socket) {
    if (request.target.query.find("refuse")) {
      return std::unexpected(Fault(403, "denied", "This socket is refused."));
    }
    const std::scoped_lock lock(mutex_);
    last_.emplace(socket);
    changed_.notify_all();
    WebSocketCallbacks callbacks;
    callbacks.on_message = [socket](WebSocketMessage message) mutable {
      if (message.data == "close") return socket.close(CloseCode::policy, "as you wish");
      if (message.data == "throw") throw std::runtime_error("as you wish");
      if (message.data == "run") {
        const bool accepted = socket.run([socket, reader = std::this_thread::get_id()]() mutable {
          const bool is_elsewhere = std::this_thread::get_id() != reader;
          socket.send({WebSocketMessage::Kind::text, is_elsewhere ? "in a worker" : "here"});
        });
        if (accepted) return;
        message.data = "refused";
      }
      socket.send(std::move(message));
    };
    if (request.target.query.find("impatient")) {
      callbacks.first_silence = std::chrono::milliseconds(400);
      callbacks.silence = std::chrono::milliseconds(400);
    }
    callbacks.on_close = [this, cancelled = request.cancelled] {
      const std::scoped_lock closing(mutex_);
      if (cancelled.stop_requested()) ++closed_;
      changed_.notify_all();
    };
    return callbacks;
  }
  WebSocket last() {
    const std::scoped_lock lock(mutex_);
    return last_.value();
  }
  void wait_until_closed(int sockets) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return closed_ >= sockets; })) {
      throw std::runtime_error("The sockets were not closed within ten seconds.");
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<WebSocket> last_;
  int closed_ = 0;
};

class WebSockets : public ::testing::Test {
 protected:
  Router router() {
    Router router;
    const auto open = [this](const Request& request, WebSocket socket) {
      return sockets_.open(request, std::move(socket));
    };
    auto trivial = trivial_route();
    trivial.body_bytes = 1000;
    router.add_websocket("/socket", trivial, open);
    RouteOptions work;
    work.body_bytes = 1000;
    router.add_websocket("/work", work, open);
    return router;
  }
  static ServerOptions options() {
    ServerOptions options;
    options.limits.websockets = 2;
    options.limits.websocket_outbox_bytes = 5000;
    return options;
  }
  Answer upgrade(TestClient& client, std::string_view target = "/socket",
                 std::string_view lines = kUpgrade) {
    client.send(request_text("GET", target, lines));
    return client.read_answer();
  }

  Sockets sockets_;
  TestServer server_{router(), options()};
  TestClient client_{server_.port()};
};

TEST_F(WebSockets, AreOpenedAsTheStandardHasIt) {
  const auto answer = upgrade(client_);
  EXPECT_EQ(answer.status, 101);
  // RFC 6455, section 1.3: the answer to its sample key.
  EXPECT_EQ(answer.headers.value_or_empty("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_F(WebSockets, CarryTextAndBytesBothWays) {
  for (const auto* target : {"/socket", "/work"}) {
    TestClient client(server_.port());
    ASSERT_EQ(upgrade(client, target).status, 101);
    client.send(frame(kText, "hello") + frame(kBinary, std::string("\0\xff", 2)));
    const auto text = read_frame(client);
    EXPECT_EQ(text.opcode, kText);
    EXPECT_EQ(text.data, "hello");
    const auto bytes = read_frame(client);
    EXPECT_EQ(bytes.opcode, kBinary);
    EXPECT_EQ(bytes.data, std::string("\0\xff", 2));
  }
}

TEST_F(WebSockets, PutFragmentsTogetherAroundAPing) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kText, "one ", Part::more_to_come) + frame(kPing, "x") +
               frame(kContinuation, "two"));
  const auto pong = read_frame(client_);
  EXPECT_EQ(pong.opcode, kPong);
  EXPECT_EQ(pong.data, "x");
  EXPECT_EQ(read_frame(client_).data, "one two");
}

TEST_F(WebSockets, RefuseMessagesThatAreTooLarge) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kBinary, std::string(1000, 'x')));
  EXPECT_EQ(read_frame(client_).data.size(), 1000U);
  client_.send(frame(kBinary, std::string(1001, 'x')));
  EXPECT_EQ(read_close(client_), 1009U);
  client_.close();
  sockets_.wait_until_closed(1);
}

TEST_F(WebSockets, RefuseAFragmentedMessageThatIsTooLarge) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kBinary, std::string(600, 'x'), Part::more_to_come) +
               frame(kContinuation, std::string(600, 'x')));
  EXPECT_EQ(read_close(client_), 1009U);
}

TEST_F(WebSockets, RefuseWhatBreaksTheProtocol) {
  const std::string unmasked("\x81\x02hi", 4);
  for (const auto& [broken, code] :
       {std::pair{unmasked, 1002U}, std::pair{frame(kText, "\xff\xfe"), 1007U},
        std::pair{frame(3, "reserved"), 1002U},
        std::pair{frame(kContinuation, "of what"), 1002U}}) {
    TestClient client(server_.port());
    ASSERT_EQ(upgrade(client).status, 101);
    client.send(broken);
    EXPECT_EQ(read_close(client), code);
    EXPECT_EQ(client.read_rest(), "");
  }
  sockets_.wait_until_closed(4);
}

TEST_F(WebSockets, AreClosedByTheServerWithAReason) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kText, "close"));
  const auto closing = read_frame(client_);
  EXPECT_EQ(closing.data,
            "\x03\xf0"
            "as you wish");
  client_.send(frame(kClose, "\x03\xf0"));
  EXPECT_EQ(client_.read_rest(), "");
  client_.close();
  sockets_.wait_until_closed(1);
}

TEST_F(WebSockets, AreClosedByTheClient) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kClose, "\x03\xe8"));
  EXPECT_EQ(read_close(client_), 1000U);
  client_.close();
  sockets_.wait_until_closed(1);
  EXPECT_FALSE(sockets_.last().send({})) << "a handle outlives its socket";
}

TEST_F(WebSockets, SurviveAnExceptionByClosing) {
  for (const auto* target : {"/socket", "/work"}) {
    TestClient client(server_.port());
    ASSERT_EQ(upgrade(client, target).status, 101);
    client.send(frame(kText, "throw"));
    EXPECT_EQ(read_close(client), 1011U);
  }
}

TEST_F(WebSockets, AClientThatVanishesIsNoticed) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.reset();
  sockets_.wait_until_closed(1);
}

TEST_F(WebSockets, AClientThatDoesNotReadDoesNotFillTheMemory) {
  ASSERT_EQ(upgrade(client_).status, 101);
  auto socket = sockets_.last();
  const WebSocketMessage message{WebSocketMessage::Kind::binary, std::string(1000, 'x')};
  std::size_t sent = 0;
  while (sent < 1'000'000 && socket.send(message)) ++sent;
  EXPECT_LT(sent, 1'000'000U) << "the outbox is bounded";
  EXPECT_LE(socket.queued_bytes(), 5000U);
}

TEST_F(WebSockets, MayHaveTheirWorkDoneByAWorker) {
  ASSERT_EQ(upgrade(client_).status, 101);
  client_.send(frame(kText, "run"));
  EXPECT_EQ(read_frame(client_).data, "in a worker");
  auto socket = sockets_.last();
  client_.reset();
  sockets_.wait_until_closed(1);
  EXPECT_FALSE(socket.run([] {})) << "nobody waits for it any more";
}

TEST_F(WebSockets, OfAClientThatSaysNothingAreClosed) {
  ASSERT_EQ(upgrade(client_, "/socket?impatient").status, 101);
  client_.send(frame(kPing, "still here"));
  EXPECT_EQ(read_frame(client_).opcode, kPong);
  EXPECT_EQ(read_close(client_), 1008U);
}

TEST_F(WebSockets, OfAClientThatFallsSilentAreClosed) {
  ASSERT_EQ(upgrade(client_, "/socket?impatient").status, 101);
  client_.send(frame(kText, "hello"));
  EXPECT_EQ(read_frame(client_).data, "hello");
  EXPECT_EQ(read_close(client_), 1008U);
}

TEST_F(WebSockets, AreBoundedInNumber) {
  TestClient second(server_.port());
  TestClient third(server_.port());
  ASSERT_EQ(upgrade(client_).status, 101);
  ASSERT_EQ(upgrade(second).status, 101);
  EXPECT_EQ(upgrade(third).status, 503);
}

TEST_F(WebSockets, MayBeRefusedByTheApplication) {
  const auto answer = upgrade(client_, "/socket?refuse");
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("This socket is refused."));
}

TEST_F(WebSockets, NeedAnUpgrade) {
  const auto answer = client_.get("/socket");
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(answer.headers.value_or_empty("Upgrade"), "websocket");
}

// A page of any site may try: only its origin tells (cross-site WebSocket hijacking).
TEST_F(WebSockets, AreNotForPagesOfOtherSites) {
  EXPECT_EQ(upgrade(client_, "/socket", std::string(kUpgrade) + "Origin: https://evil.example\r\n")
                .status,
            403);
  TestClient own(server_.port());
  EXPECT_EQ(upgrade(own, "/socket", std::string(kUpgrade) + "Origin: http://localhost\r\n").status,
            101);
}

TEST_F(WebSockets, AreToldWhenTheServerGoes) {
  ASSERT_EQ(upgrade(client_).status, 101);
  auto stopped =
      std::thread([this] { server_->stop(base::Deadline::after(std::chrono::seconds(10))); });
  EXPECT_EQ(read_close(client_), 1001U);
  client_.send(frame(kClose, "\x03\xe9"));
  EXPECT_EQ(client_.read_rest(), "");
  client_.close();
  stopped.join();
}

}  // namespace
}  // namespace facelatch::http
