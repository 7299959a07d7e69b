// SPDX-License-Identifier: Apache-2.0
#include <webp/decode.h>
#include <webp/demux.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "imaging/codec.hpp"
#include "imaging/exif.hpp"

namespace facelatch::imaging {
namespace {

using base::Result;

struct DeleteDecoder {
  void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
};
struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

/// Where a frame goes on its picture.
struct Target {
  Image& image;
  int x = 0;
  int y = 0;
  Size size;
};

/// Hands over the bytes in pieces, so that the deadline is looked at between them.
Result<void> decode_frame(ByteView frame, Target target, const base::Deadline& deadline) {
  constexpr std::size_t kPiece = 64U << 10U;
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return out_of_memory();
  const std::size_t offset = static_cast<std::size_t>(target.y) * target.image.stride() +
                             static_cast<std::size_t>(target.x) * 3;
  const auto pixels = target.image.pixels().subspan(offset);
  config.output.colorspace = MODE_BGR;
  config.output.is_external_memory = 1;
  config.output.width = target.size.width;
  config.output.height = target.size.height;
  config.output.u.RGBA.rgba = pixels.data();
  config.output.u.RGBA.stride = static_cast<int>(target.image.stride());
  config.output.u.RGBA.size = pixels.size();

  const std::unique_ptr<WebPIDecoder, DeleteDecoder> decoder(WebPIDecode(nullptr, 0, &config));
  if (!decoder) return out_of_memory();
  for (std::size_t given = 0; given < frame.size();) {
    if (deadline.expired()) return too_slow();
    given = std::min(given + kPiece, frame.size());
    const auto status = WebPIUpdate(decoder.get(), frame.data(), given);
    if (status == VP8_STATUS_OK) return {};
    if (status == VP8_STATUS_OUT_OF_MEMORY) return out_of_memory();
    if (status != VP8_STATUS_SUSPENDED) return damaged("WebP");
  }
  return ended_early("WebP");
}

/// The first frame of an animation; what it leaves free on the canvas stays black.
Result<void> decode_first_frame(ByteView file, Image& canvas, const base::Deadline& deadline) {
  const WebPData data{file.data(), file.size()};
  const std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer(WebPDemux(&data));
  if (!demuxer) return damaged("WebP");
  WebPIterator frame{};
  if (WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) return damaged("WebP");
  const ByteView bytes(frame.fragment.bytes, frame.fragment.size);
  const Target target{.image = canvas,
                      .x = frame.x_offset,
                      .y = frame.y_offset,
                      .size = {frame.width, frame.height}};
  const bool fits = target.x >= 0 && target.y >= 0 && target.size.width > 0 &&
                    target.size.height > 0 && target.size.width <= canvas.size().width - target.x &&
                    target.size.height <= canvas.size().height - target.y;
  // The bitstream has a size of its own; the library writes as many pixels as that one says.
  int width = 0;
  int height = 0;
  const bool agrees = WebPGetInfo(bytes.data(), bytes.size(), &width, &height) != 0 &&
                      Size{width, height} == target.size;
  auto done = fits && agrees ? decode_frame(bytes, target, deadline) : damaged("WebP");
  WebPDemuxReleaseIterator(&frame);
  return done;
}

}  // namespace

Result<StoredPicture> decode_webp(ByteView file, const DecodeLimits& limits) {
  WebPBitstreamFeatures features;
  const auto status = WebPGetFeatures(file.data(), file.size(), &features);
  if (status == VP8_STATUS_NOT_ENOUGH_DATA) return ended_early("WebP");
  if (status != VP8_STATUS_OK) return damaged("WebP");
  auto size = checked_size(static_cast<std::uint64_t>(std::max(features.width, 0)),
                           static_cast<std::uint64_t>(std::max(features.height, 0)), limits);
  if (!size) return std::unexpected(std::move(size.error()));
  Image image(*size);
  auto done = features.has_animation != 0
                  ? decode_first_frame(file, image, limits.deadline)
                  : decode_frame(file, {.image = image, .size = *size}, limits.deadline);
  if (!done) return std::unexpected(std::move(done.error()));
  return StoredPicture{
      .image = std::move(image), .full_size = *size, .exif_orientation = webp_orientation(file)};
}

}  // namespace facelatch::imaging
