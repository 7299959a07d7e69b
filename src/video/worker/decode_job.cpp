// SPDX-License-Identifier: Apache-2.0
#include "video/worker/decode_job.hpp"

#include <chrono>
#include <cmath>
#include <utility>

namespace facelatch::video {
namespace {

using std::chrono::microseconds;

constexpr double kAssumedFps = 25;  // where neither header nor stamps tell

microseconds nominal_distance(const Demuxer& demuxer) {
  const double fps = demuxer.fps();
  return microseconds(std::llround(1e6 / (fps > 0.1 && fps < 1000 ? fps : kAssumedFps)));
}

std::optional<microseconds> stamp_of(const AVFrame& frame, const AVStream& stream) {
  if (frame.best_effort_timestamp == AV_NOPTS_VALUE) return std::nullopt;
  const auto stamp =
      av_rescale_q(frame.best_effort_timestamp, stream.time_base, AVRational{1, 1'000'000});
  if (stamp == AV_NOPTS_VALUE) return std::nullopt;
  return microseconds(stamp);
}

imaging::Size turned(imaging::Size size, imaging::QuarterTurns turns) {
  const bool is_sideways = turns == imaging::QuarterTurns::clockwise ||
                           turns == imaging::QuarterTurns::counter_clockwise;
  return is_sideways ? imaging::Size{size.height, size.width} : size;
}

bool is_damaged(const AVFrame& frame) {
  return frame.decode_error_flags != 0 || (frame.flags & AV_FRAME_FLAG_CORRUPT) != 0;
}

}  // namespace

DecodeJob::DecodeJob(const SetupMessage& setup, Sandbox sandbox, Demuxer& demuxer, Control& control,
                     std::span<std::uint8_t> ring)
    : setup_(setup),
      sandbox_(sandbox),
      demuxer_(demuxer),
      control_(control),
      ring_(ring),
      converter_(static_cast<int>(setup.longer_side), setup.max_pixels),
      picker_(setup),
      timeline_(nominal_distance(demuxer), demuxer.jumps()),
      frame_(av_frame_alloc()) {}

void DecodeJob::run() {
  const PacketPointer packet(av_packet_alloc());
  if (!packet || !frame_) Control::fail(WorkerFailure::out_of_memory);
  auto decoder = Decoder::open(demuxer_, setup_);
  if (!decoder) Control::fail(decoder.error());
  auto outcome = demuxer_.read(*packet);
  auto step = Step::go_on;
  while (outcome == ReadOutcome::packet && step == Step::go_on) {
    if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0) {
      has_partial_packet_ = true;
      ++damaged_;
    }
    step = decode(*decoder, packet.get());
    control_.send_progress(decoded_, demuxer_.read_bytes());
    if (const auto refusal = decoder->refusal(); refusal && decoded_ == 0) Control::fail(*refusal);
    if (step == Step::go_on) outcome = demuxer_.read(*packet);
  }
  if (step == Step::go_on) decode(*decoder, nullptr);
  finish(outcome);
}

DecodeJob::Step DecodeJob::decode(Decoder& decoder, const AVPacket* packet) {
  auto outcome = decoder.send(packet);
  if (outcome == DecodeOutcome::damaged && packet != nullptr) ++damaged_;
  if (outcome == DecodeOutcome::out_of_memory) Control::fail(WorkerFailure::out_of_memory);
  while (true) {
    outcome = decoder.receive(*frame_);
    switch (outcome) {
      case DecodeOutcome::frame:
        if (take(*frame_) == Step::stop) return Step::stop;
        break;
      case DecodeOutcome::damaged:
        ++damaged_;
        return Step::go_on;
      case DecodeOutcome::out_of_memory:
        Control::fail(WorkerFailure::out_of_memory);
      case DecodeOutcome::needs_packet:
      case DecodeOutcome::end:
        return Step::go_on;
    }
  }
}

DecodeJob::Step DecodeJob::take(AVFrame& frame) {
  const FramePlace place{.index = decoded_,
                         .time = timeline_.place(stamp_of(frame, demuxer_.stream())),
                         .is_key_frame = frame.key_frame != 0};
  if (decoded_ >= setup_.max_frames) return stop_at_limit(WorkerFailure::too_many_frames);
  if (place.time.count() > setup_.max_duration_us) return stop_at_limit(WorkerFailure::too_long);
  const auto geometry = converter_.plan(frame);
  if (!geometry) Control::fail(WorkerFailure::too_many_pixels);
  const auto orientation = orientation_of_frame(frame);
  ++decoded_;
  if (is_damaged(frame)) ++damaged_;
  if (place.index == 0) announce(*geometry, orientation);
  if (picker_.picks(place)) deliver(frame, *geometry, orientation, place);
  return Step::go_on;
}

