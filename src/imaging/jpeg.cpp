// SPDX-License-Identifier: Apache-2.0
// Through libjpeg's own interface and not TurboJPEG's: only this one lets us stop between rows and
// scans, and tell a picture that ends too early from one with a harmless flaw.
// clang-format off
#include <cstddef>
#include <cstdio>
#include <jpeglib.h>  // needs the two above
#include <jerror.h>   // needs jpeglib.h
// clang-format on

#include <algorithm>
#include <utility>
#include <vector>

#include "imaging/codec.hpp"
#include "imaging/exif.hpp"
#include "imaging/jump_guard.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

// Encoders write about ten scans. Each one costs a pass over the whole picture, however few bytes
// it has, so a small file could keep us busy for minutes. The limits keep it below two seconds.
constexpr std::uint64_t kMostScannedPixels = 800'000'000;
constexpr std::uint64_t kScansAllowedAlways = 16;
constexpr std::uint64_t kMostScans = 100;

int most_scans(Size size) {
  const auto pixels =
      static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height);
  return static_cast<int>(std::clamp(kMostScannedPixels / pixels, kScansAllowedAlways, kMostScans));
}

enum class Stop { damaged, ended_early, unsupported, too_slow, too_many_scans, out_of_memory };

Stop stop_for(int message) {
  switch (message) {
    case JERR_OUT_OF_MEMORY:
      return Stop::out_of_memory;
    case JERR_INPUT_EOF:
    case JERR_INPUT_EMPTY:
      return Stop::ended_early;
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_ARITH_NOTIMPL:
      return Stop::unsupported;
    default:
      return Stop::damaged;
  }
}

class Decompressor {
 public:
  Decompressor(ByteView file, const DecodeOptions& options) : options_(options) {
    codec_.err = jpeg_std_error(&errors_);
    codec_.client_data = this;
    errors_.error_exit = [](j_common_ptr codec) {
      self(codec).stop(stop_for(codec->err->msg_code));
    };
    errors_.emit_message = [](j_common_ptr codec, int) { self(codec).judge_warning(); };
    errors_.output_message = [](j_common_ptr) {};
    progress_.progress_monitor = [](j_common_ptr codec) { self(codec).check_cost(); };
    const bool ready = guard_.run([&] {
      jpeg_create_decompress(&codec_);
      codec_.progress = &progress_;
      jpeg_mem_src(&codec_, file.data(), file.size());
      // The library would put an end marker there and go on.
      codec_.src->fill_input_buffer = [](j_decompress_ptr codec) -> boolean {
        self(reinterpret_cast<j_common_ptr>(codec)).stop(Stop::ended_early);
      };
      jpeg_read_header(&codec_, TRUE);
    });
    failed_ = !ready;
  }
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;
  Decompressor(Decompressor&&) = delete;
  Decompressor& operator=(Decompressor&&) = delete;
  ~Decompressor() { jpeg_destroy_decompress(&codec_); }

  Result<StoredPicture> decode() {
    if (failed_) return std::unexpected(error());
    auto size = checked_size(codec_.image_width, codec_.image_height, options_.limits);
    if (!size) return std::unexpected(std::move(size.error()));
    most_scans_ = most_scans(*size);

    const bool four_inks =
        codec_.jpeg_color_space == JCS_CMYK || codec_.jpeg_color_space == JCS_YCCK;
    codec_.out_color_space = four_inks ? JCS_CMYK : JCS_EXT_BGR;
    const int reduction = reduction_for(std::max(size->width, size->height));
    codec_.scale_num = 1;
    codec_.scale_denom = static_cast<unsigned>(reduction);
    if (!guard_.run([&] { jpeg_start_decompress(&codec_); })) return std::unexpected(error());

    Image image({static_cast<int>(codec_.output_width), static_cast<int>(codec_.output_height)});
    const bool complete = four_inks ? read_inks(image) : read_rows(image);
    if (!complete) return std::unexpected(error());
    return StoredPicture{.image = std::move(image), .full_size = *size, .reduction = reduction};
  }

