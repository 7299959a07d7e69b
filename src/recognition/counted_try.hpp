// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "store/attempts.hpp"

namespace facelatch::recognition {

/// Why a try may not begin: the same for people who exist and who do not.
struct Refusal {
  base::Error error;
  std::optional<std::chrono::seconds> wait;  ///< None where only a reset helps.
};

/// Of an answer that admits nobody.
Refusal refusal_of(const store::AdmissionAnswer& answer);

/// A try to be taken for a person, counted from before the face is looked at: one that is dropped
/// without a decision was withdrawn, and one whose process dies has failed. Move-only; one thread.
class CountedTry {
 public:
  /// With an empty person the client's failures alone count. Fails with rate_limited, or as
  /// store::Attempts::begin does.
  static std::expected<CountedTry, Refusal> begin(store::Attempts& attempts,
                                                  std::string_view person_id,
                                                  std::string_view client);
  CountedTry(const CountedTry&) = delete;
  CountedTry& operator=(const CountedTry&) = delete;
  CountedTry(CountedTry&& other) noexcept
      : attempts_(std::exchange(other.attempts_, nullptr)), id_(std::move(other.id_)) {}
  CountedTry& operator=(CountedTry&&) = delete;
  ~CountedTry();

  /// Must return well before the decision is told. Fails as store::Attempts::end does.
  base::Result<void> end(bool accepted);

 private:
  CountedTry(store::Attempts& attempts, std::string id)
      : attempts_(&attempts), id_(std::move(id)) {}

  store::Attempts* attempts_;  ///< null once it has ended
  std::string id_;
};

}  // namespace facelatch::recognition
