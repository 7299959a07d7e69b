// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "api/routes.hpp"
#include "api/service.hpp"
#include "api/stream_command.hpp"
#include "api/stream_task.hpp"
#include "recognition/live_enrolment.hpp"

namespace facelatch::api {

/// Enrols somebody from the frames of a live stream.
class EnrolTask final : public StreamTask {
 public:
  /// Detector, model and search as in `settings`. Fails with not_found where there is no such
  /// person, or unavailable.
  static TaskBeginning begin(SharedService service, StreamEnrolment wish,
                             const StreamSettings& settings, std::string client);

  EnrolTask(SharedService service, pipeline::Analyser analyser, StreamEnrolment wish,
            const vision::SearchOptions& search, std::string client,
            recognition::Recogniser& recogniser, double agreement);

  base::Result<StreamAnswer> look_at(const StreamFrame& frame, StreamReport& report) override;

 private:
  /// Stores the template of the frames, or says why not.
  [[nodiscard]] StreamAnswer end(std::uint64_t frame);

  SharedService service_;
  pipeline::Analyser analyser_;
  StreamEnrolment wish_;
  vision::SearchOptions search_;
  std::string client_;
  recognition::Recogniser* recogniser_;
  recognition::LiveEnrolment enrolment_;
  std::optional<std::chrono::microseconds> first_;  ///< frame
  std::chrono::microseconds last_{0};               ///< that was looked at
};

}  // namespace facelatch::api
