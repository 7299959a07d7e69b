// SPDX-License-Identifier: Apache-2.0
#include "recognition/counted_try.hpp"

#include <fmt/format.h>

namespace facelatch::recognition {

using base::ErrorCode;

Refusal refusal_of(const store::AdmissionAnswer& answer) {
  if (answer.admission == store::Admission::locked) {
    return {
        {ErrorCode::rate_limited, "There were too many failed tries; an operator must reset them."},
        {}};
  }
  const auto wait = std::chrono::ceil<std::chrono::seconds>(answer.wait);
  return {
      {ErrorCode::rate_limited,
       fmt::format("There were too many failed tries; come again in {} seconds.", wait.count())},
      wait};
}

std::expected<CountedTry, Refusal> CountedTry::begin(store::Attempts& attempts,
                                                     std::string_view person_id,
                                                     std::string_view client) {
  auto attempt = attempts.begin(person_id, client);
  if (!attempt) return std::unexpected(Refusal{attempt.error(), {}});
  if (attempt->answer.admission == store::Admission::admitted) {
    return CountedTry(attempts, std::move(attempt->id));
  }
  return std::unexpected(refusal_of(attempt->answer));
}

CountedTry::~CountedTry() {
  // Where the disk fails it stays open, and is counted as failed when its time is over.
  if (attempts_ != nullptr) (void)attempts_->end(id_, store::AttemptEnd::withdrawn);
}

base::Result<void> CountedTry::end(bool accepted) {
  return std::exchange(attempts_, nullptr)
      ->end(id_, accepted ? store::AttemptEnd::succeeded : store::AttemptEnd::failed);
}

}  // namespace facelatch::recognition
