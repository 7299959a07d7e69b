// SPDX-License-Identifier: Apache-2.0
#include "api/analysis_text.hpp"

#include <chrono>

namespace facelatch::api {
namespace {

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

void append_times(std::string& json, const pipeline::StageTimes& times) {
  JsonObject object(json);
  object.add("decode", milliseconds(times.decode))
      .add("detect", milliseconds(times.detect))
      .add("align", milliseconds(times.align))
      .add("embed", milliseconds(times.embed));
  object.close();
}

}  // namespace

base::Result<void> add_analysis(JsonObject& object, const pipeline::Analyser& analyser,
                                const pipeline::Analysis& analysis, const FaceText& format) {
  const auto faces = faces_json(analysis, format);
  if (!faces) return std::unexpected(faces.error());
  object.add("width", analysis.size.width)
      .add("height", analysis.size.height)
      .add("detector", analyser.detector_id());
  if (format.embedding != EmbeddingText::none) object.add("model", analyser.model_id());
  object.member("faces") += *faces;
  append_times(object.member("times_ms"), analysis.times);
  return {};
}

}  // namespace facelatch::api
