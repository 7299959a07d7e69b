// SPDX-License-Identifier: Apache-2.0
#include <tiffio.h>

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "imaging/codec.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr std::string_view kName = "TIFF";
/// A strip may hold the whole picture: 50 million pixels of four 16-bit values.
constexpr tmsize_t kMostBytesAtOnce = 512LL << 20;

/// The file in memory as the library's callbacks see it. The bytes are only read.
struct Source {
  ByteView bytes;
  std::size_t at = 0;
};

Source& source_of(thandle_t handle) { return *static_cast<Source*>(handle); }

tmsize_t on_read(thandle_t handle, void* target, tmsize_t count) {
  auto& source = source_of(handle);
  const std::size_t left = source.bytes.size() - std::min(source.at, source.bytes.size());
  const std::size_t given = std::min(static_cast<std::size_t>(std::max<tmsize_t>(count, 0)), left);
  if (given > 0) std::memcpy(target, source.bytes.data() + source.at, given);
  source.at += given;
  return static_cast<tmsize_t>(given);
}

tmsize_t on_write(thandle_t /*handle*/, void* /*bytes*/, tmsize_t /*count*/) { return 0; }

toff_t on_seek(thandle_t handle, toff_t offset, int origin) {
  auto& source = source_of(handle);
  if (origin == SEEK_CUR) offset += source.at;
  if (origin == SEEK_END) offset += source.bytes.size();
  source.at = offset;
  return offset;
}

int on_close(thandle_t /*handle*/) { return 0; }
toff_t on_size(thandle_t handle) { return source_of(handle).bytes.size(); }

/// The file as it lies in memory. The library takes it for a mapped file and only reads it.
int on_map(thandle_t handle, void** bytes, toff_t* size) {
  const auto& source = source_of(handle);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  *bytes = const_cast<std::uint8_t*>(source.bytes.data());
  *size = source.bytes.size();
  return 1;
}
void on_unmap(thandle_t /*handle*/, void* /*bytes*/, toff_t /*size*/) {}

/// Says that the message has been dealt with, so that nothing reaches standard error.
int on_message(TIFF* /*file*/, void* /*data*/, const char* /*module*/, const char* /*format*/,
               va_list /*arguments*/) {
  return 1;
}

struct FreeOptions {
  void operator()(TIFFOpenOptions* options) const { TIFFOpenOptionsFree(options); }
};
struct CloseTiff {
  void operator()(TIFF* file) const { TIFFClose(file); }
};
using TiffFile = std::unique_ptr<TIFF, CloseTiff>;

TiffFile open(Source& source) {
  const std::unique_ptr<TIFFOpenOptions, FreeOptions> options(TIFFOpenOptionsAlloc());
  if (!options) return nullptr;
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kMostBytesAtOnce);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_message, nullptr);
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_message, nullptr);
  return TiffFile(TIFFClientOpenExt("picture", "r", &source, on_read, on_write, on_seek, on_close,
                                    on_size, on_map, on_unmap, options.get()));
}

std::uint32_t number(TIFF* file, std::uint32_t tag) {
  std::uint32_t value = 0;
  return TIFFGetField(file, tag, &value) == 1 ? value : 0;
}

std::uint16_t short_number(TIFF* file, std::uint32_t tag) {
  std::uint16_t value = 0;
  return TIFFGetFieldDefaulted(file, tag, &value) == 1 ? value : std::uint16_t{0};
}

/// The packings that photographs come in. The library knows more, and each would be one more
/// decoder open to strangers' bytes.
bool is_packing_known(std::uint16_t compression) {
  constexpr std::array kKnown{COMPRESSION_NONE, COMPRESSION_LZW,           COMPRESSION_PACKBITS,
                              COMPRESSION_JPEG, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE};
  return std::ranges::find(kKnown, compression) != kKnown.end();
}

/// Takes what a strip or tile shows into the picture. The library gives it with the last row
/// first, `width` pixels to a row, as 0xAABBGGRR.
void put(std::span<const std::uint32_t> raster, int width, int rows, int left, int top,
         Image& image) {
  const int columns = std::min(width, image.size().width - left);
  for (int y = 0; y < std::min(rows, image.size().height - top); ++y) {
    const auto first = static_cast<std::size_t>(rows - 1 - y) * static_cast<std::size_t>(width);
    const auto source = raster.subspan(first, static_cast<std::size_t>(columns));
    auto target = image.row(top + y).subspan(static_cast<std::size_t>(left) * 3);
    for (std::size_t x = 0; x < source.size(); ++x) {
      target[x * 3] = static_cast<std::uint8_t>(TIFFGetB(source[x]));
      target[x * 3 + 1] = static_cast<std::uint8_t>(TIFFGetG(source[x]));
      target[x * 3 + 2] = static_cast<std::uint8_t>(TIFFGetR(source[x]));
    }
  }
}

