// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "base/file.hpp"
#include "imaging/image.hpp"

namespace facelatch::imaging {

// Pictures that the tests of this folder draw and wrap themselves.

/// 96 x 64: red, green, blue and white quarters (upper left, upper right, lower left, lower right),
/// so that every wrong turn and every wrong order of colours shows.
Image quarters();

/// Fails the test where `image` is not quarters() within `tolerance` per channel, at the middle of
/// each quarter.
void expect_quarters(const Image& image, int tolerance);

/// quarters() as a file with that EXIF orientation stores it: turned the other way.
Image quarters_stored(int exif_orientation);

enum class ExifOrder { intel, motorola };
/// A TIFF structure with nothing but an orientation.
base::Bytes exif_block(int orientation, ExifOrder order = ExifOrder::intel);

// A file with an EXIF block put where its format wants it.
base::Bytes jpeg_with_exif(std::span<const std::uint8_t> jpeg, std::span<const std::uint8_t> exif);
base::Bytes png_with_exif(std::span<const std::uint8_t> png, std::span<const std::uint8_t> exif);
base::Bytes webp_with_exif(std::span<const std::uint8_t> webp, Size canvas,
                           std::span<const std::uint8_t> exif);

base::Bytes encode_lossless_webp(const Image& image);

/// "RIFF" around chunks, as WebP has it.
base::Bytes riff(const std::vector<base::Bytes>& chunks);
base::Bytes riff_chunk(std::string_view name, std::span<const std::uint8_t> content);
/// The chunk that begins an extended WebP file: flags and the canvas' size.
base::Bytes vp8x_chunk(std::uint8_t flags, Size canvas);
/// The chunk with the pixels of a simple WebP file.
std::span<const std::uint8_t> webp_bitstream(std::span<const std::uint8_t> webp);

/// `count` bytes of `value`, the lowest first.
base::Bytes little_endian(std::uint64_t value, int count);
base::Bytes text_bytes(std::string_view text);
base::Bytes joined(std::initializer_list<std::span<const std::uint8_t>> parts);

/// The file `name` of the shared test data.
base::Bytes shared_file(std::string_view name);

}  // namespace facelatch::imaging
