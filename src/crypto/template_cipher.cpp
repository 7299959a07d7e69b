// SPDX-License-Identifier: Apache-2.0
#include "crypto/template_cipher.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <utility>

#include "crypto/random.hpp"

namespace facelatch::crypto {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kKeyIdBytes = 8;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kCodeBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kHeadBytes = 1 + kKeyIdBytes + kNonceBytes;
static_assert(kHeadBytes + kCodeBytes == kRecordOverhead);

/// The authenticated text: version and key id, then each field behind its length, so that no two
/// contexts give the same bytes. On the stack, because a million of them are made at start.
class AssociatedData {
 public:
  explicit AssociatedData(std::span<const std::uint8_t> head) { append(head); }

  [[nodiscard]] bool append_all(const RecordContext& context) {
    for (const auto field :
         {context.person_id, context.record_id, context.model_id, context.preprocessing_id}) {
      if (field.size() > kMaximumContextField) return false;
      bytes_[size_++] = static_cast<std::uint8_t>(field.size());
      append(base::bytes_of(field));
    }
    return true;
  }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const {
    return std::span(bytes_).first(size_);
  }

 private:
  void append(std::span<const std::uint8_t> bytes) {
    std::ranges::copy(bytes, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += bytes.size();
  }
  std::array<std::uint8_t, 1 + kKeyIdBytes + 4 * (1 + kMaximumContextField)> bytes_;
  std::size_t size_ = 0;
};

Result<void> damaged() {
  return failure(ErrorCode::corrupt, "A stored record is damaged or does not belong here.");
}

}  // namespace

Result<TemplateCipher> TemplateCipher::create(const KeyRing& keys, Purpose purpose) {
  TemplateCipher cipher;
  for (const auto id : keys.ids()) {
    auto derived = keys.derive(id, purpose);
    if (!derived) return std::unexpected(derived.error());
    cipher.keys_.push_back({id, std::move(*derived)});
  }
  return cipher;
}

Result<base::Bytes> TemplateCipher::seal(const RecordContext& context,
                                         std::span<const std::uint8_t> content) const {
  base::Bytes record(content.size() + kRecordOverhead);
  const auto out = std::span(record);
  out[0] = kVersion;
  for (std::size_t i = 0; i < kKeyIdBytes; ++i) {
    out[1 + i] = static_cast<std::uint8_t>(std::to_underlying(active()) >> (8 * (7 - i)));
  }
  fill_random(out.subspan(1 + kKeyIdBytes, kNonceBytes));
  AssociatedData associated(out.first(1 + kKeyIdBytes));
  if (!associated.append_all(context)) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("An id is longer than {} bytes.", kMaximumContextField));
  }
  ::crypto_aead_xchacha20poly1305_ietf_encrypt(
      out.subspan(kHeadBytes).data(), nullptr, content.data(), content.size(),
      associated.bytes().data(), associated.bytes().size(), nullptr,
      out.subspan(1 + kKeyIdBytes).data(), keys_.front().derived.bytes().data());
  return record;
}

Result<KeyId> TemplateCipher::key_of(std::span<const std::uint8_t> record) {
  if (record.size() < kRecordOverhead || record[0] != kVersion) {
    return std::unexpected(damaged().error());
  }
  std::uint64_t value = 0;
  for (const auto byte : record.subspan(1, kKeyIdBytes)) value = value << 8 | byte;
  return KeyId{value};
}

Result<void> TemplateCipher::open_into(const RecordContext& context,
                                       std::span<const std::uint8_t> record,
                                       std::span<std::uint8_t> out) const {
  std::ranges::fill(out, std::uint8_t{0});
  const auto id = key_of(record);
  if (!id || out.size() != record.size() - kRecordOverhead) return damaged();
  const auto key = std::ranges::find(keys_, *id, &Key::id);
  if (key == keys_.end()) {
    return failure(ErrorCode::not_found,
                   fmt::format("The key {}, which opens a stored record, is not among the given "
                               "keys.",
                               to_string(*id)));
  }
  AssociatedData associated(record.first(1 + kKeyIdBytes));
  if (!associated.append_all(context)) return damaged();
  const auto sealed = record.subspan(kHeadBytes);
  const int status = ::crypto_aead_xchacha20poly1305_ietf_decrypt(
      out.data(), nullptr, nullptr, sealed.data(), sealed.size(), associated.bytes().data(),
      associated.bytes().size(), record.subspan(1 + kKeyIdBytes).data(),
      key->derived.bytes().data());
  if (status != 0) {
    std::ranges::fill(out, std::uint8_t{0});
    return damaged();
  }
  return {};
}

Result<SecretBuffer> TemplateCipher::open(const RecordContext& context,
                                          std::span<const std::uint8_t> record) const {
  if (record.size() < kRecordOverhead) return std::unexpected(damaged().error());
  auto content = SecretBuffer::create(record.size() - kRecordOverhead);
  if (!content) return content;
  if (auto opened = open_into(context, record, content->bytes()); !opened) {
    return std::unexpected(opened.error());
  }
  return content;
}

}  // namespace facelatch::crypto
