// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "video/worker/control.hpp"
#include "video/worker/converter.hpp"
#include "video/worker/decoder.hpp"
#include "video/worker/demuxer.hpp"
#include "video/worker/frame_picker.hpp"
#include "video/worker/timeline.hpp"

namespace facelatch::video {

/// The worker's whole work once it is locked away: decodes, limits, picks, converts, reports.
/// Externally synchronised.
class DecodeJob {
 public:
  /// All must outlive the job; `ring` holds the slots of the setup.
  DecodeJob(const SetupMessage& setup, Sandbox sandbox, Demuxer& demuxer, Control& control,
            std::span<std::uint8_t> ring);

  /// Until the end or the first failure, which is told to the parent.
  void run();

 private:
  enum class Step { go_on, stop };

  Step decode(Decoder& decoder, const AVPacket* packet);
  Step take(AVFrame& frame);
  Step stop_at_limit(WorkerFailure failure);
  void announce(const FrameGeometry& geometry, Orientation orientation);
  void deliver(const AVFrame& frame, const FrameGeometry& geometry, Orientation orientation,
               const FramePlace& place);
  void finish(ReadOutcome outcome);
  [[nodiscard]] Orientation orientation_of_frame(const AVFrame& frame) const;
  [[nodiscard]] bool is_live() const { return setup_.source != SourceKind::file; }

  const SetupMessage& setup_;
  Sandbox sandbox_;
  Demuxer& demuxer_;
  Control& control_;
  std::span<std::uint8_t> ring_;
  Converter converter_;
  FramePicker picker_;
  Timeline timeline_;
  FramePointer frame_;
  std::uint64_t decoded_ = 0;
  std::uint64_t damaged_ = 0;
  bool is_cut_short_ = false;
  bool has_partial_packet_ = false;
};

}  // namespace facelatch::video
