// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "api/model_set.hpp"
#include "base/result.hpp"

namespace facelatch::api {

/// Loads models on a thread of its own, so that a server can listen meanwhile. Thread-safe.
class ModelLoader {
 public:
  using Load = std::function<base::Result<ModelSet>(const std::stop_token&)>;
  /// Called on that thread when loading has ended, well or not.
  using Ended = std::function<void()>;

  /// Begins at once.
  ModelLoader(Load load, Ended ended);
  ModelLoader(const ModelLoader&) = delete;
  ModelLoader& operator=(const ModelLoader&) = delete;
  ModelLoader(ModelLoader&&) = delete;
  ModelLoader& operator=(ModelLoader&&) = delete;
  /// Waits until the network that is being loaded is there; the rest is left.
  ~ModelLoader() = default;

  /// The models. Fails with unavailable as long as they are not there.
  [[nodiscard]] base::Result<std::shared_ptr<const ModelSet>> models() const;

  /// Why loading failed, if it did: names files of this machine, so it is for the operator alone.
  [[nodiscard]] base::Result<void> outcome() const;

 private:
  void run(const Load& load, const Ended& ended, const std::stop_token& stop);

  mutable std::mutex mutex_;
  base::Result<std::shared_ptr<const ModelSet>> models_;
  base::Result<void> outcome_;
  std::jthread thread_;  ///< Last, so that it ends first.
};

}  // namespace facelatch::api
