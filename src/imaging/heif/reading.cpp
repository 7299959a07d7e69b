// SPDX-License-Identifier: Apache-2.0
// The only file that knows libheif (1.15).
#include "imaging/heif/reading.hpp"

#include <libheif/heif.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>

namespace facelatch::imaging::heif {
namespace {

struct Release {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

Outcome outcome_of(const heif_error& error) {
  if (error.subcode == heif_suberror_Security_limit_exceeded) return Outcome::too_large;
  switch (error.code) {
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
      return Outcome::unsupported;
    case heif_error_Memory_allocation_error:
      return Outcome::out_of_memory;
    default:
      return error.subcode == heif_suberror_End_of_data ? Outcome::ended_early : Outcome::damaged;
  }
}

bool is_within(const Answer& size, const Order& order) {
  return size.width > 0 && size.height > 0 && size.width <= order.side &&
         size.height <= order.side &&
         static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height) <=
             order.pixels;
}

/// For AV1; HEVC has only one decoder. The default, dav1d, is 1.7 times as fast, but libheif 1.15
/// loses its pictures and buffers where a file is damaged.
constexpr const char* kDecoder = "aom";

heif_error decode(const heif_image_handle* handle, Owned<heif_image>& decoded) {
  const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
  if (!options) throw std::bad_alloc();
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  options->decoder_id = kDecoder;
  heif_image* image = nullptr;
  const auto error = heif_decode_image(handle, &image, heif_colorspace_RGB,
                                       heif_chroma_interleaved_RGB, options.get());
  decoded.reset(image);
  return error;
}

Answer hand_over(const heif_image* decoded, const Order& order, std::span<std::uint8_t> pixels) {
  Answer answer{.outcome = Outcome::decoded,
                .width = heif_image_get_width(decoded, heif_channel_interleaved),
                .height = heif_image_get_height(decoded, heif_channel_interleaved)};
  if (!is_within(answer, order)) {
    answer.outcome = Outcome::size_refused;
    return answer;
  }
  int stride = 0;
  const std::uint8_t* rgb =
      heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
  const auto row_bytes = 3 * static_cast<std::size_t>(answer.width);
  const auto rows = static_cast<std::size_t>(answer.height);
  if (rgb == nullptr || stride < answer.width * 3 || row_bytes * rows > pixels.size()) return {};
  for (std::size_t y = 0; y < rows; ++y) {
    const std::span from(rgb + y * static_cast<std::size_t>(stride), row_bytes);
    const auto to = pixels.subspan(y * row_bytes, row_bytes);
    for (std::size_t i = 0; i < row_bytes; i += 3) {
      to[i] = from[i + 2];
      to[i + 1] = from[i + 1];
      to[i + 2] = from[i];
    }
  }
  return answer;
}

}  // namespace

/// The format has turns and mirrors of its own (irot, imir), which the library has obeyed when it
/// hands out pixels and sizes. ISO/IEC 23008-12 makes EXIF's orientation a mere note beside them:
/// obeying it too would turn most phones' pictures twice.
Answer read(std::span<const std::uint8_t> file, const Order& order,
            std::span<std::uint8_t> pixels) {
  const Owned<heif_context> context(heif_context_alloc());
  if (!context) throw std::bad_alloc();
  heif_context_set_maximum_image_size_limit(context.get(), order.side);
  heif_context_set_max_decoding_threads(context.get(), 0);  // on the calling thread
  auto error =
      heif_context_read_from_memory_without_copy(context.get(), file.data(), file.size(), nullptr);
  if (error.code != heif_error_Ok) return {.outcome = outcome_of(error)};
  heif_image_handle* primary = nullptr;
  error = heif_context_get_primary_image_handle(context.get(), &primary);
  const Owned<heif_image_handle> handle(primary);
  if (error.code != heif_error_Ok) return {.outcome = outcome_of(error)};

  const Answer stored{.outcome = Outcome::size_refused,
                      .width = heif_image_handle_get_ispe_width(primary),
                      .height = heif_image_handle_get_ispe_height(primary)};
  if (!is_within(stored, order)) return stored;
  Owned<heif_image> decoded;
  error = decode(primary, decoded);
  if (error.code != heif_error_Ok) return {.outcome = outcome_of(error)};
  return hand_over(decoded.get(), order, pixels);
}

}  // namespace facelatch::imaging::heif
