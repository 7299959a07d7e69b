// SPDX-License-Identifier: Apache-2.0
#include "video/worker_failure.hpp"

#include <csignal>

namespace facelatch::video {

base::Error error_of(WorkerFailure failure) {
  using base::ErrorCode;
  switch (failure) {
    case WorkerFailure::bad_setup:
      return {ErrorCode::unavailable,
              "The video decoder program does not fit this version of facelatch."};
    case WorkerFailure::sandbox_refused:
      return {ErrorCode::unavailable, "This system refuses the sandbox of the video decoder."};
    case WorkerFailure::unknown_container:
      return {ErrorCode::unsupported_format,
              "This is no video of a kind that we read: MP4, MOV, MKV, WebM, AVI, MPEG-TS, GIF."};
    case WorkerFailure::no_video_stream:
      return {ErrorCode::unsupported_format, "The file holds no moving pictures."};
    case WorkerFailure::unknown_codec:
      return {ErrorCode::unsupported_format,
              "The video's codec is none that we read: H.264, HEVC, VP8, VP9, AV1, MJPEG, MPEG-4, "
              "GIF."};
    case WorkerFailure::unreadable_header:
      return {ErrorCode::corrupt, "The video's header is damaged or incomplete."};
    case WorkerFailure::nothing_decoded:
      return {ErrorCode::corrupt, "Not one frame of the video can be decoded."};
    case WorkerFailure::too_many_pixels:
      return {ErrorCode::too_large, "The video's frames have more pixels than allowed."};
    case WorkerFailure::too_long:
      return {ErrorCode::too_large, "The video lasts longer than allowed."};
    case WorkerFailure::too_many_frames:
      return {ErrorCode::too_large, "The video has more frames than allowed."};
    case WorkerFailure::out_of_memory:
      return {ErrorCode::too_large, "Decoding the video takes more memory than allowed."};
    case WorkerFailure::host_unknown:
      return {ErrorCode::unavailable, "The stream's host name cannot be resolved."};
    case WorkerFailure::stream_unreachable:
      return {ErrorCode::unavailable, "The stream cannot be reached."};
    case WorkerFailure::stream_denied:
      return {ErrorCode::denied, "The stream refuses the user name or the password."};
    case WorkerFailure::stream_not_found:
      return {ErrorCode::not_found, "The stream's server knows no stream of this name."};
    case WorkerFailure::stream_lost:
      return {ErrorCode::unavailable, "The stream has broken off."};
    case WorkerFailure::no_camera:
      return {ErrorCode::unsupported_format,
              "The device is no camera that gives pictures (Video4Linux2, streaming)."};
    case WorkerFailure::camera_busy:
      return {ErrorCode::unavailable, "The camera is in use, or refuses to start."};
    case WorkerFailure::camera_format:
      return {ErrorCode::unsupported_format, "The camera gives neither JPEG nor YUYV pictures."};
  }
  return {ErrorCode::internal, "The video decoder failed."};
}

base::Error error_of_death(int wait_code, int wait_status) {
  using base::ErrorCode;
  const bool by_signal = wait_code == CLD_KILLED || wait_code == CLD_DUMPED;
  if (by_signal && wait_status == SIGXCPU) {
    return {ErrorCode::deadline_exceeded,
            "Decoding the video took more processor time than allowed."};
  }
  if (by_signal && wait_status == SIGSYS) {
    return {ErrorCode::corrupt,
            "The video made its decoder ask for what it may not have; it may be hostile."};
  }
  if (wait_code == CLD_EXITED) {
    return {ErrorCode::unavailable, "The video decoder program cannot run here."};
  }
  return {ErrorCode::corrupt, "The video made its decoder fail."};
}

}  // namespace facelatch::video
