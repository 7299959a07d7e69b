// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/camera_desk.hpp"
#include "api/evaluation_shelf.hpp"
#include "api/job_desk.hpp"
#include "api/model_loader.hpp"
#include "api/people_desk.hpp"
#include "api/stream_desk.hpp"
#include "api/stream_report.hpp"
#include "api/unlock_desk.hpp"
#include "api/video_places.hpp"
#include "base/result.hpp"
#include "http/server.hpp"
#include "liveness/fusion.hpp"
#include "liveness/watcher.hpp"
#include "pipeline/analyser.hpp"
#include "similarity/calibration.hpp"

namespace facelatch::api {

/// What one request may bring; told by GET /v1/info.
struct Limits {
  std::uint64_t picture_bytes = 20ULL << 20U;
  std::uint64_t picture_pixels = 50'000'000;
  int faces = 1000;  ///< the most that `max_faces` may ask for
  std::size_t batch_pictures = 256;
  std::uint64_t batch_bytes = 256ULL << 20U;
  std::uint64_t video_bytes = 200ULL << 20U;
  std::chrono::seconds video_at_once{30};  ///< Longer videos become jobs.
  StreamLimits stream;
};

/// Whether a face that nobody is found for counts as a failed try of the client that asks: of a
/// door it should, of a camera above a crowd it should not.
enum class PassersBy { counted, uncounted };

/// What the operator has decided.
struct DecisionPolicy {
  double laxest_far = recognition::kDefaultFalseAcceptRate;  ///< that a client may ask for
  PassersBy passers_by = PassersBy::counted;
};

/// What all routes share. Thread-safe: everything but `draining` is fixed before the server starts.
struct Service {
  std::string version;
  Limits limits;
  DecisionPolicy policy;
  models::Catalogue catalogue;
  similarity::CalibrationTable calibration;
  liveness::Fusion fusion;
  std::shared_ptr<const ModelLoader> loader;
  std::shared_ptr<PeopleDesk> people;
  std::shared_ptr<UnlockDesk> unlock;
  std::shared_ptr<CameraDesk> cameras;
  std::shared_ptr<const EvaluationShelf> evaluations;
  std::shared_ptr<VideoPlaces> videos;
  std::shared_ptr<JobDesk> jobs;
  std::shared_ptr<StreamDesk> streams;
  http::Guard guard;  ///< The server's, for keys that come as a message; unset: no key is needed.
  /// Called behind each analysis, on its worker; may be empty. Must be quick and thread-safe.
  std::function<void(const pipeline::Analysis&)> on_analysis;
  /// The same for each frame of a live stream.
  std::function<void(const StreamReport&)> on_stream_frame;
  std::atomic<bool> draining = false;  ///< Set before the server stops: /readyz says so.

  /// Fails with unavailable while the models are being loaded, else as ModelSet::find does.
  [[nodiscard]] base::Result<pipeline::Analyser> analyser(std::string_view detector,
                                                          std::string_view model) const;
  /// The networks for liveness; null while models are being loaded and where one is missing.
  [[nodiscard]] std::shared_ptr<const liveness::Networks> liveness() const;
  /// Of the default models. Fails with unavailable also where a network for liveness is missing:
  /// then nobody is let in.
  [[nodiscard]] base::Result<liveness::Watcher> watcher() const;
  /// Of that analyser, by the calibration (tracking::same_person_limit).
  [[nodiscard]] std::optional<float> same_person_limit(const pipeline::Analyser& analyser) const;
};

}  // namespace facelatch::api
