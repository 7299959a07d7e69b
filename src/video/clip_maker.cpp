// SPDX-License-Identifier: Apache-2.0
#include "video/clip_maker.hpp"

#include <sys/mman.h>

#include <cstring>
#include <stdexcept>

#include "base/descriptor.hpp"
#include "video/worker/ffmpeg.hpp"

namespace facelatch::video {
namespace {

constexpr int kSquares = 8;
constexpr double kSquareSide = 0.05;  // of the width

struct Colour {
  std::uint8_t blue;
  std::uint8_t green;
  std::uint8_t red;
};
constexpr Colour kRed{20, 20, 220};
constexpr Colour kGreen{20, 200, 20};
constexpr Colour kBlue{220, 20, 20};
constexpr Colour kYellow{20, 220, 220};

void check(int result, const char* what) {
  if (result < 0) throw std::runtime_error(std::string("FFmpeg refuses ") + what);
}

/// Where square `bit` lies: its left edge, all 0..1 of the width.
double left_of(int bit) { return 0.5 + (bit - kSquares / 2.0) * kSquareSide; }

Colour colour_of(imaging::Size size, int x, int y, int number) {
  const double across = (x + 0.5) / size.width;
  const double down = (y + 0.5 - size.height * 0.5) / size.width;
  if (down > -kSquareSide / 2 && down < kSquareSide / 2 && across >= left_of(0) &&
      across < left_of(kSquares)) {
    const int bit = static_cast<int>((across - left_of(0)) / kSquareSide);
    const auto level = static_cast<std::uint8_t>((number >> bit & 1) != 0 ? 235 : 16);
    return {level, level, level};
  }
  if (y < size.height / 2) return x < size.width / 2 ? kRed : kGreen;
  return x < size.width / 2 ? kYellow : kBlue;
}

imaging::Image draw(imaging::Size size, int number) {
  imaging::Image image(size);
  for (int y = 0; y < size.height; ++y) {
    auto row = image.row(y);
    for (int x = 0; x < size.width; ++x) {
      const auto colour = colour_of(size, x, y, number);
      std::memcpy(&row[static_cast<std::size_t>(x) * 3], &colour, 3);
    }
  }
  return image;
}

/// Writes one clip; the steps in the order in which FFmpeg wants them.
class ClipWriter {
 public:
  explicit ClipWriter(const ClipPlan& plan) : plan_(plan) {
    av_log_set_level(AV_LOG_QUIET);
    check(avformat_alloc_output_context2(&output_, nullptr, plan.container.c_str(), nullptr),
          "the container");
    open_encoder();
    add_stream();
    // A file in memory and not FFmpeg's own buffer, in which its AVI writer loses its way.
    check(avio_open(&output_->pb, path().c_str(), AVIO_FLAG_WRITE), "memory");
    AVDictionary* options = nullptr;
    for (const auto& [name, value] : plan.writer_options) {
      av_dict_set(&options, name.c_str(), value.c_str(), 0);
    }
    const int result = avformat_write_header(output_, &options);
    av_dict_free(&options);
    check(result, "the header");
  }
  ClipWriter(const ClipWriter&) = delete;
  ClipWriter& operator=(const ClipWriter&) = delete;
  ClipWriter(ClipWriter&&) = delete;
  ClipWriter& operator=(ClipWriter&&) = delete;
  ~ClipWriter() {
    avio_closep(&output_->pb);
    avformat_free_context(output_);
  }

  base::Bytes write() {
    for (int number = 0; number < plan_.frames; ++number) encode(frame_of(number).get());
    encode(nullptr);
    check(av_write_trailer(output_), "the trailer");
    avio_closep(&output_->pb);
    return base::read_file(path(), std::uint64_t{1} << 30U).value();
  }

 private:
  [[nodiscard]] std::string path() const {
    return "/proc/self/fd/" + std::to_string(file_.value());
  }

  void open_encoder() {
    const auto* codec = avcodec_find_encoder_by_name(plan_.encoder.c_str());
    if (codec == nullptr) throw std::runtime_error("FFmpeg has no encoder " + plan_.encoder);
    encoder_.reset(avcodec_alloc_context3(codec));
    encoder_->width = plan_.size.width;
    encoder_->height = plan_.size.height;
    encoder_->pix_fmt = codec->pix_fmts != nullptr ? codec->pix_fmts[0] : AV_PIX_FMT_YUV420P;
    encoder_->time_base = {1, plan_.times.empty() ? plan_.fps : 1000};
    encoder_->framerate = {plan_.fps, 1};
    encoder_->gop_size = plan_.key_frame_distance;
    encoder_->sample_aspect_ratio = {plan_.aspect_numerator, plan_.aspect_denominator};
    encoder_->thread_count = 1;
    encoder_->global_quality = FF_QP2LAMBDA * 2;
    encoder_->flags |= AV_CODEC_FLAG_QSCALE;
    encoder_->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL;  // limited-range MJPEG
    if ((output_->oformat->flags & AVFMT_GLOBALHEADER) != 0) {
      encoder_->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    }
    AVDictionary* options = nullptr;
    av_dict_set(&options, "preset", "veryfast", 0);
    av_dict_set(&options, "cpu-used", "8", 0);
    av_dict_set(&options, "x265-params", "log-level=none", 0);
    const int result = avcodec_open2(encoder_.get(), codec, &options);
    av_dict_free(&options);
    check(result, "the encoder");
  }

