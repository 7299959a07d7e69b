// SPDX-License-Identifier: Apache-2.0
#include "imaging/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "imaging/byte_reader.hpp"

namespace facelatch::imaging {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view text;
  ImageFormat format;
};

// The first match counts, so longer signatures stand before shorter ones with the same beginning.
constexpr std::array kMagics{
    Magic{"\xFF\xD8\xFF"sv, ImageFormat::jpeg},
    Magic{"\x89PNG\r\n\x1A\n"sv, ImageFormat::png},
    Magic{"GIF87a"sv, ImageFormat::gif},
    Magic{"GIF89a"sv, ImageFormat::gif},
    Magic{"II*\0"sv, ImageFormat::tiff},
    Magic{"MM\0*"sv, ImageFormat::tiff},
    Magic{"II+\0"sv, ImageFormat::tiff},
    Magic{"MM\0+"sv, ImageFormat::tiff},
    Magic{"\0\0\0\x0CjP  \r\n\x87\n"sv, ImageFormat::jpeg2000},
    Magic{"\xFF\x4F\xFF\x51"sv, ImageFormat::jpeg2000},
    Magic{"\0\0\0\x0CJXL \r\n\x87\n"sv, ImageFormat::jpeg_xl},
    Magic{"\xFF\x0A"sv, ImageFormat::jpeg_xl},
    Magic{"\0\0\1\0"sv, ImageFormat::icon},
    Magic{"8BPS"sv, ImageFormat::photoshop},
    Magic{"\x1A\x45\xDF\xA3"sv, ImageFormat::video},
    Magic{"\0\0\1\xBA"sv, ImageFormat::video},
    Magic{"\0\0\1\xB3"sv, ImageFormat::video},
    Magic{"FLV\1"sv, ImageFormat::video},
    Magic{"OggS"sv, ImageFormat::video},
    Magic{"ID3"sv, ImageFormat::audio},
    Magic{"fLaC"sv, ImageFormat::audio},
    Magic{"%PDF-"sv, ImageFormat::pdf},
    Magic{"PK\3\4"sv, ImageFormat::archive},
    Magic{"\x1F\x8B"sv, ImageFormat::archive},
    Magic{"7z\xBC\xAF\x27\x1C"sv, ImageFormat::archive},
    Magic{"Rar!\x1A\x07"sv, ImageFormat::archive},
};

ImageFormat sniff_riff(std::span<const std::uint8_t> bytes) {
  const auto kind = bytes.subspan(std::min<std::size_t>(8, bytes.size()));
  if (starts_with(kind, "WEBP")) return ImageFormat::webp;
  if (starts_with(kind, "AVI ")) return ImageFormat::video;
  if (starts_with(kind, "WAVE")) return ImageFormat::audio;
  return ImageFormat::unknown;
}

// ISO base media file format (ISO/IEC 14496-12): the box "ftyp" names a major brand and compatible
// ones. A picture may have the general brand "mif1" first and its own further on.
ImageFormat sniff_iso_media(std::span<const std::uint8_t> bytes) {
  constexpr std::array kPictures{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv,
                                 "avif"sv, "avis"sv, "mif1"sv, "msf1"sv};
  constexpr std::size_t kMajorBrand = 8;
  constexpr std::size_t kLongestBox = 256;
  const std::size_t end =
      std::min({std::size_t{read32(bytes, 0, ByteOrder::big_endian).value_or(0)}, kLongestBox,
                bytes.size()});
  for (std::size_t at = kMajorBrand; at + 4 <= end; at += 4) {
    const auto brand = bytes.subspan(at);
    if (std::ranges::any_of(kPictures, [&](auto text) { return starts_with(brand, text); })) {
      return ImageFormat::heif;
    }
  }
  return ImageFormat::video;
}

bool is_space(std::uint8_t letter) {
  return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
}

ImageFormat sniff_pnm(std::span<const std::uint8_t> bytes) {
  const bool fits = bytes.size() >= 3 && bytes[0] == 'P' && bytes[1] >= '1' && bytes[1] <= '6' &&
                    (is_space(bytes[2]) || bytes[2] == '#');
  return fits ? ImageFormat::pnm : ImageFormat::unknown;
}

// "BM" alone begins many a text. A bitmap has one of the known sizes of header behind its file
// header of 14 bytes.
ImageFormat sniff_bmp(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kFileHeader = 14;
  constexpr std::array kHeaderSizes{12U, 16U, 40U, 52U, 56U, 64U, 108U, 124U};
  if (!starts_with(bytes, "BM")) return ImageFormat::unknown;
  const auto size = read32(bytes, kFileHeader, ByteOrder::little_endian).value_or(0);
  return std::ranges::find(kHeaderSizes, size) != kHeaderSizes.end() ? ImageFormat::bmp
                                                                     : ImageFormat::unknown;
}

// Markup may begin with a byte order mark, spaces, a declaration or comments.
ImageFormat sniff_markup(std::span<const std::uint8_t> bytes) {
  constexpr std::size_t kLookedAt = 512;
  if (starts_with(bytes, "\xEF\xBB\xBF")) bytes = bytes.subspan(3);
  while (!bytes.empty() && is_space(bytes.front())) bytes = bytes.subspan(1);
  if (bytes.empty() || bytes.front() != '<') return ImageFormat::unknown;
  std::string text(bytes.begin(),
                   bytes.begin() + static_cast<std::ptrdiff_t>(std::min(kLookedAt, bytes.size())));
  std::ranges::transform(text, text.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  });
  if (text.contains("<!doctype html") || text.contains("<html")) return ImageFormat::html;
  return text.contains("<svg") ? ImageFormat::svg : ImageFormat::unknown;
}

}  // namespace

ImageFormat sniff(std::span<const std::uint8_t> bytes) {
  for (const auto& magic : kMagics) {
    if (starts_with(bytes, magic.text)) return magic.format;
  }
  if (starts_with(bytes, "RIFF")) return sniff_riff(bytes);
  if (bytes.size() >= 8 && starts_with(bytes.subspan(4), "ftyp")) return sniff_iso_media(bytes);
  if (const auto pnm = sniff_pnm(bytes); pnm != ImageFormat::unknown) return pnm;
  if (const auto bmp = sniff_bmp(bytes); bmp != ImageFormat::unknown) return bmp;
  return sniff_markup(bytes);
}

std::string_view describe(ImageFormat format) {
  switch (format) {
    case ImageFormat::unknown:
      return "something unknown";
    case ImageFormat::jpeg:
      return "a JPEG picture";
    case ImageFormat::png:
      return "a PNG picture";
    case ImageFormat::webp:
      return "a WebP picture";
    case ImageFormat::gif:
      return "a GIF picture";
    case ImageFormat::bmp:
      return "a BMP picture";
    case ImageFormat::pnm:
      return "a PNM picture";
    case ImageFormat::tiff:
      return "a TIFF picture";
    case ImageFormat::heif:
      return "a HEIC or AVIF picture";
    case ImageFormat::jpeg2000:
      return "a JPEG 2000 picture";
    case ImageFormat::jpeg_xl:
      return "a JPEG XL picture";
    case ImageFormat::icon:
      return "an icon file";
    case ImageFormat::photoshop:
      return "a Photoshop document";
    case ImageFormat::svg:
      return "an SVG drawing";
    case ImageFormat::video:
      return "a video";
    case ImageFormat::audio:
      return "an audio file";
    case ImageFormat::pdf:
      return "a PDF document";
    case ImageFormat::html:
      return "a web page";
    case ImageFormat::archive:
      return "an archive or office document";
  }
  return "something unknown";
}

}  // namespace facelatch::imaging
