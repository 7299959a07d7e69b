// SPDX-License-Identifier: Apache-2.0
#include "video/worker/demuxer.hpp"

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include "video/worker/control.hpp"

namespace facelatch::video {
namespace {

/// More than any camera or editor writes; each costs memory before the first frame.
constexpr const char* kMaxStreams = "64";
constexpr const char* kNetworkTimeoutUs = "5000000";
constexpr const char* kLiveAnalysisUs = "1000000";

class Options {
 public:
  Options() = default;
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;
  Options(Options&&) = delete;
  Options& operator=(Options&&) = delete;
  ~Options() { av_dict_free(&dictionary_); }
  void set(const char* name, const char* value) { av_dict_set(&dictionary_, name, value, 0); }
  void set(const char* name, std::int64_t value) { av_dict_set_int(&dictionary_, name, value, 0); }
  AVDictionary** get() { return &dictionary_; }

 private:
  AVDictionary* dictionary_ = nullptr;
};

/// A file that names other files (QuickTime references do) gets none of them.
int refuse_to_open(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) {
  return AVERROR(EACCES);
}

/// For open_input(); null where memory ran out.
AVFormatContext* context_over(AVIOContext* input) {
  AVFormatContext* context = input == nullptr ? nullptr : avformat_alloc_context();
  if (context == nullptr) return nullptr;
  context->pb = input;
  context->flags |= AVFMT_FLAG_CUSTOM_IO;
  context->io_open = &refuse_to_open;
  return context;
}

int is_interrupted(void*) { return Control::is_parent_gone() ? 1 : 0; }

WorkerFailure failure_of_open(int error) {
  switch (error) {
    case AVERROR(ENOMEM):
      return WorkerFailure::out_of_memory;
    case AVERROR_HTTP_UNAUTHORIZED:
    case AVERROR_HTTP_FORBIDDEN:
      return WorkerFailure::stream_denied;
    case AVERROR_HTTP_NOT_FOUND:
      return WorkerFailure::stream_not_found;
    default:
      return WorkerFailure::unreadable_header;
  }
}

/// avformat_open_input() frees the context that it was given where it fails.
std::expected<FormatContextPointer, int> open_input(AVFormatContext* context, const char* url,
                                                    const AVInputFormat* reader, Options& options) {
  const int result = avformat_open_input(&context, url, reader, options.get());
  if (result < 0) return std::unexpected(result);
  return FormatContextPointer(context);
}

/// Reads ahead as far as the stream's description needs, with decoders of our list only.
int describe_streams(AVFormatContext& context, std::uint64_t max_pixels) {
  std::vector<Options> options(context.nb_streams);
  std::vector<AVDictionary*> dictionaries;
  dictionaries.reserve(options.size());
  for (auto& each : options) {
    each.set("max_pixels", static_cast<std::int64_t>(max_pixels));
    each.set("threads", std::int64_t{1});
    dictionaries.push_back(*each.get());
    *each.get() = nullptr;
  }
  const auto count = dictionaries.size();
  const int result = avformat_find_stream_info(&context, dictionaries.data());
  for (std::size_t i = 0; i < count; ++i) av_dict_free(&dictionaries[i]);
  return result;
}

bool is_moving(const AVStream& stream) {
  return stream.codecpar->codec_type == AVMEDIA_TYPE_VIDEO &&
         (stream.disposition & AV_DISPOSITION_ATTACHED_PIC) == 0;
}

std::uint64_t pixels_of(const AVStream& stream) {
  const auto& parameters = *stream.codecpar;
  if (parameters.width <= 0 || parameters.height <= 0) return 0;
  return static_cast<std::uint64_t>(parameters.width) *
         static_cast<std::uint64_t>(parameters.height);
}

/// Of each stream, before FFmpeg forgets those that are larger than it may decode.
std::vector<std::uint64_t> pixels_of_all(const AVFormatContext& context) {
  std::vector<std::uint64_t> pixels;
  pixels.reserve(context.nb_streams);
  for (unsigned i = 0; i < context.nb_streams; ++i)
    pixels.push_back(pixels_of(*context.streams[i]));
  return pixels;
}

}  // namespace

Demuxer::Expected<Demuxer> Demuxer::open(FileInput& input, std::uint64_t max_pixels) {
  std::array<std::uint8_t, kSniffBytes> start{};
  const auto container = tell_container(std::span(start).first(input.peek(start)));
  if (!container) return std::unexpected(WorkerFailure::unknown_container);
  auto* context = context_over(input.context());
  if (context == nullptr) return std::unexpected(WorkerFailure::out_of_memory);
  Options options;
  options.set("codec_whitelist", decoder_allow_list());
  options.set("protocol_whitelist", "none");
  options.set("max_streams", kMaxStreams);
  if (*container == Container::mp4) options.set("ignore_chapters", "1");
  return make(open_input(context, "", find_reader(*container), options), *container, max_pixels);
}

Demuxer::Expected<Demuxer> Demuxer::open(CameraInput& input, std::uint64_t max_pixels) {
  auto* context = context_over(input.context());
  if (context == nullptr) return std::unexpected(WorkerFailure::out_of_memory);
  const bool is_mjpeg = input.camera().format() == Camera::Format::mjpeg;
  Options options;
  options.set("codec_whitelist", is_mjpeg ? "mjpeg" : "rawvideo");
  options.set("protocol_whitelist", "none");
  options.set("analyzeduration", kLiveAnalysisUs);
  options.set("fpsprobesize", "0");
  if (!is_mjpeg) {
    const auto [width, height] = input.camera().size();
    options.set("pixel_format", "yuyv422");
    options.set("video_size", (std::to_string(width) + "x" + std::to_string(height)).c_str());
  }
  const auto* reader = av_find_input_format(is_mjpeg ? "mpjpeg" : "rawvideo");
  return make(open_input(context, "", reader, options), Container::v4l2, max_pixels);
}

Demuxer::Expected<Demuxer> Demuxer::make(std::expected<FormatContextPointer, int> opened,
                                         Container container, std::uint64_t max_pixels) {
  if (!opened) return std::unexpected(failure_of_open(opened.error()));
  Demuxer demuxer(*std::move(opened), container);
  if (auto chosen = demuxer.choose_stream(max_pixels); !chosen) {
    return std::unexpected(chosen.error());
  }
  return demuxer;
}

/// Pictures that are not compressed come from cameras only.
std::optional<KnownDecoder> Demuxer::decoder_for(const AVStream& stream) const {
  auto found = find_decoder(stream.codecpar->codec_id);
  if (found && found->codec == Codec::raw && container_ != Container::v4l2) return std::nullopt;
  return found;
}

Demuxer::Expected<Demuxer> Demuxer::open(const StreamUrl& url, std::uint64_t max_pixels) {
  AVFormatContext* context = avformat_alloc_context();
  if (context == nullptr) return std::unexpected(WorkerFailure::out_of_memory);
  context->interrupt_callback.callback = &is_interrupted;
  const bool is_rtsp = url.scheme == StreamUrl::Scheme::rtsp;
  const Container container = is_rtsp ? Container::rtsp : Container::http_mjpeg;
  Options options;
  options.set("codec_whitelist", decoder_allow_list());
  options.set("max_streams", kMaxStreams);
  options.set("user_agent", "facelatch");
  options.set("timeout", kNetworkTimeoutUs);
  // The newest picture is what counts: no long look ahead, no reordering buffer. What was looked at
  // is decoded all the same (no "nobuffer"): it holds the key frame, and the next may be far.
  options.set("analyzeduration", kLiveAnalysisUs);
  options.set("fpsprobesize", "0");
  if (is_rtsp) {
    // Inside of the one connection: nobody else can send us packets, and no port is opened.
    options.set("rtsp_transport", "tcp");
    options.set("allowed_media_types", "video");
    options.set("reorder_queue_size", "0");
    options.set("protocol_whitelist", "rtsp,tcp");
  } else {
    options.set("protocol_whitelist", "http,tcp");
    options.set("headers", ("Host: " + url.host_header() + "\r\n").c_str());
  }
  auto opened = open_input(context, url.numeric().c_str(), find_reader(container), options);
  if (!opened && failure_of_open(opened.error()) == WorkerFailure::unreadable_header) {
    return std::unexpected(WorkerFailure::stream_unreachable);
  }
  return make(std::move(opened), container, max_pixels);
}

std::expected<void, WorkerFailure> Demuxer::choose_stream(std::uint64_t max_pixels) {
  const auto declared = pixels_of_all(*context_);
  const int described = describe_streams(*context_, max_pixels);
  if (described == AVERROR(ENOMEM)) return std::unexpected(WorkerFailure::out_of_memory);
  if (context_->nb_streams == 0) return std::unexpected(WorkerFailure::unreadable_header);
  AVStream* best = nullptr;
  bool has_unknown = false;
  for (unsigned i = 0; i < context_->nb_streams; ++i) {
    AVStream& stream = *context_->streams[i];
    stream.discard = AVDISCARD_ALL;
    if (!is_moving(stream)) continue;
    if (!decoder_for(stream)) {
      has_unknown = true;
    } else if (best == nullptr || pixels_of(stream) > pixels_of(*best)) {
      best = &stream;
    }
  }
  if (best == nullptr) {
    return std::unexpected(has_unknown ? WorkerFailure::unknown_codec
                                       : WorkerFailure::no_video_stream);
  }
  best->discard = AVDISCARD_DEFAULT;
  stream_ = static_cast<unsigned>(best->index);
  declared_pixels_ = stream_ < declared.size() ? declared[stream_] : 0;
  decoder_ = *decoder_for(*best);
  return {};
}

ReadOutcome Demuxer::read(AVPacket& packet) {
  while (true) {
    av_packet_unref(&packet);
    const int result = av_read_frame(context_.get(), &packet);
    if (result == AVERROR_EOF) return ReadOutcome::end;
    if (result == AVERROR(EAGAIN)) continue;
    if (result < 0) return ReadOutcome::broken;
    if (packet.stream_index == static_cast<int>(stream_)) return ReadOutcome::packet;
  }
}

double Demuxer::fps() const {
  const auto& rate =
      stream().avg_frame_rate.num > 0 ? stream().avg_frame_rate : stream().r_frame_rate;
  return rate.num > 0 && rate.den > 0 ? av_q2d(rate) : 0;
}

std::optional<std::int64_t> Demuxer::duration_us() const {
  if (stream().duration > 0) {
    const auto duration =
        av_rescale_q(stream().duration, stream().time_base, AVRational{1, AV_TIME_BASE});
    if (duration >= 0) return duration;
  }
  if (context_->duration > 0) return context_->duration;
  return std::nullopt;
}

std::optional<std::int64_t> Demuxer::declared_frames() const {
  return stream().nb_frames > 0 ? std::optional(stream().nb_frames) : std::nullopt;
}

Jumps Demuxer::jumps() const {
  return (context_->iformat->flags & AVFMT_TS_DISCONT) != 0 || container_ == Container::rtsp
             ? Jumps::expected
             : Jumps::unexpected;
}

std::uint64_t Demuxer::read_bytes() const {
  if (context_->pb == nullptr) return 0;
  const auto position = avio_tell(context_->pb);
  return position > 0 ? static_cast<std::uint64_t>(position) : 0;
}

bool Demuxer::is_cut_off(std::uint64_t file_bytes) const {
  const int entries = avformat_index_get_entries_count(&stream());
  for (int i = 0; i < entries; ++i) {
    const auto* entry = avformat_index_get_entry(&stream(), i);
    if (entry != nullptr && entry->pos >= 0 && entry->size > 0 &&
        static_cast<std::uint64_t>(entry->pos) + static_cast<std::uint64_t>(entry->size) >
            file_bytes) {
      return true;
    }
  }
  return false;
}

}  // namespace facelatch::video
