// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <expected>
#include <optional>

#include "video/stream_url.hpp"
#include "video/worker/camera_input.hpp"
#include "video/worker/ffmpeg.hpp"
#include "video/worker/file_input.hpp"
#include "video/worker/formats.hpp"
#include "video/worker/timeline.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {

enum class ReadOutcome {
  packet,
  end,
  broken,  ///< An error, and nothing more to read.
};

/// Takes a file or a stream apart and gives the packets of its one video stream. Every other
/// stream is discarded; nothing but the given input is ever opened. Externally synchronised.
class Demuxer {
 public:
  template <class T>
  using Expected = std::expected<T, WorkerFailure>;

  /// `input` must outlive the result.
  static Expected<Demuxer> open(FileInput& input, std::uint64_t max_pixels);
  /// `url` has a numeric host.
  static Expected<Demuxer> open(const StreamUrl& url, std::uint64_t max_pixels);

  /// `input` must outlive the result.
  static Expected<Demuxer> open(CameraInput& input, std::uint64_t max_pixels);

  ReadOutcome read(AVPacket& packet);

  [[nodiscard]] Container container() const { return container_; }
  [[nodiscard]] const KnownDecoder& decoder() const { return decoder_; }
  [[nodiscard]] AVStream& stream() const { return *context_->streams[stream_]; }
  [[nodiscard]] double fps() const;  ///< nominal; 0 unknown
  [[nodiscard]] std::optional<std::int64_t> duration_us() const;
  [[nodiscard]] std::optional<std::int64_t> declared_frames() const;
  [[nodiscard]] Jumps jumps() const;
  [[nodiscard]] std::uint64_t read_bytes() const;
  /// Width times height as the header claims, which may be nonsense; 0 unknown.
  [[nodiscard]] std::uint64_t declared_pixels() const { return declared_pixels_; }
  /// Whether the container's own table points beyond the end of the file.
  [[nodiscard]] bool is_cut_off(std::uint64_t file_bytes) const;

 private:
  Demuxer(FormatContextPointer context, Container container)
      : context_(std::move(context)), container_(container) {}
  /// An open input, and its stream chosen.
  static Expected<Demuxer> make(std::expected<FormatContextPointer, int> opened,
                                Container container, std::uint64_t max_pixels);
  std::expected<void, WorkerFailure> choose_stream(std::uint64_t max_pixels);
  [[nodiscard]] std::optional<KnownDecoder> decoder_for(const AVStream& stream) const;

  FormatContextPointer context_;
  Container container_;
  KnownDecoder decoder_{};
  unsigned stream_ = 0;
  std::uint64_t declared_pixels_ = 0;
};

}  // namespace facelatch::video
