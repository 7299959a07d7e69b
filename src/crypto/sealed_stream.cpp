// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_stream.hpp"

#include <sodium.h>

#include <utility>

#include "crypto/sodium.hpp"

namespace facelatch::crypto {
namespace {

using base::Result;
using State = crypto_secretstream_xchacha20poly1305_state;

static_assert(sizeof(StreamHeader) == crypto_secretstream_xchacha20poly1305_HEADERBYTES);
static_assert(kStreamOverhead == crypto_secretstream_xchacha20poly1305_ABYTES);

// The state holds the key, so it lives in memory for secrets, which knows only bytes.
State* state_in(SecretBuffer& buffer) { return reinterpret_cast<State*>(buffer.bytes().data()); }

}  // namespace

Result<StreamSealer> StreamSealer::create(const SecretBuffer& key) {
  start_sodium();
  auto state = SecretBuffer::create(sizeof(State));
  if (!state) return std::unexpected(state.error());
  StreamHeader header{};
  ::crypto_secretstream_xchacha20poly1305_init_push(state_in(*state), header.data(),
                                                    key.bytes().data());
  return StreamSealer(std::move(*state), header);
}

base::Bytes StreamSealer::seal(std::span<const std::uint8_t> message, MessageKind kind) {
  base::Bytes sealed(message.size() + kStreamOverhead);
  const auto tag = static_cast<unsigned char>(
      kind == MessageKind::last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  ::crypto_secretstream_xchacha20poly1305_push(state_in(state_), sealed.data(), nullptr,
                                               message.data(), message.size(), nullptr, 0, tag);
  return sealed;
}

Result<StreamOpener> StreamOpener::create(const SecretBuffer& key, const StreamHeader& header) {
  start_sodium();
  auto state = SecretBuffer::create(sizeof(State));
  if (!state) return std::unexpected(state.error());
  if (::crypto_secretstream_xchacha20poly1305_init_pull(state_in(*state), header.data(),
                                                        key.bytes().data()) != 0) {
    return base::failure(base::ErrorCode::corrupt, "The encrypted stream has no valid start.");
  }
  return StreamOpener(std::move(*state));
}

Result<StreamOpener::Message> StreamOpener::open(std::span<const std::uint8_t> sealed) {
  const auto damaged = [] {
    return base::failure(base::ErrorCode::corrupt,
                         "The encrypted stream is damaged, or the key is another one.");
  };
  if (sealed.size() < kStreamOverhead) return damaged();
  auto content = SecretBuffer::create(sealed.size() - kStreamOverhead);
  if (!content) return std::unexpected(content.error());
  unsigned char tag = 0;
  if (::crypto_secretstream_xchacha20poly1305_pull(state_in(state_), content->bytes().data(),
                                                   nullptr, &tag, sealed.data(), sealed.size(),
                                                   nullptr, 0) != 0) {
    return damaged();
  }
  return Message{std::move(*content), tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL
                                          ? MessageKind::last
                                          : MessageKind::more};
}

}  // namespace facelatch::crypto