 private:
  static Decompressor& self(j_common_ptr codec) {
    return *static_cast<Decompressor*>(codec->client_data);
  }

  [[noreturn]] void stop(Stop reason) {
    reason_ = reason;
    guard_.leave();
  }

  /// Most warnings are about flaws that no viewer minds. This one says that a scan has fewer bytes
  /// than its pixels need, with gray in place of the rest.
  void judge_warning() {
    if (codec_.err->msg_code == JWRN_HIT_MARKER) stop(Stop::ended_early);
  }

  void check_cost() {
    if (codec_.input_scan_number > most_scans_) stop(Stop::too_many_scans);
    if (options_.limits.deadline.expired()) stop(Stop::too_slow);
  }

  [[nodiscard]] int reduction_for(int longer_side) const {
    if (options_.sufficient_side <= 0) return 1;
    for (const int reduction : {8, 4, 2}) {
      if (longer_side / reduction >= options_.sufficient_side) return reduction;
    }
    return 1;
  }

  bool read_rows(Image& image) {
    return guard_.run([&] {
      while (codec_.output_scanline < codec_.output_height) {
        JSAMPROW row = image.row(static_cast<int>(codec_.output_scanline)).data();
        jpeg_read_scanlines(&codec_, &row, 1);
      }
      jpeg_finish_decompress(&codec_);  // reads up to the end marker
    });
  }

  /// Four inks, stored inverted: Adobe began it, and Pillow, OpenCV and browsers take every such
  /// file so. With 255 for "no ink" each colour is its ink's lack times the black's lack.
  bool read_inks(Image& image) {
    std::vector<std::uint8_t> inks(static_cast<std::size_t>(codec_.output_width) * 4);
    return guard_.run([&] {
      while (codec_.output_scanline < codec_.output_height) {
        const int y = static_cast<int>(codec_.output_scanline);
        JSAMPROW row = inks.data();
        jpeg_read_scanlines(&codec_, &row, 1);
        convert_inks(inks, image.row(y));
      }
      jpeg_finish_decompress(&codec_);
    });
  }

  static void convert_inks(std::span<const std::uint8_t> inks, std::span<std::uint8_t> bgr) {
    const auto mix = [](unsigned ink, unsigned black) {
      return static_cast<std::uint8_t>((ink * black + 127) / 255);
    };
    for (std::size_t in = 0, out = 0; out < bgr.size(); in += 4, out += 3) {
      const unsigned black = inks[in + 3];
      bgr[out] = mix(inks[in + 2], black);
      bgr[out + 1] = mix(inks[in + 1], black);
      bgr[out + 2] = mix(inks[in], black);
    }
  }

  [[nodiscard]] base::Error error() const {
    switch (reason_) {
      case Stop::ended_early:
        return ended_early("JPEG").error();
      case Stop::unsupported:
        return not_supported("a JPEG picture of a rare kind").error();
      case Stop::too_slow:
        return too_slow().error();
      case Stop::too_many_scans:
        return {base::ErrorCode::too_large,
                "The JPEG picture has more scans than any camera or program writes."};
      case Stop::out_of_memory:
        return out_of_memory().error();
      case Stop::damaged:
        break;
    }
    return damaged("JPEG").error();
  }

  const DecodeOptions& options_;
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct codec_{};
  JumpGuard guard_;
  Stop reason_ = Stop::damaged;
  int most_scans_ = 1;
  bool failed_ = false;
};

}  // namespace

Result<StoredPicture> decode_jpeg(ByteView file, const DecodeOptions& options) {
  auto picture = Decompressor(file, options).decode();
  if (picture) picture->exif_orientation = jpeg_orientation(file);
  return picture;
}

}  // namespace facelatch::imaging
