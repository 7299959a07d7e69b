// SPDX-License-Identifier: Apache-2.0
#include "api/stream_text.hpp"

#include "api/face_text.hpp"
#include "api/json_object.hpp"

namespace facelatch::api {
namespace {

using std::chrono::microseconds;

double milliseconds(microseconds time) { return static_cast<double>(time.count()) / 1000; }

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000; }

void append_settings(std::string& json, const StreamSettings& settings) {
  JsonObject object(json);
  object.add("detector", settings.detector)
      .add("model", settings.model)
      .add("max_faces", settings.search.detect.max_faces);
  if (const auto score = settings.search.detect.min_score) {
    object.add("min_score", *score);
  } else {
    object.add_null("min_score");
  }
  object.add("side", settings.search.longer_side)
      .add("any_rotation", settings.search.rotations != vision::Rotations::none)
      .add("quality", settings.quality);
  object.close();
}

void append_dropped(std::string& json, const DroppedFrames& dropped) {
  const auto count = [&](DropReason reason) {
    return dropped.at(static_cast<std::size_t>(reason));
  };
  JsonObject object(json);
  object.add("newer", count(DropReason::newer))
      .add("rate", count(DropReason::rate))
      .add("busy", count(DropReason::busy))
      .add("unread", count(DropReason::unread));
  object.close();
}

void append_event(std::string& json, const tracking::PresenceEvent& event) {
  const bool has_appeared = event.kind == tracking::PresenceEvent::Kind::appeared;
  JsonObject object(json);
  object.add("event", has_appeared ? "appeared" : "left")
      .add("track", event.track)
      .add("first_seen_ms", milliseconds(event.first_seen))
      .add("last_seen_ms", milliseconds(event.last_seen));
  object.close();
}

void append_face(std::string& json, const tracking::TrackedFace& face, bool with_quality) {
  JsonObject object(json);
  object.add("track", face.track);
  add_face(object, face.seen.face);
  if (with_quality) add_quality(object, face.seen.quality);
  object.close();
}

}  // namespace

void append_stream_limits(std::string& json, const StreamLimits& limits) {
  JsonObject object(json);
  object.add("streams", limits.streams)
      .add("streams_per_key", limits.streams_per_key)
      .add("frame_bytes", limits.frame.bytes)
      .add("frame_pixels", limits.frame.pixels)
      .add("frames_per_second", limits.frames_per_second)
      .add("frames_per_second_per_key", limits.frames_per_second_per_key)
      .add("faces", limits.faces)
      .add("text_bytes", limits.text_bytes)
      .add("errors_in_a_row", limits.errors_in_a_row)
      .add("silence_seconds", seconds(limits.silence))
      .add("key_seconds", seconds(limits.key_time));
  object.close();
}

std::string ready_text(const StreamLimits& limits, const StreamSettings& settings) {
  std::string json;
  JsonObject object(json);
  object.add("type", "ready");
  append_stream_limits(object.member("limits"), limits);
  append_settings(object.member("settings"), settings);
  object.close();
  return json;
}

std::string settings_text(const StreamSettings& settings) {
  std::string json;
  JsonObject object(json);
  object.add("type", "settings");
  append_settings(object.member("settings"), settings);
  object.close();
  return json;
}

std::string frame_text(const FrameStamp& stamp, const LiveView& view,
                       const StreamSettings& settings) {
  std::string json;
  JsonObject object(json);
  object.add("type", "frame")
      .add("frame", stamp.number)
      .add("received_ms", milliseconds(stamp.received))
      .add("answered_ms", milliseconds(stamp.answered))
      .add("width", view.frame.size.width)
      .add("height", view.frame.size.height)
      .add("cut", view.frame.continuity == tracking::Continuity::cut);
  append_dropped(object.member("dropped"), stamp.dropped);
  append_array(object.member("faces"), view.frame.faces,
               [&](std::string& text, const tracking::TrackedFace& face) {
                 append_face(text, face, settings.quality);
               });
  append_array(object.member("events"), view.events, append_event);
  object.close();
  return json;
}

std::string stream_error_text(const http::Fault& fault, std::optional<std::uint64_t> frame) {
  std::string json;
  JsonObject object(json);
  object.add("type", "error").add("code", fault.code).add("detail", fault.message);
  if (frame) object.add("frame", *frame);
  object.close();
  return json;
}

std::string end_text(const http::Fault& fault) {
  std::string json;
  JsonObject object(json);
  object.add("type", "error").add("code", fault.code).add("detail", fault.message);
  object.add("ended", true);
  if (fault.retry_after) object.add("retry_after_seconds", fault.retry_after->count());
  object.close();
  return json;
}

std::string cancelled_text() { return R"({"type":"cancelled"})"; }

void add_advice(JsonObject& object, std::uint64_t frame, recognition::Advice advice,
                std::string_view sentence) {
  object.add("type", "advice")
      .add("frame", frame)
      .add("advice", recognition::name_of(advice))
      .add("sentence", sentence);
}

void add_seen(JsonObject& object, std::size_t faces, const vision::Box* box) {
  object.add("faces", faces);
  if (box != nullptr) {
    append_box(object.member("box"), *box);
  } else {
    object.add_null("box");
  }
}

}  // namespace facelatch::api
