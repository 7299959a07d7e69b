// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>

#include "base/file.hpp"
#include "base/result.hpp"
#include "crypto/secret_buffer.hpp"

namespace facelatch::crypto {

/// The stream's public start: whoever opens it needs it first.
using StreamHeader = std::array<std::uint8_t, 24>;
/// What a sealed message is longer than its content.
inline constexpr std::size_t kStreamOverhead = 17;

enum class MessageKind { more, last };

/// Encrypts a sequence of messages so that none can be changed, removed, repeated, moved or cut
/// off at the end (libsodium's secretstream, XChaCha20-Poly1305). Externally synchronised.
class StreamSealer {
 public:
  static base::Result<StreamSealer> create(const SecretBuffer& key);

  [[nodiscard]] const StreamHeader& header() const { return header_; }
  base::Bytes seal(std::span<const std::uint8_t> message, MessageKind kind);

 private:
  StreamSealer(SecretBuffer state, StreamHeader header)
      : state_(std::move(state)), header_(header) {}
  SecretBuffer state_;
  StreamHeader header_;
};

/// Opens what a StreamSealer made, in the same order. Externally synchronised.
class StreamOpener {
 public:
  /// Fails with corrupt when the header cannot be one.
  static base::Result<StreamOpener> create(const SecretBuffer& key, const StreamHeader& header);

  struct Message {
    SecretBuffer content;
    MessageKind kind;
  };
  /// The next message. Fails with corrupt: wrong key, changed bytes, or not the next one.
  base::Result<Message> open(std::span<const std::uint8_t> sealed);

 private:
  explicit StreamOpener(SecretBuffer state) : state_(std::move(state)) {}
  SecretBuffer state_;
};

}  // namespace facelatch::crypto
