// SPDX-License-Identifier: Apache-2.0
#include "api/camera_desk.hpp"

#include <fmt/format.h>

#include "base/plain_name.hpp"
#include "video/stream_url.hpp"

namespace facelatch::api {
namespace {

using base::ErrorCode;
using base::failure;

constexpr std::size_t kLongestName = 40;

}  // namespace

base::Result<std::shared_ptr<CameraDesk>> CameraDesk::create(
    const std::vector<std::string>& cameras, const CameraEyes& eyes) {
  if (cameras.size() > kMostCameras) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("At most {} cameras can be named.", kMostCameras));
  }
  auto desk = std::make_shared<CameraDesk>();
  for (const std::string_view text : cameras) {
    const auto at = text.find('=');
    const auto name = text.substr(0, at);
    const auto source = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    if (!base::is_plain_name(name) || name.size() > kLongestName || source.empty()) {
      return failure(ErrorCode::invalid_argument,
                     "A camera is NAME=SOURCE, its name of at most 40 letters, digits, -, _ and .");
    }
    if (source.find("://") != std::string_view::npos) {
      if (const auto url = video::StreamUrl::parse(source); !url) {
        return failure(url.error().code, fmt::format("Camera {}: {}", name, url.error().message));
      }
    }
    auto camera = std::make_unique<Camera>(std::string(name), std::string(source), eyes);
    if (!desk->cameras_.emplace(name, std::move(camera)).second) {
      return failure(ErrorCode::invalid_argument, fmt::format("Two cameras are called {}.", name));
    }
  }
  return desk;
}

Camera* CameraDesk::find(std::string_view name) const {
  const auto found = cameras_.find(name);
  return found == cameras_.end() ? nullptr : found->second.get();
}

void CameraDesk::stop() const {
  std::vector<std::jthread> ending;  // Waited for by its end, when all have been asked to end.
  ending.reserve(cameras_.size());
  for (const auto& [name, camera] : cameras_) ending.push_back(camera->stop());
}

}  // namespace facelatch::api
