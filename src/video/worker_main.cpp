// SPDX-License-Identifier: Apache-2.0
// facelatch-video-worker: decodes one video for the process that started it, and can do nothing
// else. Not to be started by hand. Order matters here: what needs rights comes first (the shared
// memory, the host's address), then the rights go, and only then the first foreign byte is read.
#include <new>
#include <string_view>

#include "base/descriptor.hpp"
#include "sandbox/confinement.hpp"
#include "sandbox/shared_memory.hpp"
#include "sandbox/worker_process.hpp"
#include "video/stream_url.hpp"
#include "video/worker/camera.hpp"
#include "video/worker/camera_input.hpp"
#include "video/worker/control.hpp"
#include "video/worker/decode_job.hpp"
#include "video/worker/demuxer.hpp"
#include "video/worker/file_input.hpp"
#include "video/worker/host_lookup.hpp"
#include "video/worker_protocol.hpp"

namespace facelatch::video {
namespace {

/// Sockets of a stream, or the one device of a camera; poll(2) counts against the same limit.
constexpr std::uint32_t kStreamDescriptors = 16;

/// The stream's address with its host as a number.
StreamUrl resolved(const SetupMessage& setup) {
  auto url = StreamUrl::parse({setup.url.data(), setup.url_length});
  if (!url) Control::fail(WorkerFailure::bad_setup);
  auto address = look_up(url->host, url->port);
  if (!address) Control::fail(WorkerFailure::host_unknown);
  url->address = *std::move(address);
  return *std::move(url);
}

Sandbox lock_away(const SetupMessage& setup, std::uint64_t ring_bytes) {
  const bool is_file = setup.source == SourceKind::file;
  const bool is_stream = setup.source == SourceKind::stream;
  const bool is_camera = setup.source == SourceKind::camera;
  const bool gave_up =
      sandbox::give_up_rights({.address_space_bytes = setup.memory_bytes + ring_bytes,
                               .cpu_seconds = setup.cpu_seconds,
                               .descriptors = is_file ? 0 : kStreamDescriptors});
  if (!gave_up) Control::fail(WorkerFailure::sandbox_refused);
  const auto network = is_stream ? sandbox::Network::outgoing : sandbox::Network::none;
  const auto requests = is_camera ? camera_requests() : std::span<const unsigned long>{};
  if (sandbox::allow_only_decoding(network, requests)) return Sandbox::seccomp;
  if (setup.requires_filter != 0) Control::fail(WorkerFailure::sandbox_refused);
  return Sandbox::limits;
}

[[noreturn]] void work(const SetupMessage& setup, Sandbox sandbox, Demuxer& demuxer,
                       sandbox::SharedMemory& ring) {
  Control control(setup.slots);
  DecodeJob(setup, sandbox, demuxer, control, ring.writable()).run();
  Control::wait_for_the_end();
}

[[noreturn]] void read_file(const SetupMessage& setup, sandbox::SharedMemory& ring) {
  const auto sandbox = lock_away(setup, ring.bytes().size());
  FileInput input(sandbox::kInputDescriptor, setup.input_bytes);
  auto demuxer = Demuxer::open(input, setup.max_pixels);
  if (!demuxer) Control::fail(demuxer.error());
  work(setup, sandbox, *demuxer, ring);
}

[[noreturn]] void read_stream(const SetupMessage& setup, sandbox::SharedMemory& ring) {
  const auto url = resolved(setup);
  const auto sandbox = lock_away(setup, ring.bytes().size());
  auto demuxer = Demuxer::open(url, setup.max_pixels);
  if (!demuxer) Control::fail(demuxer.error());
  if (sandbox == Sandbox::seccomp && !sandbox::forbid_connections()) {
    Control::fail(WorkerFailure::sandbox_refused);
  }
  work(setup, sandbox, *demuxer, ring);
}

/// Asking the driver for a format takes rights that reading its pictures does not.
[[noreturn]] void read_camera(const SetupMessage& setup, sandbox::SharedMemory& ring) {
  auto camera = Camera::start(sandbox::kInputDescriptor);
  if (!camera) Control::fail(camera.error());
  const auto sandbox = lock_away(setup, ring.bytes().size());
  CameraInput input(*camera, &Control::is_parent_gone);
  auto demuxer = Demuxer::open(input, setup.max_pixels);
  if (!demuxer) Control::fail(demuxer.error());
  work(setup, sandbox, *demuxer, ring);
}

[[noreturn]] void run() {
  const auto setup = Control::receive_setup();
  if (!setup) Control::fail(WorkerFailure::bad_setup);
  auto ring =
      sandbox::SharedMemory::adopt(base::Descriptor(sandbox::kMemoryDescriptor),
                                   static_cast<std::size_t>(setup->slots * setup->slot_bytes));
  if (!ring) Control::fail(WorkerFailure::out_of_memory);
  av_log_set_level(AV_LOG_QUIET);
  if (setup->source == SourceKind::camera) read_camera(*setup, *ring);
  if (setup->source == SourceKind::stream) read_stream(*setup, *ring);
  read_file(*setup, *ring);
}

}  // namespace
}  // namespace facelatch::video

int main() {
  try {
    facelatch::video::run();
  } catch (const std::bad_alloc&) {
    facelatch::video::Control::fail(facelatch::video::WorkerFailure::out_of_memory);
  }
}
