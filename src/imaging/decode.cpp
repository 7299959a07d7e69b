// SPDX-License-Identifier: Apache-2.0
#include "imaging/decode.hpp"

#include <fmt/format.h>

#include <new>
#include <utility>

#include "imaging/codec.hpp"
#include "imaging/orientation.hpp"
#include "imaging/sniff.hpp"

namespace facelatch::imaging {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

Result<StoredPicture> decode_stored(ByteView bytes, const DecodeOptions& options) {
  const ImageFormat format = sniff(bytes);
  switch (format) {
    case ImageFormat::jpeg:
      return decode_jpeg(bytes, options);
    case ImageFormat::png:
      return decode_png(bytes, options.limits);
    case ImageFormat::webp:
      return decode_webp(bytes, options.limits);
    case ImageFormat::gif:
      return decode_gif(bytes, options.limits);
    case ImageFormat::bmp:
      return decode_bmp(bytes, options.limits);
    case ImageFormat::pnm:
      return decode_pnm(bytes, options.limits);
    case ImageFormat::tiff:
      return decode_tiff(bytes, options.limits);
    case ImageFormat::heif:
      return decode_heif(bytes, options.limits);
    case ImageFormat::unknown:
      return failure(ErrorCode::unsupported_format,
                     "This is not a picture of a known kind; send a JPEG, PNG or WebP picture.");
    default:
      return not_supported(describe(format));
  }
}

}  // namespace

Result<DecodedImage> decode(ByteView bytes, const DecodeOptions& options) {
  if (bytes.empty()) return failure(ErrorCode::corrupt, "The picture is empty: it has no bytes.");
  if (bytes.size() > options.limits.bytes) {
    return failure(ErrorCode::too_large,
                   fmt::format("The picture has {} bytes; at most {} are read.", bytes.size(),
                               options.limits.bytes));
  }
  if (options.limits.deadline.expired()) return too_slow();
  try {
    auto stored = decode_stored(bytes, options);
    if (!stored) return std::unexpected(std::move(stored.error()));
    const int orientation = stored->exif_orientation;
    return DecodedImage{.image = make_upright(std::move(stored->image), orientation),
                        .original = upright_size(stored->full_size, orientation),
                        .exif_orientation = orientation,
                        .reduction = stored->reduction};
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
}

}  // namespace facelatch::imaging
