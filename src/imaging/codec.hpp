// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "imaging/decode.hpp"
#include "imaging/image.hpp"

namespace facelatch::imaging {

// What the decoders of the single formats share; only the .cpp files of this folder include it.

using ByteView = std::span<const std::uint8_t>;

/// A picture as its file stores it.
struct StoredPicture {
  Image image;
  Size full_size;            ///< before any reduction
  int exif_orientation = 1;  ///< still to be applied, 1..8
  int reduction = 1;         ///< pixels of the file per pixel of `image`
};

/// Refuses what is beyond the limits (too_large) and pictures without pixels (corrupt). To be
/// called with what the header says, before pixels are allocated.
base::Result<Size> checked_size(std::uint64_t width, std::uint64_t height,
                                const DecodeLimits& limits);

// The errors that every format has. `name` is the format's name: "The PNG picture is damaged."
std::unexpected<base::Error> damaged(std::string_view name);
std::unexpected<base::Error> ended_early(std::string_view name);
std::unexpected<base::Error> not_supported(std::string_view what);
std::unexpected<base::Error> too_slow();
std::unexpected<base::Error> out_of_memory();

// One per format, each in its own file. None throws anything but std::bad_alloc.
base::Result<StoredPicture> decode_jpeg(ByteView file, const DecodeOptions& options);
base::Result<StoredPicture> decode_png(ByteView file, const DecodeLimits& limits);
base::Result<StoredPicture> decode_webp(ByteView file, const DecodeLimits& limits);
base::Result<StoredPicture> decode_gif(ByteView file, const DecodeLimits& limits);
base::Result<StoredPicture> decode_bmp(ByteView file, const DecodeLimits& limits);
base::Result<StoredPicture> decode_pnm(ByteView file, const DecodeLimits& limits);
base::Result<StoredPicture> decode_tiff(ByteView file, const DecodeLimits& limits);
/// Without FACELATCH_HEIF always unsupported_format.
base::Result<StoredPicture> decode_heif(ByteView file, const DecodeLimits& limits);

}  // namespace facelatch::imaging
