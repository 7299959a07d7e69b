// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "video/video_info.hpp"
#include "video/worker/ffmpeg.hpp"

namespace facelatch::video {

/// How many bytes tell_container() wants to see, if there are as many.
inline constexpr std::size_t kSniffBytes = 4096;

/// The container that a file begins as. Ours, so that not one of FFmpeg's some 300 readers is even
/// asked about bytes that it should never see.
std::optional<Container> tell_container(std::span<const std::uint8_t> start);

/// FFmpeg's reader for it: the whole allow-list.
const AVInputFormat* find_reader(Container container);

/// FFmpeg's decoder for a codec number: the whole allow-list.
struct KnownDecoder {
  Codec codec;
  const AVCodec* decoder;
};
std::optional<KnownDecoder> find_decoder(AVCodecID id);

/// The same list in the form that FFmpeg takes, for what it opens by itself.
const char* decoder_allow_list();

}  // namespace facelatch::video
