// SPDX-License-Identifier: Apache-2.0
#include <png.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "imaging/codec.hpp"
#include "imaging/exif.hpp"
#include "imaging/jump_guard.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

constexpr png_alloc_size_t kMostBytesOfAChunk = 1U << 20U;

enum class Stop { damaged, ended_early, too_slow, out_of_memory };

class PngReader {
 public:
  PngReader(ByteView file, const DecodeLimits& limits) : rest_(file), limits_(limits) {
    codec_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (codec_ != nullptr) info_ = png_create_info_struct(codec_);
    if (info_ == nullptr) {
      reason_ = Stop::out_of_memory;
      return;
    }
    ready_ = guard_.run([&] {
      png_set_read_fn(codec_, this, on_read);
      // Sizes are ours to judge, with a sentence of our own.
      png_set_user_limits(codec_, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
      png_set_chunk_malloc_max(codec_, kMostBytesOfAChunk);
      // Colour profiles and texts are skipped unread: some are compressed, and none is needed.
      png_set_keep_unknown_chunks(codec_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
      png_read_info(codec_, info_);
    });
  }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  PngReader(PngReader&&) = delete;
  PngReader& operator=(PngReader&&) = delete;
  ~PngReader() { png_destroy_read_struct(&codec_, &info_, nullptr); }

  Result<StoredPicture> decode() {
    if (!ready_) return std::unexpected(error());
    auto size = checked_size(png_get_image_width(codec_, info_),
                             png_get_image_height(codec_, info_), limits_);
    if (!size) return std::unexpected(std::move(size.error()));
    int passes = 1;
    const bool started = guard_.run([&] { passes = start(); });
    if (!started) return std::unexpected(error());
    Image image(*size);
    if (png_get_rowbytes(codec_, info_) != image.stride()) return damaged("PNG");
    if (!guard_.run([&] { read_rows(image, passes); })) return std::unexpected(error());
    return StoredPicture{.image = std::move(image), .full_size = *size};
  }

 private:
  static PngReader& self(png_structp codec) {
    return *static_cast<PngReader*>(png_get_error_ptr(codec));
  }
  [[noreturn]] static void on_error(png_structp codec, png_const_charp /*message*/) {
    self(codec).stop(self(codec).reason_);
  }
  static void on_warning(png_structp /*codec*/, png_const_charp /*message*/) {}
  static void on_read(png_structp codec, png_bytep target, std::size_t count) {
    auto& reader = self(codec);
    if (count > reader.rest_.size()) reader.stop(Stop::ended_early);
    std::memcpy(target, reader.rest_.data(), count);
    reader.rest_ = reader.rest_.subspan(count);
  }

  [[noreturn]] void stop(Stop reason) {
    reason_ = reason;
    guard_.leave();
  }

  /// Asks for 8-bit blue, green, red whatever is stored, and gives the number of passes.
  int start() {
    png_set_expand(codec_);
    png_set_scale_16(codec_);
    png_set_gray_to_rgb(codec_);
    png_set_strip_alpha(codec_);
    png_set_bgr(codec_);
    const int passes = png_set_interlace_handling(codec_);
    png_read_update_info(codec_, info_);
    return passes;
  }

  void read_rows(Image& image, int passes) {
    for (int pass = 0; pass < passes; ++pass) {
      for (int y = 0; y < image.size().height; ++y) {
        if (limits_.deadline.expired()) stop(Stop::too_slow);
        png_read_row(codec_, image.row(y).data(), nullptr);
      }
    }
    png_read_end(codec_, nullptr);
  }

  [[nodiscard]] base::Error error() const {
    switch (reason_) {
      case Stop::ended_early:
        return ended_early("PNG").error();
      case Stop::too_slow:
        return too_slow().error();
      case Stop::out_of_memory:
        return out_of_memory().error();
      case Stop::damaged:
        break;
    }
    return damaged("PNG").error();
  }

  ByteView rest_;
  const DecodeLimits& limits_;
  JumpGuard guard_;
  png_structp codec_ = nullptr;
  png_infop info_ = nullptr;
  Stop reason_ = Stop::damaged;
  bool ready_ = false;
};

}  // namespace

Result<StoredPicture> decode_png(ByteView file, const DecodeLimits& limits) {
  auto picture = PngReader(file, limits).decode();
  if (picture) picture->exif_orientation = png_orientation(file);
  return picture;
}

}  // namespace facelatch::imaging
