// SPDX-License-Identifier: Apache-2.0
#include "api/people_desk.hpp"

#include <chrono>

namespace facelatch::api {

PeopleDesk::PeopleDesk(std::unique_ptr<store::Store> store,
                       similarity::CalibrationTable calibration)
    : store_(std::move(store)),
      calibration_(std::move(calibration)),
      cleaner_([this](const std::stop_token& stop) { clean_up(stop); }) {}

base::Result<recognition::Recogniser*> PeopleDesk::recogniser(const pipeline::Analyser& analyser) {
  const std::lock_guard lock(mutex_);
  auto& slot = recognisers_[{analyser.detector_id(), analyser.model_id()}];
  if (!slot) {
    const auto size = static_cast<std::size_t>(analyser.embedder().model().embedding_size);
    auto made = recognition::Recogniser::create(*store_, calibration_, analyser.detector_id(),
                                                analyser.model_id(), size);
    if (!made) return std::unexpected(made.error());
    slot = *std::move(made);
  }
  return slot.get();
}

void PeopleDesk::clean_up(const std::stop_token& stop) {
  constexpr std::chrono::seconds kPause{5};
  constexpr std::chrono::seconds kPauseBehindFailure{10};  // a full disk, or a store that is held
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const auto pause = store_->clean_up() ? kPause : kPauseBehindFailure;
    wake.wait_for(lock, stop, pause, [] { return false; });
  }
}

}  // namespace facelatch::api
