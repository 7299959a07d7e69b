// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>

#include "video/worker/demuxer.hpp"
#include "video/worker/ffmpeg.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

enum class DecodeOutcome {
  frame,
  needs_packet,
  end,
  damaged,  ///< This packet is lost; go on with the next.
  out_of_memory,
};

/// Packets in, frames out. Externally synchronised.
class Decoder {
 public:
  static std::expected<Decoder, WorkerFailure> open(const Demuxer& demuxer,
                                                    const SetupMessage& setup);

  /// Takes `packet`, or the end of all packets where it is null; then call receive() until it needs
  /// another. Only `needs_packet` means that all is well.
  DecodeOutcome send(const AVPacket* packet);
  DecodeOutcome receive(AVFrame& frame);
  /// Why a frame got no memory, if one did not: FFmpeg's own errors do not tell.
  [[nodiscard]] std::optional<WorkerFailure> refusal() const;

 private:
  /// What the decoder's threads share.
  struct Allowance {
    std::int64_t max_pixels = 0;
    std::atomic<bool> is_exceeded = false;
    std::atomic<bool> lacks_memory = false;
  };

  Decoder(CodecContextPointer context, std::unique_ptr<Allowance> allowance)
      : allowance_(std::move(allowance)), context_(std::move(context)) {}
  static int give_buffer(AVCodecContext* context, AVFrame* frame, int flags);

  std::unique_ptr<Allowance> allowance_;  ///< outlives the context
  CodecContextPointer context_;
};

}  // namespace facelatch::video
