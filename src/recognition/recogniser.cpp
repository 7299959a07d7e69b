// SPDX-License-Identifier: Apache-2.0
#include "recognition/recogniser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <thread>
#include <utility>

#include "base/wipe.hpp"
#include "similarity/decision.hpp"
#include "similarity/metric.hpp"
#include "tracking/same_person.hpp"

namespace facelatch::recognition {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

/// Raised whenever alignment changes, so that old templates are not compared with new faces.
constexpr std::string_view kAlignment = "align112-1";

/// None where there is no such person: they may have been deleted meanwhile.
Result<std::optional<store::Person>> if_any(Result<store::Person> person) {
  if (person) return *std::move(person);
  if (person.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(person.error());
}

}  // namespace

store::TemplateKind kind_of(std::string_view detector, std::string_view model) {
  return {.model = std::string(model), .preprocessing = fmt::format("{}+{}", detector, kAlignment)};
}

Result<std::unique_ptr<Recogniser>> Recogniser::create(store::Store& store,
                                                       similarity::CalibrationTable calibration,
                                                       std::string detector, std::string_view model,
                                                       std::size_t embedding_size) {
  auto kind = kind_of(detector, model);
  std::unique_ptr<Recogniser> made(
      new Recogniser(store, std::move(calibration), std::move(detector), std::move(kind)));
  gallery::GalleryOptions options;
  options.dimension = embedding_size;
  options.exact_vectors = [&store](gallery::TemplateId id, std::span<float> out) {
    return store.templates().read(static_cast<std::int64_t>(std::to_underlying(id)), out);
  };
  auto index =
      gallery::Gallery::create(std::move(options), std::make_shared<gallery::WorkerPool>());
  if (!index) return std::unexpected(index.error());
  made->gallery_ = *std::move(index);
  if (auto done = made->follow_store(); !done) return std::unexpected(done.error());
  return made;
}

Result<void> Recogniser::follow_store() {
  const std::lock_guard lock(follow_mutex_);
  if (const auto gone = store_->templates().remove_expired(); !gone) {
    return std::unexpected(gone.error());
  }
  const auto generation = store_->templates().generation();
  if (!generation) return std::unexpected(generation.error());
  if (generation_ == *generation) return {};
  // Read before the templates: what goes away meanwhile is then seen the next time.
  const auto removals = store_->templates().removals();
  if (!removals) return std::unexpected(removals.error());
  if (auto done = forget_removed(); !done) return done;
  const auto add = [&](const store::Template& record, std::span<const float> vector) {
    auto added = gallery_->add(
        gallery::TemplateId{static_cast<std::uint64_t>(record.number)},
        gallery::PersonIndex{static_cast<std::uint32_t>(record.person_number)}, vector);
    // An earlier reading may have failed behind it.
    if (!added && added.error().code == ErrorCode::already_exists) return Result<void>();
    return added;
  };
  const auto last =
      store_->templates().visit(kind_, last_number_, add, std::thread::hardware_concurrency());
  if (!last) return std::unexpected(last.error());
  last_number_ = *last;
  removals_ = *removals;
  generation_ = *generation;
  return {};
}

Result<void> Recogniser::forget_removed() {
  if (!generation_) return {};  // Nothing has been read yet.
  const auto removed = store_->templates().removed_since(removals_);
  if (!removed) return std::unexpected(removed.error());
  for (const auto number : *removed) {
    gallery_->remove(gallery::TemplateId{static_cast<std::uint64_t>(number)});
  }
  return {};
}

Result<Threshold> Recogniser::threshold(double far) const {
  const auto decision = similarity::decide(0, calibration_, detector_, kind_.model, far);
  if (!decision) return std::unexpected(decision.error());
  return Threshold{decision->threshold, decision->point.far, decision->point.far_high};
}

std::optional<float> Recogniser::same_person_limit() const {
  return tracking::same_person_limit(calibration_, detector_, kind_.model);
}

Result<double> Recogniser::agreement() const {
  const auto least = threshold(kAgreementFalseAcceptRate);
  if (!least) return std::unexpected(least.error());
  return least->cosine;
}

Result<std::vector<gallery::Hit>> Recogniser::search(const similarity::Embedding& face,
                                                     std::size_t count, base::Deadline deadline) {
  if (face.model != kind_.model) {
    return failure(ErrorCode::invalid_argument, "The face was embedded by another model.");
  }
  const auto unit = similarity::unit_vector(face.values);
  if (!unit) return std::unexpected(unit.error());
  if (auto done = follow_store(); !done) return std::unexpected(done.error());
  return gallery_->search_people(*unit, count, deadline);
}

Result<std::optional<std::string>> Recogniser::other_owner(std::string_view person_id,
                                                           const similarity::Embedding& face) {
  const auto least = threshold(kDefaultFalseAcceptRate);
  if (!least) return std::unexpected(least.error());
  // The person's own earlier template may be the best.
  const auto hits = search(face, 2, base::Deadline());
  if (!hits) return std::unexpected(hits.error());
  for (const auto& hit : *hits) {
    if (hit.cosine < least->cosine) break;
    const auto owner = if_any(store_->people().find_number(std::to_underlying(hit.person)));
    if (!owner) return std::unexpected(owner.error());
    if (*owner && (*owner)->id != person_id) return (*owner)->id;
  }
  return std::nullopt;
}

Result<Enrolled> Recogniser::enrol(std::string_view person_id,
                                   const std::vector<EnrolmentFrame>& frames,
                                   store::Enrolment enrolment, DuplicatePolicy duplicates,
                                   std::string_view client) {
  if (const auto person = store_->people().find(person_id); !person) {
    return std::unexpected(person.error());
  }
  const auto least = agreement();
  if (!least) return std::unexpected(least.error());
  auto choice = choose_frames(frames, *least);
  if (!choice) return std::unexpected(choice.error());
  Enrolled enrolled{.choice = *std::move(choice), .stored = {}, .duplicate_of = {}};
  if (!enrolled.choice.mean) return enrolled;
  auto other = other_owner(person_id, *enrolled.choice.mean);
  if (!other) return std::unexpected(other.error());
  enrolled.duplicate_of = *std::move(other);
  if (enrolled.duplicate_of && duplicates == DuplicatePolicy::refuse) return enrolled;
  const auto stored = store_->templates().add(person_id, {{kind_, enrolled.choice.mean->values}},
                                              enrolment, client);
  if (!stored) return std::unexpected(stored.error());
  enrolled.stored = stored->added.front();
  return enrolled;
}

Result<std::vector<float>> Recogniser::sum_of_templates(std::int64_t person_number) const {
  std::vector<float> sum(gallery_->dimension());
  const auto templates = store_->templates().of_person(person_number);
  if (!templates) return std::unexpected(templates.error());
  std::vector<float> stored(sum.size());
  const base::WipeAtEnd wipe_stored(stored);
  for (const auto& record : *templates) {
    if (record.kind != kind_) continue;
    const auto read = store_->templates().read(record.number, stored);
    if (!read && read.error().code == ErrorCode::not_found) continue;
    if (!read) return std::unexpected(read.error());
    std::ranges::transform(sum, stored, sum.begin(), std::plus());
  }
  return sum;
}

Result<std::vector<float>> Recogniser::claimed_face(std::string_view person_id) const {
  const auto person = if_any(store_->people().find(person_id));
  if (!person) return std::unexpected(person.error());
  if (*person && (*person)->templates > 0) return sum_of_templates((*person)->number);
  // As much is read for who is not enrolled, so that the time does not tell.
  const auto others = store_->people().list({.search = {}, .count = 1});
  if (!others) return std::unexpected(others.error());
  if (!others->empty()) {
    auto unused = sum_of_templates(others->front().number);
    if (!unused) return std::unexpected(unused.error());
    const base::WipeAtEnd wipe_unused(*unused);
  }
  return std::vector<float>(gallery_->dimension());
}

Result<Verification> Recogniser::compare(std::string_view person_id,
                                         const similarity::Embedding& face, double far) const {
  const auto least = threshold(far);
  if (!least) return std::unexpected(least.error());
  // One comparison whatever the number of templates: each more would be one more chance for a
  // stranger, at a rate that the calibration may be too small to tell.
  auto sum = claimed_face(person_id);
  if (!sum) return std::unexpected(sum.error());
  Verification answer{.accepted = false, .similarity = 0, .threshold = *least};
  const bool has_template = std::ranges::any_of(*sum, [](float value) { return value != 0; });
  similarity::Embedding stored{kind_.model, *std::move(sum)};
  const base::WipeAtEnd wipe_stored(stored.values);
  if (has_template) {
    const auto cosine = similarity::cosine_similarity(face, stored);
    if (!cosine) return std::unexpected(cosine.error());
    answer.similarity = static_cast<double>(*cosine);
    answer.accepted = answer.similarity >= least->cosine;
  }
  return answer;
}

Result<Verification> Recogniser::verify(std::string_view person_id,
                                        const similarity::Embedding& face, double far,
                                        std::string_view client) {
  const auto answer = compare(person_id, face, far);
  if (!answer) return answer;
  if (auto noted = note("verified", client, person_id, far, answer->accepted); !noted) {
    return std::unexpected(noted.error());
  }
  return answer;
}

Result<Identification> Recogniser::identify(const similarity::Embedding& face, double far,
                                            double least_margin, std::string_view client,
                                            base::Deadline deadline) {
  const auto least = threshold(far);
  if (!least) return std::unexpected(least.error());
  const auto hits = search(face, 2, deadline);
  if (!hits) return std::unexpected(hits.error());
  Identification answer{.person_id = {},
                        .reason = Reason::no_match,
                        .similarity = hits->empty() ? 0 : hits->front().cosine,
                        .margin = hits->size() < 2 ? 1 : hits->at(0).cosine - hits->at(1).cosine,
                        .threshold = *least,
                        .templates = gallery_->size()};
  const bool is_near = !hits->empty() && answer.similarity >= least->cosine;
  if (is_near && answer.margin < least_margin) answer.reason = Reason::ambiguous;
  if (is_near && answer.margin >= least_margin) {
    const auto person =
        if_any(store_->people().find_number(std::to_underlying(hits->front().person)));
    if (!person) return std::unexpected(person.error());
    if (*person) {
      answer.person_id = (*person)->id;
      answer.reason = Reason::match;
    }
  }
  if (auto noted = note("identified", client, answer.person_id.value_or(""), far,
                        answer.person_id.has_value());
      !noted) {
    return std::unexpected(noted.error());
  }
  return answer;
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::match:
      return "match";
    case Reason::no_match:
      return "no_match";
    case Reason::ambiguous:
      return "ambiguous";
  }
  return {};
}

Result<void> Recogniser::note(std::string_view action, std::string_view client,
                              std::string_view person_id, double far, bool accepted) {
  return store_->audit().append({.action = std::string(action),
                                 .client = std::string(client),
                                 .person_id = std::string(person_id),
                                 .policy = fmt::format("far {:g}", far),
                                 .models = kind_.model + "," + kind_.preprocessing,
                                 .outcome = accepted ? "accepted" : "denied",
                                 .reason = {}});
}

}  // namespace facelatch::recognition
