// SPDX-License-Identifier: Apache-2.0
// The kernel's side of a camera is played by this test: a thread of its own meets each ioctl(2)
// that the reading thread makes of one descriptor (seccomp_unotify(2)), and answers as a driver
// does. The descriptor is a file in memory, which can be mapped like a camera's buffers.
#include "video/worker/camera.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <linux/videodev2.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <deque>
#include <functional>
#include <latch>
#include <thread>
#include <utility>

#include "base/descriptor.hpp"
#include "imaging/encode.hpp"
#include "video/worker/camera_input.hpp"
#include "video/worker/demuxer.hpp"

namespace facelatch::video {
namespace {

constexpr std::size_t kBufferBytes = 1U << 20U;

/// What a driver with a few buffers knows and does.
class Driver {
 public:
  explicit Driver(std::uint32_t pixel_format) : pixel_format_(pixel_format) {
    device_ = base::Descriptor(::memfd_create("camera", MFD_CLOEXEC));
    EXPECT_EQ(::ftruncate(device_.value(), 4 * kBufferBytes), 0);
  }

  [[nodiscard]] int device() const { return device_.value(); }
  /// Pictures that are taken one after the other; then the camera is pulled out.
  void show(std::vector<std::vector<std::uint8_t>> pictures) { pictures_ = std::move(pictures); }
  std::uint32_t width = 64;
  std::uint32_t height = 48;
  std::uint32_t stride = 0;
  std::uint32_t capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;

  /// 0, or the error.
  int answer(unsigned long what, void* argument) {
    switch (what) {
      case VIDIOC_QUERYCAP:
        static_cast<v4l2_capability*>(argument)->capabilities = capabilities;
        return 0;
      case VIDIOC_ENUM_FMT: {
        auto& format = *static_cast<v4l2_fmtdesc*>(argument);
        if (format.index > 0) return EINVAL;
        format.pixelformat = pixel_format_;
        return 0;
      }
      case VIDIOC_S_FMT: {
        auto& pixels = static_cast<v4l2_format*>(argument)->fmt.pix;
        pixels.width = width;
        pixels.height = height;
        pixels.bytesperline = stride;
        return 0;
      }
      case VIDIOC_S_PARM:
        return EINVAL;  // as cameras of one rate do
      case VIDIOC_REQBUFS:
        static_cast<v4l2_requestbuffers*>(argument)->count = 3;
        return 0;
      case VIDIOC_QUERYBUF: {
        auto& buffer = *static_cast<v4l2_buffer*>(argument);
        buffer.length = kBufferBytes;
        buffer.m.offset = static_cast<std::uint32_t>(buffer.index * kBufferBytes);
        return 0;
      }
      case VIDIOC_QBUF:
        empty_.push_back(static_cast<v4l2_buffer*>(argument)->index);
        return 0;
      case VIDIOC_STREAMON:
        return is_busy ? EBUSY : 0;
      case VIDIOC_DQBUF:
        return give(*static_cast<v4l2_buffer*>(argument));
      default:
        return ENOTTY;
    }
  }
  bool is_busy = false;

 private:
  /// One picture at a time, as for a reader that is quicker than the camera.
  int give(v4l2_buffer& buffer) {
    if (std::exchange(has_given_, !has_given_)) return EAGAIN;
    if (pictures_.empty() || empty_.empty()) return ENODEV;
    const auto picture = std::move(pictures_.front());
    pictures_.erase(pictures_.begin());
    buffer.index = empty_.front();
    empty_.pop_front();
    buffer.bytesused = static_cast<std::uint32_t>(picture.size());
    const auto at = static_cast<off_t>(buffer.index * kBufferBytes);
    EXPECT_EQ(::pwrite(device_.value(), picture.data(), picture.size(), at),
              static_cast<ssize_t>(picture.size()));
    return 0;
  }

  std::uint32_t pixel_format_;
  base::Descriptor device_;
  std::vector<std::vector<std::uint8_t>> pictures_;
  std::deque<std::uint32_t> empty_;
  bool has_given_ = false;
};

/// From here on ioctl(2)s of the calling thread on `device` wait for an answer at the descriptor.
base::Descriptor listen_to(int device) {
  EXPECT_EQ(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
  std::array filter{
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ioctl, 0, 3),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(device), 0, 1),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog program{.len = filter.size(), .filter = filter.data()};
  const auto listener =
      ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
  EXPECT_GE(listener, 0);
  return base::Descriptor(static_cast<int>(listener));
}

void serve(Driver& driver, int listener) {
  // Until no thread is under the filter any more (POLLHUP).
  pollfd poller{.fd = listener, .events = POLLIN, .revents = 0};
  while (::poll(&poller, 1, -1) > 0 && (poller.revents & POLLIN) != 0) {
    seccomp_notif question{};
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &question) != 0) continue;
    const auto& arguments = question.data.args;
    // The thread that asks is of this process, so its memory can be written as our own.
    // NOLINTNEXTLINE(performance-no-int-to-ptr): a system call's argument is a number
    auto* argument = reinterpret_cast<void*>(arguments[2]);
    seccomp_notif_resp answer{};
    answer.id = question.id;
    answer.error = -driver.answer(arguments[1], argument);
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
  }
}

