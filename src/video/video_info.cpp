// SPDX-License-Identifier: Apache-2.0
#include "video/video_info.hpp"

#include <fmt/format.h>

#include <array>

namespace facelatch::video {

std::string_view name_of(Container container) {
  static constexpr std::array<std::string_view, 8> kNames{
      "mp4", "matroska", "avi", "mpeg-ts", "gif", "rtsp", "http-mjpeg", "v4l2"};
  return kNames.at(static_cast<std::size_t>(container));
}

std::string_view name_of(Codec codec) {
  static constexpr std::array<std::string_view, 9> kNames{"h264",  "hevc",  "vp8", "vp9", "av1",
                                                          "mjpeg", "mpeg4", "gif", "raw"};
  return kNames.at(static_cast<std::size_t>(codec));
}

std::vector<std::string> VideoInfo::warnings() const {
  std::vector<std::string> found;
  if (is_truncated) {
    found.push_back(declared_frames && *declared_frames > decoded
                        ? fmt::format("The video ends too early: {} of {} frames could be read.",
                                      decoded, *declared_frames)
                        : fmt::format("The video ends too early, after {} frames.", decoded));
  } else if (is_finished && !is_cut_short && declared_frames && *declared_frames > decoded) {
    found.push_back(fmt::format("The video announces {} frames; {} could be decoded.",
                                *declared_frames, decoded));
  }
  if (damaged > 0)
    found.push_back(fmt::format("Parts of the video are damaged ({} places).", damaged));
  if (is_cut_short) {
    found.push_back(
        fmt::format("The video is longer than allowed; its first {} frames were read.", decoded));
  }
  return found;
}

}  // namespace facelatch::video
