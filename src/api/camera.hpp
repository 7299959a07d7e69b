// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "api/model_loader.hpp"
#include "api/people_desk.hpp"
#include "video/live_source.hpp"

namespace facelatch::api {

/// What a camera has to tell its viewers.
struct CameraNews {
  std::string text;     ///< a message of docs/cameras.md
  std::string picture;  ///< the JPEG that it speaks of; empty: it speaks of none
};

/// What finds out who is before a camera.
struct CameraEyes {
  std::shared_ptr<const ModelLoader> loader;
  std::shared_ptr<PeopleDesk> people;
  double far = 0;  ///< as Recogniser::identify takes it
};

/// A camera of the operator. Its source is open, and its thread runs, only while somebody looks.
/// Thread-safe.
class Camera {
 public:
  static constexpr std::size_t kMostViewers = 8;
  static constexpr std::ptrdiff_t kMostViewersOfOwner = 4;

  /// Called on the camera's threads, never by two at once, perhaps still once after its seat is
  /// given back; must be quick and not join.
  using Viewer = std::function<void(const CameraNews&)>;

  /// The place of one viewer, given back by its destructor. The camera must live longer.
  class Seat {
   public:
    Seat(Camera& camera, std::uint64_t number) : camera_(&camera), number_(number) {}
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;
    Seat(Seat&&) = delete;
    Seat& operator=(Seat&&) = delete;
    ~Seat() { camera_->leave(number_); }

   private:
    Camera* camera_;
    std::uint64_t number_;
  };

  /// `source` as LiveSource::start takes it: it may hold a password, so it is told nobody.
  Camera(std::string name, std::string source, CameraEyes eyes);
  Camera(const Camera&) = delete;
  Camera& operator=(const Camera&) = delete;
  Camera(Camera&&) = delete;
  Camera& operator=(Camera&&) = delete;
  ~Camera() = default;

  /// Fails with overloaded where all places are taken, with rate_limited where `owner`, as
  /// StreamCaller names them, has as many as one may. The viewer is told at once how the camera
  /// fares.
  base::Result<std::unique_ptr<Seat>> join(const std::string& owner, Viewer viewer);

  [[nodiscard]] std::size_t viewers() const;

  /// Stops for good: join() then fails with unavailable. What it gives back is the camera's thread,
  /// which ends soon and must be waited for before the camera goes: a thread that lets go of the
  /// last viewer, and so of all that holds the camera, would wait for itself.
  [[nodiscard]] std::jthread stop();

 private:
  struct Taken {
    std::string owner;
    Viewer viewer;
  };

  void leave(std::uint64_t number);
  [[nodiscard]] std::string state() const;

  // On the camera's thread.
  void run(const std::stop_token& stop);
  /// Whether to go on; after false the thread does nothing more.
  bool is_wanted(const std::stop_token& stop);
  [[nodiscard]] bool is_watched(const std::stop_token& stop) const;
  base::Result<void> try_to_follow(const std::stop_token& stop);
  base::Result<void> follow(const std::stop_token& stop);
  void wait(const std::stop_token& stop);

  // On that of the source, too.
  void tell(const CameraNews& news);
  void tell_state(std::string text);

  const std::string name_;
  const std::string source_;
  const CameraEyes eyes_;
  std::mutex telling_;  ///< is taken before mutex_
  mutable std::mutex mutex_;
  std::condition_variable_any left_;
  std::map<std::uint64_t, Taken> viewers_;
  std::uint64_t next_number_ = 0;
  std::string state_;  ///< the last that was told
  bool is_running_ = false;
  bool is_stopped_ = false;
  std::jthread thread_;  ///< Last, so that it ends first.
};

}  // namespace facelatch::api
