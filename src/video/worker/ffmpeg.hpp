// SPDX-License-Identifier: Apache-2.0
#pragma once
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/display.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libswscale/swscale.h>
}

#include <memory>

// FFmpeg's objects with owners. Only the worker process knows FFmpeg.
namespace facelatch::video {

struct FreePacket {
  void operator()(AVPacket* packet) const { av_packet_free(&packet); }
};
struct FreeFrame {
  void operator()(AVFrame* frame) const { av_frame_free(&frame); }
};
struct FreeCodecContext {
  void operator()(AVCodecContext* context) const { avcodec_free_context(&context); }
};
struct CloseInput {
  void operator()(AVFormatContext* context) const { avformat_close_input(&context); }
};
struct FreeScaler {
  void operator()(SwsContext* context) const { sws_freeContext(context); }
};
struct FreeDictionary {
  void operator()(AVDictionary* dictionary) const { av_dict_free(&dictionary); }
};

using PacketPointer = std::unique_ptr<AVPacket, FreePacket>;
using FramePointer = std::unique_ptr<AVFrame, FreeFrame>;
using CodecContextPointer = std::unique_ptr<AVCodecContext, FreeCodecContext>;
using FormatContextPointer = std::unique_ptr<AVFormatContext, CloseInput>;
using ScalerPointer = std::unique_ptr<SwsContext, FreeScaler>;

}  // namespace facelatch::video
