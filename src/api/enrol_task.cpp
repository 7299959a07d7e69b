// SPDX-License-Identifier: Apache-2.0
#include "api/enrol_task.hpp"

#include <algorithm>
#include <utility>

#include "api/json_object.hpp"
#include "api/people_desk.hpp"
#include "api/stream_picture.hpp"
#include "api/stream_text.hpp"

namespace facelatch::api {
namespace {

using http::Fault;

std::string begin_text() {
  std::string json;
  JsonObject object(json);
  object.add("type", "enrolling")
      .add("needed", recognition::kLiveEnrolmentFrames)
      .add("longest_seconds", recognition::kLongestLiveEnrolment.count());
  object.close();
  return json;
}

std::string stored_text(std::uint64_t frame, const recognition::Enrolled& enrolled) {
  std::string json;
  JsonObject object(json);
  object.add("type", "enrolled").add("frame", frame);
  add_template(object, enrolled);
  object.close();
  return json;
}

std::string progress_text(std::uint64_t frame, recognition::Advice advice, std::size_t good,
                          const std::vector<pipeline::AnalysedFace>& faces) {
  const auto largest =
      std::ranges::max_element(faces, {}, [](const auto& face) { return face.face.box.area(); });
  std::string json;
  JsonObject object(json);
  add_advice(object, frame, advice, recognition::sentence_of(advice));
  object.add("good", good).add("needed", recognition::kLiveEnrolmentFrames);
  add_seen(object, faces.size(), faces.empty() ? nullptr : &largest->face.box);
  object.close();
  return json;
}

}  // namespace

TaskBeginning EnrolTask::begin(SharedService service, StreamEnrolment wish,
                               const StreamSettings& settings, std::string client) {
  if (const auto person = service->people->store().people().find(wish.person); !person) {
    return std::unexpected(Fault(person.error()));
  }
  auto analyser = service->analyser(settings.detector, settings.model);
  if (!analyser) return std::unexpected(Fault(analyser.error()));
  const auto recogniser = service->people->recogniser(*analyser);
  if (!recogniser) return std::unexpected(Fault(recogniser.error()));
  const auto agreement = (*recogniser)->agreement();
  if (!agreement) return std::unexpected(Fault(agreement.error()));
  return BegunTask{
      std::make_unique<EnrolTask>(std::move(service), *std::move(analyser), std::move(wish),
                                  settings.search, std::move(client), **recogniser, *agreement),
      begin_text()};
}

EnrolTask::EnrolTask(SharedService service, pipeline::Analyser analyser, StreamEnrolment wish,
                     const vision::SearchOptions& search, std::string client,
                     recognition::Recogniser& recogniser, double agreement)
    : service_(std::move(service)),
      analyser_(std::move(analyser)),
      wish_(std::move(wish)),
      search_(search),
      client_(std::move(client)),
      recogniser_(&recogniser),
      enrolment_(agreement) {}

base::Result<StreamAnswer> EnrolTask::look_at(const StreamFrame& frame, StreamReport& report) {
  if (first_ && frame.received - last_ < kFramePause) return StreamAnswer{};
  if (!first_) first_ = frame.received;
  last_ = frame.received;
  if (frame.received - *first_ > recognition::kLongestLiveEnrolment) return end(frame.number);
  const auto decoded = decode_frame(frame.picture, service_->limits.stream.frame, frame.deadline);
  if (!decoded) return std::unexpected(decoded.error());
  const auto analysis =
      analyser_.analyse_pixels(decoded->image.view(), {.search = search_}, frame.deadline);
  if (!analysis) return std::unexpected(analysis.error());
  report.times = analysis->times;
  report.faces = analysis->faces.size();
  const auto advice = enrolment_.add(analysis->faces, frame.received - *first_);
  if (!advice) return std::unexpected(advice.error());
  if (enrolment_.is_complete()) return end(frame.number);
  return StreamAnswer{progress_text(frame.number, *advice, enrolment_.good(), analysis->faces)};
}

StreamAnswer EnrolTask::end(std::uint64_t frame) {
  const auto& options = wish_.options;
  const auto enrolled = recogniser_->enrol(wish_.person, enrolment_.frames(), options.enrolment,
                                           options.duplicates, client_);
  if (!enrolled) return {end_text(Fault(enrolled.error())), Going::over};
  if (!enrolled->stored) return {end_text(Fault(refusal_of(*enrolled, "frames"))), Going::over};
  return {stored_text(frame, *enrolled), Going::over};
}

}  // namespace facelatch::api
