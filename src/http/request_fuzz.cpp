// SPDX-License-Identifier: Apache-2.0
// A connection's bytes through the reader of requests: however they are cut, the same request with
// the same body comes out, or none.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>

#include "http/request_reader.hpp"

namespace {

using namespace facelatch;

class Collector final : public http::BodySink {
 public:
  base::Result<void> append(std::span<const std::uint8_t> bytes) override {
    body.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  std::string body;
};

/// The first request as text, or nothing.
std::optional<std::string> read(std::string_view bytes, std::size_t piece) {
  http::RequestReader reader(512, 8);
  Collector collector;
  reader.send_body_to(&collector, 256);
  std::string pending;
  while (!reader.complete()) {
    const auto size = std::min(piece, bytes.size());
    pending += bytes.substr(0, size);
    bytes.remove_prefix(size);
    std::size_t taken = 1;
    while (taken > 0 && !pending.empty() && !reader.complete()) {
      const auto fed = reader.feed({pending.data(), pending.size()});
      if (!fed) return std::nullopt;
      taken = *fed;
      pending.erase(0, taken);
    }
    if (size == 0) break;
  }
  if (!reader.complete()) return std::nullopt;
  return reader.head().method + ' ' + reader.head().target + '\n' + collector.body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data + 1), size - 1);
  const auto whole = read(text, text.size() + 1);
  const auto pieces = read(text, 1U + data[0] % 32U);
  if (whole != pieces) std::abort();
  return 0;
}
