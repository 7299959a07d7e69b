// SPDX-License-Identifier: Apache-2.0
#include "video/mjpeg_writer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <utility>

#include "imaging/encode.hpp"

namespace facelatch::video {
namespace {

using std::chrono::microseconds;

/// Ticks a second; 32 bits of them last 13 hours.
constexpr std::int64_t kTicks = 90'000;
constexpr microseconds kOnlyFrame{1'000'000};
constexpr int kQuality = 85;
constexpr std::uint32_t kJpegObject = 0x6C;  // ISO/IEC 14496-1, object type of ISO/IEC 10918-1

std::unexpected<base::Error> disk_refuses() {
  return base::failure(base::ErrorCode::unavailable, "The video file cannot be written.");
}

/// Builds nested boxes; a box's size is known when it ends.
class Boxes {
 public:
  template <std::unsigned_integral Number>
  Boxes& number(Number value) {
    const auto start = bytes_.size();
    zeros(sizeof(Number));
    put(start, value);
    return *this;
  }
  Boxes& u8(std::uint32_t value) { return number(static_cast<std::uint8_t>(value)); }
  Boxes& u16(std::uint32_t value) { return number(static_cast<std::uint16_t>(value)); }
  Boxes& u32(std::uint32_t value) { return number(value); }
  Boxes& zeros(std::size_t count) {
    bytes_.resize(bytes_.size() + count);
    return *this;
  }
  Boxes& text(std::string_view letters) {
    for (const char letter : letters) u8(static_cast<std::uint8_t>(letter));
    return *this;
  }
  /// The box `type` with what `fill` adds.
  Boxes& box(std::string_view type, const auto& fill) {
    const auto start = bytes_.size();
    u32(0).text(type);
    fill();
    const auto size = static_cast<std::uint32_t>(bytes_.size() - start);
    put(start, size);
    return *this;
  }
  /// One with version 0 and flags.
  Boxes& full_box(std::string_view type, std::uint32_t flags, const auto& fill) {
    return box(type, [&] {
      u32(flags);
      fill();
    });
  }
  /// The matrix that turns nothing.
  Boxes& unity_matrix() {
    constexpr std::uint32_t kOne = 0x10000;
    return u32(kOne).zeros(12).u32(kOne).zeros(12).u32(0x40000000);
  }
  base::Bytes take() && { return std::move(bytes_); }

 private:
  /// Big-endian, over what is there.
  void put(std::size_t start, std::unsigned_integral auto value) {
    for (std::size_t i = 0; i < sizeof(value); ++i) {
      bytes_[start + i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(value) - 1 - i)));
    }
  }

  base::Bytes bytes_;
};

void add_sample_entry(Boxes& boxes, imaging::Size size) {
  boxes.box("mp4v", [&] {
    boxes.zeros(6).u16(1).zeros(16);
    boxes.u16(static_cast<std::uint32_t>(size.width)).u16(static_cast<std::uint32_t>(size.height));
    boxes.u32(0x480000).u32(0x480000).u32(0).u16(1).zeros(32).u16(24).u16(0xFFFF);
    boxes.full_box("esds", 0, [&] {
      boxes.u8(3).u8(21).u16(1).u8(0);                                     // elementary stream
      boxes.u8(4).u8(13).u8(kJpegObject).u8(0x11).zeros(3).u32(0).u32(0);  // a visual stream
      boxes.u8(6).u8(1).u8(2);                                             // of an MP4 file
    });
  });
}

}  // namespace

base::Result<MjpegWriter> MjpegWriter::create(const std::filesystem::path& path) {
  std::string temporary = path.string() + ".XXXXXX";
  base::Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.is_open()) return disk_refuses();
  MjpegWriter writer(path, std::move(temporary), std::move(file));
  const auto mask = ::umask(0);
  ::umask(mask);
  ::fchmod(writer.file_.value(), 0666 & ~mask);
  Boxes start;
  start.box("ftyp", [&] { start.text("isom").u32(0x200).text("isom").text("mp41"); });
  // The size that 64 bits hold; finish() writes it.
  start.u32(1).text("mdat").zeros(8);
  if (const auto done = writer.write(std::move(start).take()); !done) {
    return std::unexpected(done.error());
  }
  return writer;
}

MjpegWriter::~MjpegWriter() {
  if (file_.is_open() && !temporary_.empty()) ::unlink(temporary_.c_str());
}

base::Result<void> MjpegWriter::write(std::span<const std::uint8_t> bytes) {
  if (!base::write_all(file_.value(), bytes)) return disk_refuses();
  written_ += bytes.size();
  return {};
}

