// SPDX-License-Identifier: Apache-2.0
#include "video/worker/decoder.hpp"

#include <cerrno>

namespace facelatch::video {

std::expected<Decoder, WorkerFailure> Decoder::open(const Demuxer& demuxer,
                                                    const SetupMessage& setup) {
  CodecContextPointer context(avcodec_alloc_context3(demuxer.decoder().decoder));
  if (!context) return std::unexpected(WorkerFailure::out_of_memory);
  if (avcodec_parameters_to_context(context.get(), demuxer.stream().codecpar) < 0) {
    return std::unexpected(WorkerFailure::unreadable_header);
  }
  context->pkt_timebase = demuxer.stream().time_base;
  auto allowance = std::make_unique<Allowance>();
  allowance->max_pixels = static_cast<std::int64_t>(setup.max_pixels);
  context->opaque = allowance.get();
  context->get_buffer2 = &give_buffer;
  // dav1d takes its memory elsewhere and knows this limit only; to the others it is a last resort,
  // because they do not tell when they refuse.
  context->max_pixels = demuxer.decoder().codec == Codec::av1 ? allowance->max_pixels
                                                              : std::int64_t{kMaxSide} * kMaxSide;
  context->thread_count = static_cast<int>(setup.threads);
  if (setup.source != SourceKind::file) {
    // Threads by frame would hold back as many frames as there are threads.
    context->flags |= AV_CODEC_FLAG_LOW_DELAY;
    context->thread_type = FF_THREAD_SLICE;
  }
  if (setup.sampling == SamplingKind::key_frames) context->skip_frame = AVDISCARD_NONKEY;
  const int opened = avcodec_open2(context.get(), demuxer.decoder().decoder, nullptr);
  if (opened == AVERROR(ENOMEM)) return std::unexpected(WorkerFailure::out_of_memory);
  if (opened < 0) return std::unexpected(WorkerFailure::unreadable_header);
  return Decoder(std::move(context), std::move(allowance));
}

int Decoder::give_buffer(AVCodecContext* context, AVFrame* frame, int flags) {
  auto& allowance = *static_cast<Allowance*>(context->opaque);
  // Without the padding to whole blocks that frame's own size has here.
  if (std::int64_t{context->width} * context->height > allowance.max_pixels) {
    allowance.is_exceeded = true;
    return AVERROR(EINVAL);
  }
  const int result = avcodec_default_get_buffer2(context, frame, flags);
  if (result == AVERROR(ENOMEM)) allowance.lacks_memory = true;
  return result;
}

std::optional<WorkerFailure> Decoder::refusal() const {
  if (allowance_->is_exceeded) return WorkerFailure::too_many_pixels;
  if (allowance_->lacks_memory) return WorkerFailure::out_of_memory;
  return std::nullopt;
}

DecodeOutcome Decoder::send(const AVPacket* packet) {
  const int result = avcodec_send_packet(context_.get(), packet);
  if (result >= 0) return DecodeOutcome::needs_packet;
  return result == AVERROR(ENOMEM) ? DecodeOutcome::out_of_memory : DecodeOutcome::damaged;
}

DecodeOutcome Decoder::receive(AVFrame& frame) {
  const int result = avcodec_receive_frame(context_.get(), &frame);
  if (result >= 0) return DecodeOutcome::frame;
  if (result == AVERROR(EAGAIN)) return DecodeOutcome::needs_packet;
  if (result == AVERROR_EOF) return DecodeOutcome::end;
  return result == AVERROR(ENOMEM) ? DecodeOutcome::out_of_memory : DecodeOutcome::damaged;
}

}  // namespace facelatch::video
