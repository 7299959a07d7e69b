// SPDX-License-Identifier: Apache-2.0
#include "imaging/encode.hpp"

#include <png.h>
#include <turbojpeg.h>

#include <memory>
#include <type_traits>

namespace facelatch::imaging {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::failure;
using base::Result;

constexpr int kLongestJpegSide = 65'500;  // libjpeg's JPEG_MAX_DIMENSION

struct DestroyJpegEncoder {
  void operator()(void* encoder) const { tjDestroy(encoder); }
};
struct FreeJpegBytes {
  void operator()(unsigned char* bytes) const { tjFree(bytes); }
};

std::unexpected<base::Error> no_pixels() {
  return failure(ErrorCode::invalid_argument, "A picture without pixels cannot be written.");
}

std::unexpected<base::Error> no_memory() {
  return failure(ErrorCode::unavailable, "There is not enough memory to write the picture.");
}

}  // namespace

Result<Bytes> encode_jpeg(ImageView image, int quality) {
  if (image.empty()) return no_pixels();
  if (quality < 1 || quality > 100) {
    return failure(ErrorCode::invalid_argument, "The quality of a JPEG picture is 1 to 100.");
  }
  if (image.size.width > kLongestJpegSide || image.size.height > kLongestJpegSide) {
    return failure(ErrorCode::invalid_argument,
                   "A side of a JPEG picture has at most 65,500 pixels; write a PNG instead.");
  }
  const std::unique_ptr<void, DestroyJpegEncoder> encoder(tjInitCompress());
  if (!encoder) return no_memory();
  unsigned char* bytes = nullptr;
  unsigned long count = 0;
  const int status =
      tjCompress2(encoder.get(), image.pixels, image.size.width, static_cast<int>(image.stride),
                  image.size.height, TJPF_BGR, &bytes, &count, TJSAMP_420, quality, 0);
  const std::unique_ptr<unsigned char, FreeJpegBytes> owner(bytes);
  if (status != 0) return no_memory();
  return Bytes(bytes, bytes + count);
}

Result<Bytes> encode_png(ImageView image) {
  if (image.empty()) return no_pixels();
  png_image header{};
  header.version = PNG_IMAGE_VERSION;
  header.width = static_cast<png_uint_32>(image.size.width);
  header.height = static_cast<png_uint_32>(image.size.height);
  header.format = PNG_FORMAT_BGR;
  const auto stride = static_cast<png_int_32>(image.stride);
  // Room for pixels that do not shrink at all, so that they are compressed only once.
  png_alloc_size_t count = PNG_IMAGE_PNG_SIZE_MAX(header);
  Bytes bytes(count);
  if (png_image_write_to_memory(&header, bytes.data(), &count, 0, image.pixels, stride, nullptr) ==
      0) {
    return no_memory();
  }
  bytes.resize(count);
  bytes.shrink_to_fit();
  return bytes;
}

}  // namespace facelatch::imaging
