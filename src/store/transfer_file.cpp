// SPDX-License-Identifier: Apache-2.0
#include "store/transfer_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "crypto/random.hpp"
#include "store/transfer_record.hpp"

namespace facelatch::store {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::failure;
using base::Result;
using crypto::MessageKind;

constexpr std::string_view kMagic = "facelatch export 1\n";
constexpr std::size_t kLengthBytes = 4;

/// What stands before the messages.
struct Preamble {
  crypto::PassphraseCost cost;
  crypto::PassphraseSalt salt{};
  crypto::StreamHeader start{};
};
constexpr std::size_t kPreambleBytes = kMagic.size() + 2 * kLengthBytes +
                                       std::tuple_size_v<crypto::PassphraseSalt> +
                                       std::tuple_size_v<crypto::StreamHeader>;

void append_number(Bytes& bytes, std::uint32_t value) {
  for (std::uint32_t shift = 0; shift < 32; shift += 8) {
    bytes.push_back(static_cast<std::uint8_t>(value >> shift & 0xFFU));
  }
}

std::uint32_t number_in(std::span<const std::uint8_t> bytes) {
  return static_cast<std::uint32_t>(bytes[0]) | static_cast<std::uint32_t>(bytes[1]) << 8U |
         static_cast<std::uint32_t>(bytes[2]) << 16U | static_cast<std::uint32_t>(bytes[3]) << 24U;
}

Bytes to_bytes(const Preamble& preamble) {
  Bytes bytes(kMagic.begin(), kMagic.end());
  append_number(bytes, preamble.cost.passes);
  append_number(bytes, preamble.cost.memory_kib);
  bytes.insert(bytes.end(), preamble.salt.begin(), preamble.salt.end());
  bytes.insert(bytes.end(), preamble.start.begin(), preamble.start.end());
  return bytes;
}

/// Fewer bytes than asked for only at the end of the file.
Result<std::size_t> read_some(const base::Descriptor& file, std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const auto count = ::read(file.value(), out.data() + done, out.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(ErrorCode::unavailable, "The export cannot be read.");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

auto damaged() {
  return failure(ErrorCode::corrupt,
                 "The export is damaged or not complete, or the passphrase is another one.");
}

Result<Preamble> read_preamble(const base::Descriptor& file) {
  std::array<std::uint8_t, kPreambleBytes> bytes{};
  const auto read = read_some(file, bytes);
  if (!read) return std::unexpected(read.error());
  if (*read != bytes.size() || !std::ranges::equal(kMagic, std::span(bytes).first(kMagic.size()))) {
    return failure(ErrorCode::unsupported_format, "The file is no export of this program.");
  }
  auto rest = std::span<const std::uint8_t>(bytes).subspan(kMagic.size());
  Preamble preamble;
  preamble.cost.passes = number_in(rest);
  preamble.cost.memory_kib = number_in(rest.subspan(kLengthBytes));
  rest = rest.subspan(2 * kLengthBytes);
  std::ranges::copy(rest.first(preamble.salt.size()), preamble.salt.begin());
  std::ranges::copy(rest.subspan(preamble.salt.size()), preamble.start.begin());
  return preamble;
}

}  // namespace

Result<TransferWriter> TransferWriter::create(const std::filesystem::path& file,
                                              std::string_view passphrase,
                                              const crypto::PassphraseCost& cost) {
  Preamble preamble{.cost = cost};
  crypto::fill_random(preamble.salt);
  const auto key = crypto::key_from_passphrase(passphrase, preamble.salt, cost);
  if (!key) return std::unexpected(key.error());
  auto sealer = crypto::StreamSealer::create(*key);
  if (!sealer) return std::unexpected(sealer.error());
  preamble.start = sealer->header();
  base::Descriptor descriptor(
      ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!descriptor.is_open()) {
    return failure(errno == EEXIST ? ErrorCode::already_exists : ErrorCode::unavailable,
                   fmt::format("The file {} cannot be made{}.", file.string(),
                               errno == EEXIST ? ": it is there already" : ""));
  }
  TransferWriter writer(file, std::move(descriptor), *std::move(sealer));
  if (!base::write_all(writer.descriptor_.value(), to_bytes(preamble))) {
    return failure(ErrorCode::unavailable, "The export cannot be written.");
  }
  return writer;
}

TransferWriter::~TransferWriter() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<void> TransferWriter::append(std::span<const std::uint8_t> message, MessageKind kind) {
  const auto sealed = sealer_.seal(message, kind);
  Bytes length;
  append_number(length, static_cast<std::uint32_t>(sealed.size()));
  if (!base::write_all(descriptor_.value(), length) ||
      !base::write_all(descriptor_.value(), sealed)) {
    return failure(ErrorCode::unavailable, "The export cannot be written; is the disk full?");
  }
  return {};
}

Result<void> TransferWriter::write(std::span<const std::uint8_t> message) {
  if (message.empty() || message.size() > kMaximumTransferBytes) {
    return failure(ErrorCode::internal, "A part of the export has a wrong size.");
  }
  return append(message, MessageKind::more);
}

Result<void> TransferWriter::finish() {
  if (auto done = append({}, MessageKind::last); !done) return done;
  if (::fsync(descriptor_.value()) != 0 || !descriptor_.close()) {
    return failure(ErrorCode::unavailable, "The export cannot be written; is the disk full?");
  }
  path_.clear();
  return {};
}

Result<TransferReader> TransferReader::open(const std::filesystem::path& file,
                                            std::string_view passphrase) {
  base::Descriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status{};
  if (!descriptor.is_open() || ::fstat(descriptor.value(), &status) != 0 ||
      !S_ISREG(status.st_mode)) {
    return failure(ErrorCode::not_found, fmt::format("There is no file {}.", file.string()));
  }
  const auto preamble = read_preamble(descriptor);
  if (!preamble) return std::unexpected(preamble.error());
  auto key = crypto::key_from_passphrase(passphrase, preamble->salt, preamble->cost);
  if (!key) return std::unexpected(key.error());
  auto opener = crypto::StreamOpener::create(*key, preamble->start);
  if (!opener) return std::unexpected(opener.error());
  return TransferReader(std::move(descriptor), *std::move(key), preamble->start,
                        *std::move(opener));
}

Result<std::optional<crypto::SecretBuffer>> TransferReader::next() {
  std::array<std::uint8_t, kLengthBytes> length{};
  const auto read = read_some(descriptor_, length);
  if (!read) return std::unexpected(read.error());
  const std::size_t size = number_in(length);
  if (*read != length.size() || size > kMaximumTransferBytes + crypto::kStreamOverhead) {
    return damaged();
  }
  Bytes sealed(size);
  const auto body = read_some(descriptor_, sealed);
  if (!body) return std::unexpected(body.error());
  if (*body != size) return damaged();
  auto message = opener_.open(sealed);
  if (!message && message.error().code == ErrorCode::corrupt) return damaged();
  if (!message) return std::unexpected(message.error());
  if (message->kind == MessageKind::more) return std::move(message->content);
  std::array<std::uint8_t, 1> more{};
  const auto rest = read_some(descriptor_, more);
  if (!rest) return std::unexpected(rest.error());
  if (*rest != 0 || message->content.size() != 0) return damaged();
  return std::nullopt;
}

Result<void> TransferReader::rewind() {
  if (::lseek(descriptor_.value(), kPreambleBytes, SEEK_SET) < 0) {
    return failure(ErrorCode::unavailable, "The export cannot be read again.");
  }
  auto opener = crypto::StreamOpener::create(key_, start_);
  if (!opener) return std::unexpected(opener.error());
  opener_ = *std::move(opener);
  return {};
}

}  // namespace facelatch::store