Result<void> read_strips(TIFF* file, const DecodeLimits& limits, Image& image) {
  const Size size = image.size();
  const auto said = number(file, TIFFTAG_ROWSPERSTRIP);
  const int strip = said == 0 || said > static_cast<std::uint32_t>(size.height)
                        ? size.height
                        : static_cast<int>(said);
  std::vector<std::uint32_t> raster(static_cast<std::size_t>(size.width) *
                                    static_cast<std::size_t>(strip));
  for (int top = 0; top < size.height; top += strip) {
    if (limits.deadline.expired()) return too_slow();
    const auto row = static_cast<std::uint32_t>(top);
    if (TIFFReadRGBAStripExt(file, row, raster.data(), 1) == 0) return damaged(kName);
    put(raster, size.width, std::min(strip, size.height - top), 0, top, image);
  }
  return {};
}

Result<void> read_tiles(TIFF* file, const DecodeLimits& limits, Image& image) {
  auto tile =
      checked_size(number(file, TIFFTAG_TILEWIDTH), number(file, TIFFTAG_TILELENGTH), limits);
  if (!tile) return std::unexpected(std::move(tile.error()));
  std::vector<std::uint32_t> raster(static_cast<std::size_t>(tile->width) *
                                    static_cast<std::size_t>(tile->height));
  for (int top = 0; top < image.size().height; top += tile->height) {
    for (int left = 0; left < image.size().width; left += tile->width) {
      if (limits.deadline.expired()) return too_slow();
      if (TIFFReadRGBATileExt(file, static_cast<std::uint32_t>(left),
                              static_cast<std::uint32_t>(top), raster.data(), 1) == 0) {
        return damaged(kName);
      }
      put(raster, tile->width, tile->height, left, top, image);
    }
  }
  return {};
}

/// The tag has EXIF's meaning, and is obeyed by us as for every format, not by the library.
int take_orientation(TIFF* file) {
  const int orientation = short_number(file, TIFFTAG_ORIENTATION);
  TIFFSetField(file, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  return orientation >= 1 && orientation <= 8 ? orientation : 1;
}

/// The library multiplies colours with an alpha that is said not to be in them yet. We keep them
/// as they are stored, so we say that it is.
void keep_colours_under_alpha(TIFF* file) {
  std::uint16_t count = 0;
  const std::uint16_t* kinds = nullptr;
  if (TIFFGetField(file, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 1 || count == 0) return;
  std::vector<std::uint16_t> plain(kinds, kinds + count);
  std::ranges::replace(plain, EXTRASAMPLE_UNASSALPHA, EXTRASAMPLE_ASSOCALPHA);
  TIFFSetField(file, TIFFTAG_EXTRASAMPLES, count, plain.data());
}

}  // namespace

Result<StoredPicture> decode_tiff(ByteView bytes, const DecodeLimits& limits) {
  Source source{.bytes = bytes};
  const TiffFile file = open(source);
  if (!file) return damaged(kName);
  auto size = checked_size(number(file.get(), TIFFTAG_IMAGEWIDTH),
                           number(file.get(), TIFFTAG_IMAGELENGTH), limits);
  if (!size) return std::unexpected(std::move(size.error()));
  const int orientation = take_orientation(file.get());
  keep_colours_under_alpha(file.get());
  std::array<char, 1024> reason{};
  if (!is_packing_known(short_number(file.get(), TIFFTAG_COMPRESSION)) ||
      TIFFRGBAImageOK(file.get(), reason.data()) == 0) {
    return not_supported("a TIFF picture of a rare kind");
  }
  Image image(*size);
  auto done = TIFFIsTiled(file.get()) != 0 ? read_tiles(file.get(), limits, image)
                                           : read_strips(file.get(), limits, image);
  if (!done) return std::unexpected(std::move(done.error()));
  return StoredPicture{
      .image = std::move(image), .full_size = *size, .exif_orientation = orientation};
}

}  // namespace facelatch::imaging
