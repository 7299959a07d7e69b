// SPDX-License-Identifier: Apache-2.0
// The only file that knows OpenVINO (2026.4, CPU plugin).
#include "inference/network.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <openvino/openvino.hpp>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "inference/processor.hpp"

namespace facelatch::inference {
namespace {

using base::ErrorCode;
using base::failure;

/// OpenVINO's core owns the plugins and the cache; one serves every network of the process.
ov::Core& shared_core() {
  static ov::Core core;
  return core;
}

constexpr int kKeptPieces = 1000;
/// A request that is alone in its stream runs on all of the stream's threads; two share them. That
/// is a tenth faster for many requests than a stream for each thread, half as fast again for one,
/// and keeps one copy less of what is prepared (bench/results.md; measured on two processors).
constexpr int kThreadsOfStream = 2;

Shape shape_of(const ov::PartialShape& partial) {
  Shape shape;
  if (partial.rank().is_dynamic()) return shape;
  for (const auto& axis : partial) shape.push_back(axis.is_static() ? axis.get_length() : -1);
  return shape;
}

int threads_of(const NetworkOptions& options) {
  return options.threads > 0 ? options.threads : usable_processors();
}

/// That run at once.
int requests_of(const NetworkOptions& options) {
  return options.parallelism == Parallelism::one_request_per_thread ? threads_of(options) : 1;
}

ov::AnyMap properties_for(const NetworkOptions& options) {
  const bool in_bf16 = options.precision == Precision::fastest && has_bf16();
  ov::AnyMap properties{
      ov::inference_num_threads(threads_of(options)),
      ov::num_streams(std::max(requests_of(options) / kThreadsOfStream, 1)),
      ov::hint::inference_precision(in_bf16 ? ov::element::bf16 : ov::element::f32),
      // Pinned threads of two networks would fight for the same core.
      ov::hint::enable_cpu_pinning(false),
      // OpenVINO keeps code for each input size that it meets; its own default of 5000 pieces let a
      // detector grow by 700 MB over a few hundred sizes. This holds some fifteen sizes of one.
      {"CPU_RUNTIME_CACHE_CAPACITY", kKeptPieces},
  };
  if (!options.cache_folder.empty()) {
    properties.insert(ov::cache_dir(options.cache_folder.string()));
  }
  return properties;
}

/// Whether the file begins as a TFLite or an ONNX file does. On anything else OpenVINO would try
/// the readers of every other format, which print what they think of it.
bool may_be_graph(const std::filesystem::path& graph) {
  std::array<char, 8> start{};
  std::ifstream file(graph, std::ios::binary);
  if (!file.read(start.data(), start.size())) return false;
  if (std::string_view(start.data() + 4, 4) == "TFL3") return true;
  // The tags of ONNX's ModelProto that may come first: numbers 1 and 5, texts and messages 2 to 8,
  // 14, 20 and 25 (two bytes).
  constexpr std::array kTags{0x08, 0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72, 0xa2, 0xca};
  return std::ranges::find(kTags, static_cast<unsigned char>(start[0])) != kTags.end();
}

ov::CompiledModel compile(const std::filesystem::path& graph, const NetworkOptions& options) {
  const auto properties = properties_for(options);
  if (options.only_shape.empty()) {
    return shared_core().compile_model(graph.string(), "CPU", properties);
  }
  const auto model = shared_core().read_model(graph.string());
  model->reshape(ov::PartialShape(ov::Shape(options.only_shape.begin(), options.only_shape.end())));
  return shared_core().compile_model(model, "CPU", properties);
}

/// Without a cache folder graphs are compiled at each start: slower, nothing else.
void make_private_folder(const std::filesystem::path& folder) {
  if (folder.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(folder, ignored);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, ignored);
}

}  // namespace

struct Network::State {
  ov::CompiledModel model;
  std::mutex mutex;
  std::condition_variable returned;
  std::vector<ov::InferRequest> idle;
};

struct Request::State {
  std::shared_ptr<Network::State> network;
  ov::InferRequest request;
};

Request::Request(std::unique_ptr<State> state) : state_(std::move(state)) {}
Request::Request(Request&&) noexcept = default;
Request& Request::operator=(Request&& other) noexcept {
  std::swap(state_, other.state_);
  return *this;
}

Request::~Request() {
  if (!state_) return;
  auto& network = *state_->network;
  {
    const std::lock_guard lock(network.mutex);
    network.idle.push_back(std::move(state_->request));
  }
  network.returned.notify_one();
}

base::Result<std::span<float>> Request::input(const Shape& shape) {
  try {
    ov::Tensor tensor = state_->request.get_input_tensor(0);
    tensor.set_shape(ov::Shape(shape.begin(), shape.end()));
    return std::span(tensor.data<float>(), tensor.get_size());
  } catch (const std::exception&) {
    return failure(ErrorCode::internal, "The network does not take an input of this shape.");
  }
}

base::Result<void> Request::run() {
  try {
    state_->request.infer();
    return {};
  } catch (const std::exception&) {
    return failure(ErrorCode::internal, "The network could not be run.");
  }
}

TensorView Request::output(std::size_t index) const {
  const ov::Tensor tensor = state_->request.get_output_tensor(index);
  // One call: for some outputs each call makes the shape anew and ends the last reference to it.
  Shape shape;
  for (const auto axis : tensor.get_shape()) shape.push_back(static_cast<std::int64_t>(axis));
  return {{tensor.data<const float>(), tensor.get_size()}, std::move(shape)};
}

Network::Network(std::shared_ptr<State> state) : state_(std::move(state)) {}
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;
Network::~Network() = default;

base::Result<Network> Network::load(const std::filesystem::path& graph,
                                    const NetworkOptions& options) {
  const auto refused = failure(ErrorCode::corrupt, "The model " + graph.filename().string() +
                                                       " is not a graph that runs here.");
  if (!may_be_graph(graph)) return refused;
  try {
    make_private_folder(options.cache_folder);
    auto state = std::make_shared<State>();
    state->model = compile(graph, options);
    if (state->model.inputs().size() != 1 || state->model.outputs().empty()) return refused;
    for (int i = 0; i < requests_of(options); ++i) {
      state->idle.push_back(state->model.create_infer_request());
    }
    return Network(std::move(state));
  } catch (const std::exception&) {
    return refused;
  }
}

Shape Network::input_shape() const { return shape_of(state_->model.input(0).get_partial_shape()); }
std::size_t Network::output_count() const { return state_->model.outputs().size(); }

std::vector<std::string> Network::output_names() const {
  std::vector<std::string> names;
  for (const auto& output : state_->model.outputs()) {
    names.push_back(output.get_names().empty() ? std::string() : output.get_any_name());
  }
  return names;
}

Shape Network::output_shape(std::size_t index) const {
  return shape_of(state_->model.output(index).get_partial_shape());
}

base::Result<Request> Network::acquire(base::Deadline deadline) const {
  std::unique_lock lock(state_->mutex);
  const auto is_free = [this] { return !state_->idle.empty(); };
  if (const auto at = deadline.at()) {
    if (!state_->returned.wait_until(lock, *at, is_free)) {
      return failure(ErrorCode::deadline_exceeded, "No network became free in time.");
    }
  } else {
    state_->returned.wait(lock, is_free);
  }
  auto lease = std::make_unique<Request::State>();
  lease->network = state_;
  lease->request = std::move(state_->idle.back());
  state_->idle.pop_back();
  return Request(std::move(lease));
}

}  // namespace facelatch::inference
