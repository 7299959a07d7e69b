// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/camera.hpp"

namespace facelatch::api {

/// The cameras that the operator has named; clients choose by name and never bring an address.
/// Thread-safe: the cameras are fixed from the start.
class CameraDesk {
 public:
  static constexpr std::size_t kMostCameras = 16;

  /// `cameras` are texts "NAME=SOURCE": a name of 1 to 40 of a-z, A-Z, 0-9, "-" and "_", and a
  /// source as LiveSource::start takes it. Fails with invalid_argument; no error repeats a source.
  static base::Result<std::shared_ptr<CameraDesk>> create(const std::vector<std::string>& cameras,
                                                          const CameraEyes& eyes);

  [[nodiscard]] const std::map<std::string, std::unique_ptr<Camera>, std::less<>>& cameras() const {
    return cameras_;
  }

  /// Null: there is none of that name.
  [[nodiscard]] Camera* find(std::string_view name) const;

  /// Stops every camera for good, and returns once all their threads have ended. To be called while
  /// somebody else than a viewer holds the desk.
  void stop() const;

 private:
  std::map<std::string, std::unique_ptr<Camera>, std::less<>> cameras_;
};

}  // namespace facelatch::api
