// SPDX-License-Identifier: Apache-2.0
#include "video/worker/converter.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "imaging/size.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {
namespace {

constexpr std::size_t kRowPadding = 64;  // swscale writes whole vectors.
/// Pixels more stretched than this are a damaged header, not a format.
constexpr double kMaxPixelAspect = 4;
/// From this height on, colours that are not labelled are those of BT.709: the rule of players.
constexpr int kHighDefinitionLines = 720;

bool is_allowed(imaging::Size size, std::uint64_t max_pixels) {
  const auto width = static_cast<std::uint64_t>(size.width);
  const auto height = static_cast<std::uint64_t>(size.height);
  return size.width > 0 && size.height > 0 && width <= kMaxSide && height <= kMaxSide &&
         width * height <= max_pixels;
}

imaging::Size with_square_pixels(const AVFrame& frame, std::uint64_t max_pixels) {
  const imaging::Size stored{frame.width, frame.height};
  const auto& ratio = frame.sample_aspect_ratio;
  if (ratio.num <= 0 || ratio.den <= 0 || ratio.num == ratio.den) return stored;
  const double aspect = av_q2d(ratio);
  if (aspect > kMaxPixelAspect || aspect < 1 / kMaxPixelAspect) return stored;
  const imaging::Size display{std::max(1, static_cast<int>(std::lround(frame.width * aspect))),
                              frame.height};
  return is_allowed(display, max_pixels) ? display : stored;
}

imaging::Size fitted(imaging::Size size, int longer_side) {
  if (longer_side <= 0 || imaging::longer_side(size) <= longer_side) return size;
  return imaging::with_longer_side(size, longer_side);
}

int colour_table_of(const AVFrame& frame) {
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
      return SWS_CS_ITU709;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      return SWS_CS_BT2020;
    case AVCOL_SPC_SMPTE240M:
      return SWS_CS_SMPTE240M;
    case AVCOL_SPC_FCC:
      return SWS_CS_FCC;
    case AVCOL_SPC_UNSPECIFIED:
      return frame.height >= kHighDefinitionLines ? SWS_CS_ITU709 : SWS_CS_ITU601;
    default:
      return SWS_CS_ITU601;
  }
}

/// FFmpeg's older names for full-range formats confuse its own scaler; the range is told apart.
AVPixelFormat plain_format(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    default:
      return static_cast<AVPixelFormat>(format);
  }
}

int scaling_method(const AVFrame& frame, imaging::Size output) {
  // Averaging where much is thrown away, or small faces would be made of noise.
  return frame.width > 2 * output.width ? SWS_AREA : SWS_BILINEAR;
}

}  // namespace

std::optional<FrameGeometry> Converter::plan(const AVFrame& frame) const {
  if (!is_allowed({frame.width, frame.height}, max_pixels_)) return std::nullopt;
  FrameGeometry geometry;
  geometry.display = with_square_pixels(frame, max_pixels_);
  geometry.output = fitted(geometry.display, longer_side_);
  const auto row = static_cast<std::size_t>(geometry.output.width) * 3;
  geometry.stride = (row + kRowPadding - 1) / kRowPadding * kRowPadding;
  return geometry;
}

bool Converter::convert(const AVFrame& frame, const FrameGeometry& geometry, Mirror mirror,
                        std::span<std::uint8_t> target) {
  const auto format = plain_format(frame.format);
  const bool is_full_range =
      frame.color_range == AVCOL_RANGE_JPEG || format != static_cast<AVPixelFormat>(frame.format);
  scaler_.reset(sws_getCachedContext(scaler_.release(), frame.width, frame.height, format,
                                     geometry.output.width, geometry.output.height,
                                     AV_PIX_FMT_BGR24, scaling_method(frame, geometry.output),
                                     nullptr, nullptr, nullptr));
  if (!scaler_) return false;
  constexpr int kUnchanged = 1 << 16;  // contrast and saturation, 16.16
  sws_setColorspaceDetails(scaler_.get(), sws_getCoefficients(colour_table_of(frame)),
                           is_full_range ? 1 : 0, sws_getCoefficients(SWS_CS_DEFAULT), 1, 0,
                           kUnchanged, kUnchanged);
  const auto stride = static_cast<int>(geometry.stride);
  const auto rows = static_cast<std::size_t>(geometry.output.height);
  if (target.size() < geometry.stride * rows) return false;
  std::array<std::uint8_t*, 4> planes{target.data(), nullptr, nullptr, nullptr};
  std::array<int, 4> strides{stride, 0, 0, 0};
  if (mirror == Mirror::upside_down) {
    planes[0] = target.data() + geometry.stride * (rows - 1);
    strides[0] = -stride;
  }
  return sws_scale(scaler_.get(), frame.data, frame.linesize, 0, frame.height, planes.data(),
                   strides.data()) == geometry.output.height;
}

}  // namespace facelatch::video