base::Result<void> MjpegWriter::add(imaging::ImageView frame, microseconds time) {
  if (samples_.empty()) size_ = frame.size;
  const bool is_later = samples_.empty() || time > samples_.back().time;
  if (frame.empty() || frame.size != size_ || !is_later) {
    return base::failure(base::ErrorCode::invalid_argument,
                         "The frames of a video must be of one size and in order.");
  }
  const auto jpeg = imaging::encode_jpeg(frame, kQuality);
  if (!jpeg) return std::unexpected(jpeg.error());
  samples_.push_back({written_, static_cast<std::uint32_t>(jpeg->size()), time});
  return write(*jpeg);
}

std::vector<std::uint32_t> MjpegWriter::durations() const {
  const auto ticks = [](microseconds time) { return time.count() * kTicks / 1'000'000; };
  std::vector<std::uint32_t> durations;
  durations.reserve(samples_.size());
  for (std::size_t i = 1; i < samples_.size(); ++i) {
    durations.push_back(
        static_cast<std::uint32_t>(ticks(samples_[i].time) - ticks(samples_[i - 1].time)));
  }
  durations.push_back(durations.empty() ? static_cast<std::uint32_t>(ticks(kOnlyFrame))
                                        : durations.back());
  return durations;
}

base::Bytes MjpegWriter::index() const {
  const auto times = durations();
  const auto count = static_cast<std::uint32_t>(samples_.size());
  const auto total = std::accumulate(times.begin(), times.end(), std::uint32_t{0});
  const auto ticks = static_cast<std::uint32_t>(kTicks);
  Boxes boxes;
  const auto sample_tables = [&] {
    boxes.full_box("stsd", 0, [&] {
      boxes.u32(1);
      add_sample_entry(boxes, size_);
    });
    boxes.full_box("stts", 0, [&] {
      boxes.u32(count);
      for (const auto time : times) boxes.u32(1).u32(time);
    });
    boxes.full_box("stsc", 0, [&] { boxes.u32(1).u32(1).u32(1).u32(1); });
    boxes.full_box("stsz", 0, [&] {
      boxes.u32(0).u32(count);
      for (const auto& sample : samples_) boxes.u32(sample.bytes);
    });
    boxes.full_box("co64", 0, [&] {
      boxes.u32(count);
      for (const auto& sample : samples_) boxes.number(sample.offset);
    });
  };
  const auto media = [&] {
    boxes.full_box("mdhd", 0, [&] { boxes.zeros(8).u32(ticks).u32(total).u16(0x55C4).u16(0); });
    boxes.full_box("hdlr", 0, [&] { boxes.u32(0).text("vide").zeros(13); });
    boxes.box("minf", [&] {
      boxes.full_box("vmhd", 1, [&] { boxes.zeros(8); });
      boxes.box("dinf", [&] {
        boxes.full_box("dref", 0, [&] {
          boxes.u32(1);
          boxes.full_box("url ", 1, [] {});
        });
      });
      boxes.box("stbl", sample_tables);
    });
  };
  boxes.box("moov", [&] {
    boxes.full_box("mvhd", 0, [&] {
      boxes.zeros(8).u32(ticks).u32(total).u32(0x10000).u16(0x100).zeros(10);
      boxes.unity_matrix().zeros(24).u32(2);
    });
    boxes.box("trak", [&] {
      boxes.full_box("tkhd", 3, [&] {
        boxes.zeros(8).u32(1).u32(0).u32(total).zeros(16);
        boxes.unity_matrix();
        boxes.u32(static_cast<std::uint32_t>(size_.width) << 16U);
        boxes.u32(static_cast<std::uint32_t>(size_.height) << 16U);
      });
      boxes.box("mdia", media);
    });
  });
  return std::move(boxes).take();
}

base::Result<void> MjpegWriter::finish() {
  if (samples_.empty()) {
    return base::failure(base::ErrorCode::invalid_argument, "A video needs at least one frame.");
  }
  constexpr std::uint64_t kMediaBox = 24;   // behind "ftyp"
  constexpr std::uint64_t kMediaSize = 32;  // behind its size and name
  Boxes size;
  size.number(written_ - kMediaBox);
  const auto media_size = std::move(size).take();
  if (const auto done = write(index()); !done) return std::unexpected(done.error());
  const auto patched = ::pwrite(file_.value(), media_size.data(), media_size.size(), kMediaSize);
  if (std::cmp_not_equal(patched, media_size.size()) ||
      std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    return disk_refuses();
  }
  temporary_.clear();
  return file_.close() ? base::Result<void>() : disk_refuses();
}

}  // namespace facelatch::video
