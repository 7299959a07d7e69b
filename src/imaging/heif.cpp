// SPDX-License-Identifier: Apache-2.0
#include <libheif/heif.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "imaging/codec.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr std::string_view kName = "HEIC or AVIF";

struct Release {
  void operator()(heif_context* context) const { heif_context_free(context); }
  void operator()(heif_image_handle* handle) const { heif_image_handle_release(handle); }
  void operator()(heif_image* image) const { heif_image_release(image); }
  void operator()(heif_decoding_options* options) const { heif_decoding_options_free(options); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

std::unexpected<base::Error> failure(const heif_error& error) {
  if (error.subcode == heif_suberror_Security_limit_exceeded) {
    return base::failure(base::ErrorCode::too_large,
                         "The HEIC or AVIF picture is larger than what is read.");
  }
  switch (error.code) {
    case heif_error_Unsupported_filetype:
    case heif_error_Unsupported_feature:
      return not_supported("a HEIC or AVIF picture of a rare kind");
    case heif_error_Memory_allocation_error:
      return out_of_memory();
    default:
      return error.subcode == heif_suberror_End_of_data ? ended_early(kName) : damaged(kName);
  }
}

Result<Owned<heif_image_handle>> open(heif_context* context, ByteView file,
                                      const DecodeLimits& limits) {
  heif_context_set_maximum_image_size_limit(context, limits.side);
  heif_context_set_max_decoding_threads(context, 0);  // on the calling thread
  auto error =
      heif_context_read_from_memory_without_copy(context, file.data(), file.size(), nullptr);
  if (error.code != heif_error_Ok) return failure(error);
  heif_image_handle* handle = nullptr;
  error = heif_context_get_primary_image_handle(context, &handle);
  Owned<heif_image_handle> owner(handle);
  if (error.code != heif_error_Ok) return failure(error);
  return owner;
}

Result<Size> checked(int width, int height, const DecodeLimits& limits) {
  return checked_size(static_cast<std::uint64_t>(std::max(width, 0)),
                      static_cast<std::uint64_t>(std::max(height, 0)), limits);
}

/// For AV1; HEVC has only one decoder. The default, dav1d, is 1.7 times as fast, but libheif 1.15
/// loses its pictures and buffers where a file is damaged, which a stranger could do on purpose
/// until there is no memory left. It also writes to standard error.
constexpr const char* kDecoder = "aom";

Result<Owned<heif_image>> decode_pixels(const heif_image_handle* handle) {
  const Owned<heif_decoding_options> options(heif_decoding_options_alloc());
  if (!options) return out_of_memory();
  options->convert_hdr_to_8bit = 1;
  options->strict_decoding = 1;
  options->decoder_id = kDecoder;
  heif_image* decoded = nullptr;
  const auto error = heif_decode_image(handle, &decoded, heif_colorspace_RGB,
                                       heif_chroma_interleaved_RGB, options.get());
  Owned<heif_image> owner(decoded);
  if (error.code != heif_error_Ok) return failure(error);
  return owner;
}

Result<Image> as_bgr(const heif_image* decoded, const DecodeLimits& limits) {
  auto size = checked(heif_image_get_width(decoded, heif_channel_interleaved),
                      heif_image_get_height(decoded, heif_channel_interleaved), limits);
  if (!size) return std::unexpected(std::move(size.error()));
  int stride = 0;
  const std::uint8_t* pixels =
      heif_image_get_plane_readonly(decoded, heif_channel_interleaved, &stride);
  if (pixels == nullptr || stride < size->width * 3) return damaged(kName);
  Image image(*size);
  for (int y = 0; y < size->height; ++y) {
    const ByteView rgb(pixels + static_cast<std::ptrdiff_t>(y) * stride, image.stride());
    auto bgr = image.row(y);
    for (std::size_t i = 0; i < bgr.size(); i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
  }
  return image;
}

}  // namespace

/// The format has turns and mirrors of its own (irot, imir), which the library has obeyed when it
/// hands out pixels and sizes. ISO/IEC 23008-12 makes EXIF's orientation a mere note beside them:
/// obeying it too would turn most phones' pictures twice.
Result<StoredPicture> decode_heif(ByteView file, const DecodeLimits& limits) {
  const Owned<heif_context> context(heif_context_alloc());
  if (!context) return out_of_memory();
  auto handle = open(context.get(), file, limits);
  if (!handle) return std::unexpected(std::move(handle.error()));
  auto stored = checked(heif_image_handle_get_ispe_width(handle->get()),
                        heif_image_handle_get_ispe_height(handle->get()), limits);
  if (!stored) return std::unexpected(std::move(stored.error()));
  auto decoded = decode_pixels(handle->get());
  if (!decoded) return std::unexpected(std::move(decoded.error()));
  if (limits.deadline.expired()) return too_slow();
  auto image = as_bgr(decoded->get(), limits);
  if (!image) return std::unexpected(std::move(image.error()));
  const Size size = image->size();
  return StoredPicture{.image = std::move(*image), .full_size = size};
}

}  // namespace facelatch::imaging
