// SPDX-License-Identifier: Apache-2.0
#include "video/worker/formats.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace facelatch::video {
namespace {

bool has_at(std::span<const std::uint8_t> bytes, std::size_t offset, std::string_view expected) {
  return bytes.size() >= offset + expected.size() &&
         std::ranges::equal(bytes.subspan(offset, expected.size()), expected,
                            [](std::uint8_t byte, char letter) {
                              return byte == static_cast<std::uint8_t>(letter);
                            });
}

/// ISO/IEC 14496-12 and QuickTime: a file is a row of boxes, four bytes of length and four of type.
bool is_mp4(std::span<const std::uint8_t> start) {
  static constexpr std::array<std::string_view, 9> kFirstBoxes{
      "ftyp", "styp", "moov", "mdat", "free", "skip", "wide", "pnot", "uuid"};
  return std::ranges::any_of(kFirstBoxes,
                             [&](std::string_view type) { return has_at(start, 4, type); });
}

/// ISO/IEC 13818-1: packets of 188 bytes that begin with 0x47; M2TS puts 4 bytes before each, and
/// error correction 16 behind.
bool is_mpeg_ts(std::span<const std::uint8_t> start) {
  constexpr std::uint8_t kSync = 0x47;
  constexpr std::size_t kPackets = 5;
  struct Layout {
    std::size_t packet_bytes;
    std::size_t first;
  };
  return std::ranges::any_of(
      std::array<Layout, 3>{{{188, 0}, {192, 4}, {204, 0}}}, [&](const Layout& layout) {
        std::size_t found = 0;
        for (auto at = layout.first; at < start.size() && start[at] == kSync && found < kPackets;
             at += layout.packet_bytes) {
          ++found;
        }
        return found == kPackets;
      });
}

}  // namespace

std::optional<Container> tell_container(std::span<const std::uint8_t> start) {
  if (has_at(start, 0, "\x1A\x45\xDF\xA3")) return Container::matroska;
  if (has_at(start, 0, "RIFF") && has_at(start, 8, "AVI ")) return Container::avi;
  if (has_at(start, 0, "GIF87a") || has_at(start, 0, "GIF89a")) return Container::gif;
  if (is_mp4(start)) return Container::mp4;
  if (is_mpeg_ts(start)) return Container::mpeg_ts;
  return std::nullopt;
}

const AVInputFormat* find_reader(Container container) {
  switch (container) {
    case Container::mp4:
      return av_find_input_format("mp4");
    case Container::matroska:
      return av_find_input_format("matroska");
    case Container::avi:
      return av_find_input_format("avi");
    case Container::mpeg_ts:
      return av_find_input_format("mpegts");
    case Container::gif:
      return av_find_input_format("gif");
    case Container::rtsp:
      return av_find_input_format("rtsp");
    case Container::http_mjpeg:
      return av_find_input_format("mpjpeg");
    case Container::v4l2:
      return nullptr;  // A camera's pictures are either of two: Demuxer.
  }
  return nullptr;
}

std::optional<KnownDecoder> find_decoder(AVCodecID id) {
  struct Row {
    AVCodecID id;
    Codec codec;
    const char* name;
  };
  // FFmpeg's own decoders, and dav1d for AV1: its own needs hardware.
  static constexpr std::array<Row, 9> kRows{{{AV_CODEC_ID_H264, Codec::h264, "h264"},
                                             {AV_CODEC_ID_HEVC, Codec::hevc, "hevc"},
                                             {AV_CODEC_ID_VP8, Codec::vp8, "vp8"},
                                             {AV_CODEC_ID_VP9, Codec::vp9, "vp9"},
                                             {AV_CODEC_ID_AV1, Codec::av1, "libdav1d"},
                                             {AV_CODEC_ID_MJPEG, Codec::mjpeg, "mjpeg"},
                                             {AV_CODEC_ID_MPEG4, Codec::mpeg4, "mpeg4"},
                                             {AV_CODEC_ID_GIF, Codec::gif, "gif"},
                                             {AV_CODEC_ID_RAWVIDEO, Codec::raw, "rawvideo"}}};
  const auto* row = std::ranges::find(kRows, id, &Row::id);
  if (row == kRows.end()) return std::nullopt;
  const AVCodec* decoder = avcodec_find_decoder_by_name(row->name);
  if (decoder == nullptr) return std::nullopt;
  return KnownDecoder{row->codec, decoder};
}

const char* decoder_allow_list() { return "h264,hevc,vp8,vp9,libdav1d,mjpeg,mpeg4,gif"; }

}  // namespace facelatch::video
