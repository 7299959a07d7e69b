// SPDX-License-Identifier: Apache-2.0
#include "api/camera_desk.hpp"

#include <gtest/gtest.h>

#include <atomic>

namespace facelatch::api {
namespace {

using base::ErrorCode;

base::Result<std::shared_ptr<CameraDesk>> desk_of(const std::vector<std::string>& cameras) {
  return CameraDesk::create(cameras, {});
}

std::shared_ptr<ModelLoader> nothing_loaded() {
  return std::make_shared<ModelLoader>(
      [](const std::stop_token&) -> base::Result<ModelSet> {
        return base::failure(ErrorCode::unavailable, "None.");
      },
      [] {});
}

TEST(CameraDesk, FindsCamerasByName) {
  const auto desk = desk_of({"door=rtsp://user:pa=ss@10.0.0.2/stream", "clip=a file.mp4"}).value();
  EXPECT_NE(desk->find("door"), nullptr);
  EXPECT_NE(desk->find("clip"), nullptr);
  EXPECT_EQ(desk->find("Door"), nullptr);
}

TEST(CameraDesk, RefusesWhatIsNoCameraAndRepeatsNoAddress) {
  for (const auto* text : {"door", "=rtsp://a/b", "door=", "a b=clip.mp4", "door=ftp://secret/b",
                           "door=rtsp://", "d/r=clip.mp4"}) {
    const auto desk = desk_of({text});
    ASSERT_FALSE(desk) << text;
    EXPECT_EQ(desk.error().code, ErrorCode::invalid_argument) << text;
    EXPECT_EQ(desk.error().message.find("secret"), std::string::npos);
  }
  EXPECT_FALSE(desk_of({"door=a.mp4", "door=b.mp4"}));
  EXPECT_FALSE(desk_of({std::string(41, 'n') + "=a.mp4"}));
  std::vector<std::string> many;
  for (std::size_t i = 0; i <= CameraDesk::kMostCameras; ++i) {
    many.push_back("camera" + std::to_string(i) + "=a.mp4");
  }
  EXPECT_FALSE(desk_of(many));
}

TEST(CameraDesk, StoppingEndsTheThreadsAndLetsNobodyIn) {
  const auto desk =
      CameraDesk::create({"clip=a file.mp4"}, {.loader = nothing_loaded(), .people = {}}).value();
  auto& camera = *desk->find("clip");
  const auto told = std::make_shared<std::atomic<int>>(0);
  const auto seat = camera.join("anybody", [told](const CameraNews&) { ++*told; }).value();
  EXPECT_GE(*told, 1) << "how the camera fares";
  desk->stop();
  const int before = *told;
  EXPECT_EQ(camera.join("anybody", [](const CameraNews&) {}).error().code, ErrorCode::unavailable);
  EXPECT_EQ(*told, before);
}

TEST(CameraDesk, OneClientCannotTakeEveryPlaceOfACamera) {
  const auto desk =
      CameraDesk::create({"clip=a file.mp4"}, {.loader = nothing_loaded(), .people = {}}).value();
  auto& camera = *desk->find("clip");
  const auto join = [&](const char* owner) { return camera.join(owner, [](const CameraNews&) {}); };
  std::vector<std::unique_ptr<Camera::Seat>> seats;
  for (const auto* owner : {"one", "other"}) {
    for (int i = 0; i < Camera::kMostViewersOfOwner; ++i) seats.push_back(join(owner).value());
    if (seats.size() == Camera::kMostViewers) break;
    EXPECT_EQ(join(owner).error().code, ErrorCode::rate_limited);
  }
  EXPECT_EQ(join("third").error().code, ErrorCode::overloaded);
  seats.pop_back();
  EXPECT_TRUE(join("third"));
}

}  // namespace
}  // namespace facelatch::api
