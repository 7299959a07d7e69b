// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "crypto/passphrase.hpp"
#include "crypto/sealed_stream.hpp"

namespace facelatch::store {

/// A new file of messages, encrypted under a passphrase as docs/export.md describes; until finish()
/// has returned well, there is none. Move-only; externally synchronised.
class TransferWriter {
 public:
  /// `file` must not exist. Fails with already_exists, unavailable, or as
  /// crypto::key_from_passphrase.
  static base::Result<TransferWriter> create(const std::filesystem::path& file,
                                             std::string_view passphrase,
                                             const crypto::PassphraseCost& cost);
  TransferWriter(const TransferWriter&) = delete;
  TransferWriter& operator=(const TransferWriter&) = delete;
  TransferWriter(TransferWriter&& other) noexcept
      : path_(std::exchange(other.path_, {})),
        descriptor_(std::move(other.descriptor_)),
        sealer_(std::move(other.sealer_)) {}
  TransferWriter& operator=(TransferWriter&&) = delete;
  ~TransferWriter();

  /// Of 1 to kMaximumTransferBytes. Fails with unavailable.
  base::Result<void> write(std::span<const std::uint8_t> message);
  /// On the disk when it returns.
  base::Result<void> finish();

 private:
  TransferWriter(std::filesystem::path path, base::Descriptor descriptor,
                 crypto::StreamSealer sealer)
      : path_(std::move(path)), descriptor_(std::move(descriptor)), sealer_(std::move(sealer)) {}
  base::Result<void> append(std::span<const std::uint8_t> message, crypto::MessageKind kind);

  std::filesystem::path path_;  ///< empty once it is finished
  base::Descriptor descriptor_;
  crypto::StreamSealer sealer_;
};

/// Reads what a TransferWriter wrote. Move-only; externally synchronised.
class TransferReader {
 public:
  /// Fails with not_found, unsupported_format (not such a file), invalid_argument (it asks for more
  /// than kMaximumPassphraseCost), or as crypto::key_from_passphrase.
  static base::Result<TransferReader> open(const std::filesystem::path& file,
                                           std::string_view passphrase);

  /// The next message, nothing behind the last. Fails with corrupt: changed, cut off or longer than
  /// it was, or another passphrase.
  base::Result<std::optional<crypto::SecretBuffer>> next();
  /// Back to the first message.
  base::Result<void> rewind();

 private:
  TransferReader(base::Descriptor descriptor, crypto::SecretBuffer key, crypto::StreamHeader start,
                 crypto::StreamOpener opener)
      : descriptor_(std::move(descriptor)),
        key_(std::move(key)),
        start_(start),
        opener_(std::move(opener)) {}

  base::Descriptor descriptor_;
  crypto::SecretBuffer key_;
  crypto::StreamHeader start_;
  crypto::StreamOpener opener_;
};

}  // namespace facelatch::store
