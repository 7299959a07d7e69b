// SPDX-License-Identifier: Apache-2.0
#include "api/camera_text.hpp"

#include "api/face_text.hpp"
#include "api/json_object.hpp"

namespace facelatch::api {
namespace {

std::string_view name_of(video::LiveChange::Kind kind) {
  using Kind = video::LiveChange::Kind;
  if (kind == Kind::connected) return "connected";
  return kind == Kind::lost ? "lost" : "ended";
}

void append_face(std::string& json, const tracking::TrackedFace& face, const SeenPeople& known) {
  JsonObject object(json);
  object.add("track", face.track);
  add_face(object, face.seen.face);
  if (const auto person = known.find(face.track); person != known.end()) {
    object.add("person", person->second.id).add("name", person->second.name);
  } else {
    object.add_null("person").add_null("name");
  }
  object.close();
}

}  // namespace

std::string camera_state_text(std::string_view state, std::optional<base::ErrorCode> code) {
  std::string json;
  JsonObject object(json);
  object.add("type", "camera").add("state", state);
  if (code) {
    object.add("code", base::traits_of(*code).name);
  } else {
    object.add_null("code");
  }
  object.close();
  return json;
}

std::string camera_state_text(const video::LiveChange& change) {
  return camera_state_text(name_of(change.kind),
                           change.why ? std::optional(change.why->code) : std::nullopt);
}

std::string camera_frame_text(std::uint64_t number, const tracking::TrackedFrame& frame,
                              const SeenPeople& known) {
  std::string json;
  JsonObject object(json);
  object.add("type", "frame")
      .add("frame", number)
      .add("width", frame.size.width)
      .add("height", frame.size.height);
  append_array(object.member("faces"), frame.faces,
               [&](std::string& text, const tracking::TrackedFace& face) {
                 append_face(text, face, known);
               });
  object.close();
  return json;
}

}  // namespace facelatch::api