  void add_stream() {
    stream_ = avformat_new_stream(output_, nullptr);
    check(avcodec_parameters_from_context(stream_->codecpar, encoder_.get()), "the stream");
    stream_->time_base = encoder_->time_base;
    stream_->avg_frame_rate = {plan_.fps, 1};
    stream_->sample_aspect_ratio = encoder_->sample_aspect_ratio;
    if (!plan_.display_matrix) return;
    auto* data =
        av_stream_new_side_data(stream_, AV_PKT_DATA_DISPLAYMATRIX, sizeof(*plan_.display_matrix));
    std::memcpy(data, plan_.display_matrix->data(), sizeof(*plan_.display_matrix));
  }

  FramePointer frame_of(int number) {
    const auto image = plan_.draw ? plan_.draw(number) : draw(plan_.size, number);
    FramePointer frame(av_frame_alloc());
    frame->width = plan_.size.width;
    frame->height = plan_.size.height;
    frame->format = encoder_->pix_fmt;
    check(av_frame_get_buffer(frame.get(), 0), "a frame");
    const ScalerPointer scaler(sws_getContext(frame->width, frame->height, AV_PIX_FMT_BGR24,
                                              frame->width, frame->height, encoder_->pix_fmt,
                                              SWS_BILINEAR, nullptr, nullptr, nullptr));
    const auto view = image.view();
    const std::array<const std::uint8_t*, 4> planes{view.pixels, nullptr, nullptr, nullptr};
    const std::array<int, 4> strides{static_cast<int>(view.stride), 0, 0, 0};
    sws_scale(scaler.get(), planes.data(), strides.data(), 0, frame->height, frame->data,
              frame->linesize);
    frame->pts =
        plan_.times.empty() ? number : plan_.times.at(static_cast<std::size_t>(number)).count();
    frame->quality = encoder_->global_quality;
    return frame;
  }

  void encode(const AVFrame* frame) {
    check(avcodec_send_frame(encoder_.get(), frame), "a frame");
    const PacketPointer packet(av_packet_alloc());
    while (avcodec_receive_packet(encoder_.get(), packet.get()) >= 0) {
      av_packet_rescale_ts(packet.get(), encoder_->time_base, stream_->time_base);
      packet->stream_index = 0;
      if (packet->duration == 0 && plan_.times.empty()) {
        packet->duration = av_rescale_q(1, encoder_->time_base, stream_->time_base);
      }
      check(av_interleaved_write_frame(output_, packet.get()), "a packet");
    }
  }

  const ClipPlan& plan_;
  base::Descriptor file_{::memfd_create("clip", MFD_CLOEXEC)};
  AVFormatContext* output_ = nullptr;
  CodecContextPointer encoder_;
  AVStream* stream_ = nullptr;
};

struct Mean {
  double blue = 0;
  double green = 0;
  double red = 0;
};

Mean mean_at(const imaging::Image& image, double x, double y) {
  constexpr int kReach = 1;  // a patch of 3 x 3 pixels
  const auto [width, height] = image.size();
  const int middle_x = static_cast<int>(x * width);
  const int middle_y = static_cast<int>(y * height);
  Mean mean;
  int count = 0;
  for (int row = middle_y - kReach; row <= middle_y + kReach; ++row) {
    for (int column = middle_x - kReach; column <= middle_x + kReach; ++column) {
      if (row < 0 || row >= height || column < 0 || column >= width) continue;
      const auto pixel = image.view().row(row).subspan(static_cast<std::size_t>(column) * 3, 3);
      mean.blue += pixel[0];
      mean.green += pixel[1];
      mean.red += pixel[2];
      ++count;
    }
  }
  return {mean.blue / count, mean.green / count, mean.red / count};
}

}  // namespace

base::Bytes make_clip(const ClipPlan& plan) { return ClipWriter(plan).write(); }

int number_in(const imaging::Image& image) {
  int number = 0;
  for (int bit = 0; bit < kSquares; ++bit) {
    const auto mean = mean_at(image, left_of(bit) + kSquareSide / 2, 0.5);
    if (mean.green > 128) number |= 1 << bit;
  }
  return number;
}

std::string colour_at(const imaging::Image& image, double x, double y) {
  const auto mean = mean_at(image, x, y);
  const bool red = mean.red > 128;
  const bool green = mean.green > 128;
  const bool blue = mean.blue > 128;
  if (red && green && !blue) return "yellow";
  if (red && !green && !blue) return "red";
  if (!red && green && !blue) return "green";
  if (!red && !green && blue) return "blue";
  return "other";
}

}  // namespace facelatch::video
