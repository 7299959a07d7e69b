// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "pipeline/analyser.hpp"
#include "recognition/recogniser.hpp"
#include "similarity/calibration.hpp"
#include "store/store.hpp"

namespace facelatch::api {

/// The people whom the server knows, and what compares faces with them. Thread-safe.
class PeopleDesk {
 public:
  /// Wipes what has expired every few seconds, on a thread of its own.
  PeopleDesk(std::unique_ptr<store::Store> store, similarity::CalibrationTable calibration);
  PeopleDesk(const PeopleDesk&) = delete;
  PeopleDesk& operator=(const PeopleDesk&) = delete;
  PeopleDesk(PeopleDesk&&) = delete;
  PeopleDesk& operator=(PeopleDesk&&) = delete;
  ~PeopleDesk() = default;

  [[nodiscard]] store::Store& store() const { return *store_; }

  /// The recogniser of the analyser's detector and model, made when it is first asked for: that
  /// reads all templates. Valid as long as the desk. Fails as the store does.
  base::Result<recognition::Recogniser*> recogniser(const pipeline::Analyser& analyser);

 private:
  void clean_up(const std::stop_token& stop);

  std::unique_ptr<store::Store> store_;
  similarity::CalibrationTable calibration_;
  std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::unique_ptr<recognition::Recogniser>>
      recognisers_;  ///< guarded by mutex_
  std::jthread cleaner_;
};

}  // namespace facelatch::api
