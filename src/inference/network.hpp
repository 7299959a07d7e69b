// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"

namespace facelatch::inference {

/// Sizes of a tensor's axes, outermost first; -1 where the graph leaves an axis open. Empty where
/// it leaves even their number open.
using Shape = std::vector<std::int64_t>;

enum class Parallelism {
  one_request_on_all_threads,  ///< shortest time for a single picture
  one_request_per_thread,      ///< most pictures a second: as many requests at once as threads
};

enum class Precision {
  fastest,  ///< bf16 where the processor multiplies it in hardware, else f32
  f32,      ///< the same answers on every processor, but for rounding
};

struct NetworkOptions {
  Parallelism parallelism = Parallelism::one_request_on_all_threads;
  Precision precision = Precision::fastest;
  int threads = 0;  ///< 0: one per processor that we may run on
  /// The only shape that the input will have, where the graph leaves it open: the network then runs
  /// faster, and nothing is prepared at its first run. Empty: any that the graph takes.
  Shape only_shape;
  /// Where compiled graphs are kept between runs; empty: nowhere. Created with mode 0700.
  std::filesystem::path cache_folder;
};

/// Borrowed from a request; valid until its next run() or its end.
struct TensorView {
  std::span<const float> values;
  Shape shape;
};

/// One inference in progress: a lease of one of the network's requests, given back by its
/// destructor. Move-only; used by one thread at a time.
class Request {
 public:
  Request(Request&&) noexcept;
  Request& operator=(Request&&) noexcept;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request();

  /// The input's values at `shape`, to be filled by the caller (row-major, f32).
  base::Result<std::span<float>> input(const Shape& shape);
  /// Runs the network and returns when the outputs are there.
  base::Result<void> run();
  /// Output `index` of the last run, as f32.
  [[nodiscard]] TensorView output(std::size_t index) const;

 private:
  friend class Network;
  struct State;
  explicit Request(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// A graph with its weights, compiled for this processor. Thread-safe: any number of threads may
/// hold requests at once; each request beyond the pool waits for a free one.
class Network {
 public:
  /// `graph` is an ONNX or TFLite file that the caller has verified. A path and not bytes: OpenVINO
  /// finds a compiled graph in the cache by it without reading the file again. Fails with corrupt
  /// where it is not a graph of one input that runs here.
  static base::Result<Network> load(const std::filesystem::path& graph,
                                    const NetworkOptions& options);

  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;
  Network(const Network&) = delete;
  Network& operator=(const Network&) = delete;
  ~Network();

  [[nodiscard]] Shape input_shape() const;
  [[nodiscard]] std::size_t output_count() const;
  [[nodiscard]] std::vector<std::string> output_names() const;
  [[nodiscard]] Shape output_shape(std::size_t index) const;

  /// A free request. Fails with deadline_exceeded when none became free in time.
  base::Result<Request> acquire(base::Deadline deadline = {}) const;

 private:
  friend class Request;
  struct State;
  explicit Network(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace facelatch::inference
