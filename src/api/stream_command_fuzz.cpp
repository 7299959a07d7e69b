// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "api/stream_command.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using facelatch::api::StreamSettings;
  constexpr int kMostFaces = 64;
  const auto command = facelatch::api::parse_stream_command(
      {reinterpret_cast<const char*>(data), size}, {}, kMostFaces);
  if (!command) return 0;
  const auto* settings = std::get_if<StreamSettings>(&*command);
  if (settings == nullptr) return 0;
  const auto& search = settings->search;
  const bool is_bounded = search.detect.max_faces >= 1 && search.detect.max_faces <= 1000;
  const auto score = search.detect.min_score.value_or(0.5F);
  if (!is_bounded || !(score >= 0 && score <= 1) || search.longer_side < 0) std::abort();
  return 0;
}