/// Runs `work` on a thread whose requests of the driver's device the driver answers.
void with_driver(Driver& driver, const std::function<void()>& work) {
  base::Descriptor end;
  std::latch is_listening(1);
  std::jthread reading([&] {
    end = listen_to(driver.device());
    is_listening.count_down();
    work();
  });
  is_listening.wait();
  std::jthread serving([&] { serve(driver, end.value()); });
}

bool never() { return false; }

std::vector<std::uint8_t> jpeg_of(std::uint8_t level) {
  imaging::Image image({64, 48});
  std::ranges::fill(image.pixels(), level);
  return imaging::encode_jpeg(image.view()).value();
}

TEST(Camera, GivesJpegPicturesThatAreDecoded) {
  Driver driver(V4L2_PIX_FMT_MJPEG);
  driver.show({jpeg_of(40), jpeg_of(120), jpeg_of(200), jpeg_of(90)});
  with_driver(driver, [&] {
    auto camera = Camera::start(driver.device());
    ASSERT_TRUE(camera);
    EXPECT_EQ(camera->format(), Camera::Format::mjpeg);
    CameraInput input(*camera, &never);
    auto demuxer = Demuxer::open(input, 1U << 20U);
    ASSERT_TRUE(demuxer) << static_cast<int>(demuxer.error());
    EXPECT_EQ(demuxer->decoder().codec, Codec::mjpeg);
    EXPECT_EQ(demuxer->container(), Container::v4l2);
    const PacketPointer packet(av_packet_alloc());
    int pictures = 0;
    while (demuxer->read(*packet) == ReadOutcome::packet) ++pictures;
    EXPECT_EQ(pictures, 4) << "until it was pulled out";
  });
}

TEST(Camera, GivesYuyvRowsWithoutTheirPadding) {
  Driver driver(V4L2_PIX_FMT_YUYV);
  driver.stride = 2 * driver.width + 32;
  std::vector<std::uint8_t> picture(std::size_t{driver.stride} * driver.height, 7);
  for (std::size_t y = 0; y < driver.height; ++y) {
    std::fill_n(picture.begin() + static_cast<std::ptrdiff_t>(y * driver.stride), 2 * driver.width,
                static_cast<std::uint8_t>(100 + y));
  }
  auto torn = picture;
  torn.resize(1000);
  driver.show({torn, picture, picture, picture});
  with_driver(driver, [&] {
    auto camera = Camera::start(driver.device());
    ASSERT_TRUE(camera);
    CameraInput input(*camera, &never);
    auto demuxer = Demuxer::open(input, 1U << 20U);
    ASSERT_TRUE(demuxer) << static_cast<int>(demuxer.error());
    EXPECT_EQ(demuxer->decoder().codec, Codec::raw);
    const PacketPointer packet(av_packet_alloc());
    int pictures = 0;
    while (demuxer->read(*packet) == ReadOutcome::packet) {
      ++pictures;
      ASSERT_EQ(packet->size, 2 * 64 * 48);
      EXPECT_EQ(packet->data[0], 100);
      EXPECT_EQ(packet->data[2 * 64 * 48 - 1], 147);
    }
    EXPECT_EQ(pictures, 3) << "all but the torn one";
  });
}

TEST(Camera, SaysWhatIsWrongWithTheDevice) {
  const auto failure_of = [](Driver& driver) {
    WorkerFailure failure{};
    with_driver(driver, [&] {
      const auto camera = Camera::start(driver.device());
      ASSERT_FALSE(camera);
      failure = camera.error();
    });
    return failure;
  };
  Driver other(V4L2_PIX_FMT_SGRBG8);
  EXPECT_EQ(failure_of(other), WorkerFailure::camera_format);
  Driver busy(V4L2_PIX_FMT_MJPEG);
  busy.is_busy = true;
  EXPECT_EQ(failure_of(busy), WorkerFailure::camera_busy);
  Driver output(V4L2_PIX_FMT_MJPEG);
  output.capabilities = V4L2_CAP_VIDEO_OUTPUT;
  EXPECT_EQ(failure_of(output), WorkerFailure::no_camera);
  const base::Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  EXPECT_EQ(Camera::start(null.value()).error(), WorkerFailure::no_camera);
}

}  // namespace
}  // namespace facelatch::video