DecodeJob::Step DecodeJob::stop_at_limit(WorkerFailure failure) {
  if (setup_.stops_when_too_long == 0) Control::fail(failure);
  is_cut_short_ = true;
  return Step::stop;
}

Orientation DecodeJob::orientation_of_frame(const AVFrame& frame) const {
  // What the codec says of this picture goes before what the container says of the stream.
  const std::uint8_t* data = nullptr;
  std::size_t size = 0;
  if (const auto* side = av_frame_get_side_data(&frame, AV_FRAME_DATA_DISPLAYMATRIX)) {
    data = side->data;
    size = side->size;
  } else {
    data = av_stream_get_side_data(&demuxer_.stream(), AV_PKT_DATA_DISPLAYMATRIX, &size);
  }
  constexpr std::size_t kNumbers = 9;
  if (data == nullptr || size < kNumbers * sizeof(std::int32_t)) return {};
  return orientation_of(std::span<const std::int32_t, kNumbers>(
      reinterpret_cast<const std::int32_t*>(data), kNumbers));
}

void DecodeJob::announce(const FrameGeometry& geometry, Orientation orientation) {
  const auto upright = turned(geometry.display, orientation.turns);
  OpenedMessage message{.container = demuxer_.container(),
                        .codec = demuxer_.decoder().codec,
                        .sandbox = sandbox_,
                        .width = static_cast<std::uint32_t>(upright.width),
                        .height = static_cast<std::uint32_t>(upright.height),
                        .turns = static_cast<std::uint32_t>(orientation.turns)};
  if (demuxer_.fps() > 0) message.declared_fps_micro = std::llround(demuxer_.fps() * 1e6);
  message.declared_duration_us = demuxer_.duration_us().value_or(-1);
  // How many of them are key frames no header says.
  if (setup_.sampling != SamplingKind::key_frames) {
    message.declared_frames = demuxer_.declared_frames().value_or(-1);
  }
  control_.send(message);
}

void DecodeJob::deliver(const AVFrame& frame, const FrameGeometry& geometry,
                        Orientation orientation, const FramePlace& place) {
  // A live stream must not wait, or its pictures would grow old in the network's buffers.
  const auto slot = is_live() ? control_.find_slot() : std::optional(control_.wait_for_slot());
  if (!slot) return;
  const auto target = ring_.subspan(static_cast<std::size_t>(*slot * setup_.slot_bytes),
                                    static_cast<std::size_t>(setup_.slot_bytes));
  if (!converter_.convert(frame, geometry, orientation.mirror, target)) {
    ++damaged_;
    return;
  }
  const auto upright = turned(geometry.display, orientation.turns);
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  control_.send_frame(
      FrameMessage{.slot = *slot,
                   .width = static_cast<std::uint32_t>(geometry.output.width),
                   .height = static_cast<std::uint32_t>(geometry.output.height),
                   .stride = static_cast<std::uint32_t>(geometry.stride),
                   .turns = static_cast<std::uint32_t>(orientation.turns),
                   .original_width = static_cast<std::uint32_t>(upright.width),
                   .original_height = static_cast<std::uint32_t>(upright.height),
                   .index = place.index,
                   .time_us = place.time.count(),
                   .received_ns = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count(),
                   .read_bytes = demuxer_.read_bytes(),
                   .damaged = damaged_,
                   .is_damaged = is_damaged(frame) ? 1U : 0U});
}

void DecodeJob::finish(ReadOutcome outcome) {
  if (is_live()) Control::fail(WorkerFailure::stream_lost);
  if (decoded_ == 0) {
    Control::fail(demuxer_.declared_pixels() > setup_.max_pixels ? WorkerFailure::too_many_pixels
                                                                 : WorkerFailure::nothing_decoded);
  }
  const bool is_truncated =
      !is_cut_short_ && (outcome == ReadOutcome::broken || has_partial_packet_ ||
                         demuxer_.is_cut_off(setup_.input_bytes));
  control_.send(FinishedMessage{.is_truncated = is_truncated ? 1U : 0U,
                                .is_cut_short = is_cut_short_ ? 1U : 0U,
                                .decoded = decoded_,
                                .damaged = damaged_});
}

}  // namespace facelatch::video
