// SPDX-License-Identifier: Apache-2.0
#include "passphrase.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/wipe.hpp"
#include "crypto/passphrase.hpp"

namespace facelatch::cli {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;
using crypto::SecretBuffer;

Result<SecretBuffer> first_line(std::span<const std::uint8_t> bytes) {
  const auto end =
      std::ranges::find_if(bytes, [](auto byte) { return byte == '\n' || byte == '\r'; });
  const auto size = static_cast<std::size_t>(end - bytes.begin());
  if (size == 0) return failure(ErrorCode::invalid_argument, "The passphrase is empty.");
  return SecretBuffer::copy_of(bytes.first(size));
}

/// Does not show what is typed, until the end of the scope.
class Silence {
 public:
  explicit Silence(int terminal) : terminal_(terminal) {
    is_set_ = ::tcgetattr(terminal_, &before_) == 0;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_set_) ::tcsetattr(terminal_, TCSAFLUSH, &silent);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  Silence(Silence&&) = delete;
  Silence& operator=(Silence&&) = delete;
  ~Silence() {
    if (is_set_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
  }

 private:
  int terminal_;
  termios before_{};
  bool is_set_ = false;
};

Result<SecretBuffer> type_in(const base::Descriptor& terminal, std::string_view question) {
  const Silence silence(terminal.value());
  if (!base::write_all(terminal.value(), base::bytes_of(question))) {
    return failure(ErrorCode::unavailable, "The terminal cannot be written to.");
  }
  std::vector<std::uint8_t> line(crypto::kMaximumPassphraseBytes + 2);
  const base::WipeAtEnd wipe_line(line);
  const auto size =
      ::read(terminal.value(), line.data(), line.size());  // one line, as terminals do
  (void)base::write_all(terminal.value(), base::bytes_of("\n"));
  return first_line(std::span(line).first(static_cast<std::size_t>(std::max<ssize_t>(size, 0))));
}

Result<SecretBuffer> ask_for(Repeat repeat) {
  const base::Descriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
  if (!terminal.is_open()) {
    return failure(ErrorCode::invalid_argument,
                   "A passphrase is needed: name its file with --passphrase-file, set "
                   "FACELATCH_PASSPHRASE, or type it at a terminal.");
  }
  auto first = type_in(terminal, "Passphrase: ");
  if (!first || repeat == Repeat::once) return first;
  const auto second = type_in(terminal, "The same again: ");
  if (!second) return std::unexpected(second.error());
  if (text_of(*first) != text_of(*second)) {
    return failure(ErrorCode::invalid_argument, "The two passphrases differ.");
  }
  return first;
}

}  // namespace

Result<SecretBuffer> read_passphrase(const std::optional<std::filesystem::path>& file,
                                     Repeat repeat) {
  if (file) {
    auto content = base::read_file(*file, crypto::kMaximumPassphraseBytes + 2);
    if (!content) return std::unexpected(content.error());
    const base::WipeAtEnd wipe_content(*content);
    return first_line(*content);
  }
  if (const char* value = std::getenv("FACELATCH_PASSPHRASE")) {
    return first_line(base::bytes_of(value));
  }
  return ask_for(repeat);
}

}  // namespace facelatch::cli
