// SPDX-License-Identifier: Apache-2.0
#include <gif_lib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "imaging/codec.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

struct Source {
  ByteView rest;
  bool ran_dry = false;
};

int on_read(GifFileType* file, GifByteType* target, int count) {
  auto& source = *static_cast<Source*>(file->UserData);
  const auto wanted = static_cast<std::size_t>(std::max(count, 0));
  const auto given = source.rest.first(std::min(wanted, source.rest.size()));
  std::ranges::copy(given, target);
  source.rest = source.rest.subspan(given.size());
  source.ran_dry = source.ran_dry || given.size() < wanted;
  return static_cast<int>(given.size());
}

struct CloseGif {
  void operator()(GifFileType* file) const { DGifCloseFile(file, nullptr); }
};

/// Each extension block is skipped: transparency and timing do not matter to a first frame.
bool skip_extension(GifFileType* file) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(file, &code, &block) == GIF_ERROR) return false;
  while (block != nullptr) {
    if (DGifGetExtensionNext(file, &block) == GIF_ERROR) return false;
  }
  return true;
}

bool go_to_first_frame(GifFileType* file) {
  for (;;) {
    GifRecordType type = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(file, &type) == GIF_ERROR) return false;
    if (type == IMAGE_DESC_RECORD_TYPE) return DGifGetImageDesc(file) != GIF_ERROR;
    if (type != EXTENSION_RECORD_TYPE || !skip_extension(file)) return false;
  }
}

/// The order in which rows are stored (GIF89a, appendix E).
std::vector<int> row_order(int height, bool interlaced) {
  struct Pass {
    int first;
    int step;
  };
  constexpr std::array kInterlaced{Pass{0, 8}, Pass{4, 8}, Pass{2, 4}, Pass{1, 2}};
  constexpr std::array kPlain{Pass{0, 1}};
  std::vector<int> order;
  order.reserve(static_cast<std::size_t>(height));
  const auto passes = interlaced ? std::span<const Pass>(kInterlaced) : std::span(kPlain);
  for (const auto pass : passes) {
    for (int y = pass.first; y < height; y += pass.step) order.push_back(y);
  }
  return order;
}

void put_row(std::span<const GifPixelType> indices, const ColorMapObject& colours, int left,
             std::span<std::uint8_t> row) {
  const std::size_t begin = static_cast<std::size_t>(left) * 3;
  for (std::size_t i = 0; i < indices.size() && begin + i * 3 < row.size(); ++i) {
    if (indices[i] >= colours.ColorCount) continue;
    const GifColorType colour = colours.Colors[indices[i]];
    const auto pixel = row.subspan(begin + i * 3, 3);
    pixel[0] = colour.Blue;
    pixel[1] = colour.Green;
    pixel[2] = colour.Red;
  }
}

class GifReader {
 public:
  explicit GifReader(ByteView bytes)
      : source_{bytes}, file_(DGifOpen(&source_, on_read, nullptr)) {}

  Result<StoredPicture> decode(const DecodeLimits& limits) {
    if (!file_) return failure();
    auto screen = size_of(file_->SWidth, file_->SHeight, limits);
    if (!screen) return std::unexpected(std::move(screen.error()));
    if (!go_to_first_frame(file_.get())) return failure();
    const auto& frame = file_->Image;
    // A frame may be larger than its screen, and costs its own size.
    auto frame_size = size_of(frame.Width, frame.Height, limits);
    if (!frame_size) return std::unexpected(std::move(frame_size.error()));
    const auto* colours = frame.ColorMap != nullptr ? frame.ColorMap : file_->SColorMap;
    if (colours == nullptr || frame.Left < 0 || frame.Top < 0) return damaged("GIF");

    Image image(*screen);
    std::vector<GifPixelType> indices(static_cast<std::size_t>(frame.Width));
    for (const int y : row_order(frame.Height, frame.Interlace)) {
      if (limits.deadline.expired()) return too_slow();
      if (DGifGetLine(file_.get(), indices.data(), frame.Width) == GIF_ERROR) return failure();
      if (frame.Top + y >= screen->height) continue;
      put_row(indices, *colours, frame.Left, image.row(frame.Top + y));
    }
    return StoredPicture{.image = std::move(image), .full_size = *screen};
  }

 private:
  static Result<Size> size_of(int width, int height, const DecodeLimits& limits) {
    return checked_size(static_cast<std::uint64_t>(std::max(width, 0)),
                        static_cast<std::uint64_t>(std::max(height, 0)), limits);
  }

  [[nodiscard]] std::unexpected<base::Error> failure() const {
    return source_.ran_dry ? ended_early("GIF") : damaged("GIF");
  }

  Source source_;
  std::unique_ptr<GifFileType, CloseGif> file_;
};

}  // namespace

Result<StoredPicture> decode_gif(ByteView file, const DecodeLimits& limits) {
  return GifReader(file).decode(limits);
}

}  // namespace facelatch::imaging
