// SPDX-License-Identifier: Apache-2.0
// The first byte chooses how the body is cut: however that is, the parts must be the same as of the
// whole, as must be whether it is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <expected>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "http/form.hpp"
#include "http/multipart.hpp"

namespace {

using namespace facelatch;
using Bytes = std::span<const std::uint8_t>;

constexpr http::MultipartLimits kLimits{.parts = 8, .header_bytes = 256};

class Recorder final : public http::PartConsumer {
 public:
  base::Result<void> begin(http::PartHead head) override {
    if (std::exchange(is_open_, true)) std::abort();
    seen += '<' + head.name + '|' + head.file_name.value_or("-") + '|' + head.media_type + '>';
    return {};
  }
  base::Result<void> data(Bytes bytes) override {
    if (!is_open_ || bytes.empty()) std::abort();
    seen.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
  }
  base::Result<void> end() override {
    if (!std::exchange(is_open_, false)) std::abort();
    seen += "</>";
    return {};
  }

  std::string seen;

 private:
  bool is_open_ = false;
};

std::expected<std::string, base::ErrorCode> parse(Bytes body, std::size_t piece) {
  Recorder recorder;
  http::MultipartParser parser("b", kLimits, recorder);
  while (!body.empty()) {
    const auto size = std::min(piece, body.size());
    if (const auto fed = parser.feed(body.first(size)); !fed) {
      return std::unexpected(fed.error().code);
    }
    body = body.subspan(size);
  }
  if (const auto finished = parser.finish(); !finished) {
    return std::unexpected(finished.error().code);
  }
  return recorder.seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Bytes body(data + 1, size - 1);
  const auto whole = parse(body, body.size() + 1);
  if (parse(body, 1U + data[0] % 32U) != whole) std::abort();
  return 0;
}
