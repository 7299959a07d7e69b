// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>

#include "api/routes.hpp"
#include "api/service.hpp"
#include "api/stream_task.hpp"
#include "liveness/watcher.hpp"
#include "unlock/live_try.hpp"

namespace facelatch::api {

/// Lets somebody in, or not, over the frames of a live stream.
class UnlockTask final : public StreamTask {
 public:
  /// Counts the try and draws its challenge. Fails as POST /v1/unlock/challenges does.
  static TaskBeginning begin(SharedService service, const unlock::Wish& wish);

  UnlockTask(SharedService service, liveness::Watcher watcher, recognition::Recogniser& recogniser,
             unlock::Ticket ticket);

  base::Result<StreamAnswer> look_at(const StreamFrame& frame, StreamReport& report) override;
  base::Result<void> cancel() override { return try_.give_up(); }

 private:
  SharedService service_;
  liveness::Watcher watcher_;
  recognition::Recogniser* recogniser_;
  unlock::LiveTry try_;
  std::chrono::microseconds last_{-1};  ///< frame that was looked at; none: -1
};

}  // namespace facelatch::api
