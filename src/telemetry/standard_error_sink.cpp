// SPDX-License-Identifier: Apache-2.0
#include "telemetry/standard_error_sink.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

namespace facelatch::telemetry {
namespace {

constexpr int kPatienceMilliseconds = 1000;

/// Whether PIPE_BUF bytes can be written without waiting: POLLOUT promises no more for a pipe.
bool takes_bytes(int milliseconds) {
  pollfd error{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  int found = 0;
  do {
    found = ::poll(&error, 1, milliseconds);
  } while (found < 0 && errno == EINTR);
  return found > 0 && (error.revents & POLLOUT) != 0;
}

}  // namespace

void StandardErrorSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  std::string_view left(line.data(), line.size());
  while (!left.empty()) {
    is_stalled_ = !takes_bytes(is_stalled_ ? 0 : kPatienceMilliseconds);
    if (is_stalled_) return;
    const auto written =
        ::write(STDERR_FILENO, left.data(), std::min<std::size_t>(left.size(), PIPE_BUF));
    if (written < 0 && errno != EINTR && errno != EAGAIN) return;
    left.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
}

}  // namespace facelatch::telemetry
