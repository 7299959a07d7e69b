// SPDX-License-Identifier: Apache-2.0
#include "video/worker_protocol.hpp"

#include <cstring>

namespace facelatch::video {
namespace {

template <class Message>
std::optional<Message> read_as(std::span<const std::uint8_t> packet) {
  if (packet.size() != sizeof(Message)) return std::nullopt;
  Message message;
  const MessageKind expected = message.kind;
  std::memcpy(&message, packet.data(), sizeof(Message));
  if (message.kind != expected) return std::nullopt;
  return message;
}

bool is_valid(const OpenedMessage& message) {
  return message.container <= Container::v4l2 && message.codec <= Codec::raw &&
         message.sandbox <= Sandbox::limits && message.turns <= 3;
}

bool is_valid(const FrameMessage& message) { return message.turns <= 3 && message.is_damaged <= 1; }

bool is_valid(const ProgressMessage&) { return true; }

bool is_valid(const FinishedMessage& message) {
  return message.is_truncated <= 1 && message.is_cut_short <= 1;
}

bool is_valid(const FailedMessage& message) {
  return static_cast<std::uint32_t>(message.failure) <= kLastWorkerFailure;
}

template <class Message>
std::optional<WorkerMessage> checked(std::span<const std::uint8_t> packet) {
  const auto message = read_as<Message>(packet);
  if (!message || !is_valid(*message)) return std::nullopt;
  return *message;
}

}  // namespace

std::optional<WorkerMessage> parse_worker_message(std::span<const std::uint8_t> packet) {
  auto kind = MessageKind::setup;
  if (packet.size() < sizeof(kind)) return std::nullopt;
  std::memcpy(&kind, packet.data(), sizeof(kind));
  switch (kind) {
    case MessageKind::opened:
      return checked<OpenedMessage>(packet);
    case MessageKind::frame:
      return checked<FrameMessage>(packet);
    case MessageKind::progress:
      return checked<ProgressMessage>(packet);
    case MessageKind::finished:
      return checked<FinishedMessage>(packet);
    case MessageKind::failed:
      return checked<FailedMessage>(packet);
    case MessageKind::setup:
    case MessageKind::release:
      break;
  }
  return std::nullopt;
}

std::optional<SetupMessage> parse_setup(std::span<const std::uint8_t> packet) {
  const auto setup = read_as<SetupMessage>(packet);
  if (!setup || setup->version != kProtocolVersion || setup->slots == 0 ||
      setup->slots > kMaxSlots || setup->url_length > kMaxUrlLength || setup->every == 0) {
    return std::nullopt;
  }
  return setup;
}

std::optional<ReleaseMessage> parse_release(std::span<const std::uint8_t> packet) {
  return read_as<ReleaseMessage>(packet);
}

}  // namespace facelatch::video
