// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "base/file.hpp"
#include "video/video_reader.hpp"

// For tests only.
namespace facelatch::video {

struct ReadClip {
  std::vector<Frame> frames;
  VideoInfo info;
  std::optional<base::Error> error;
};

inline ReadClip read_to_the_end(base::Result<VideoReader> reader) {
  ReadClip clip;
  while (reader && !clip.error) {
    auto frame = reader->next();
    if (!frame) clip.error = frame.error();
    if (!frame || !*frame) break;
    clip.frames.push_back(*std::move(*frame));
  }
  if (reader) {
    clip.info = reader->info();
  } else {
    clip.error = reader.error();
  }
  return clip;
}

inline ReadClip read_clip(const base::Bytes& bytes, const VideoLimits& limits = {},
                          const VideoOptions& options = {}) {
  return read_to_the_end(VideoReader::open(bytes, limits, options));
}

/// Small, because a clip of hundreds of frames is held at once.
inline std::vector<Frame> read_file_clip(const std::filesystem::path& path) {
  VideoOptions options;
  options.longer_side = 64;
  return read_to_the_end(VideoReader::open(path, {}, options)).frames;
}

}  // namespace facelatch::video
