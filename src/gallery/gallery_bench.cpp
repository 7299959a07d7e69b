// SPDX-License-Identifier: Apache-2.0
// One query at a time against galleries of random unit vectors, which are the hardest for the
// bounds: real embeddings lie further apart. "match" queries have their person in the gallery
// (cosine 0.63), "nobody" queries do not. The exact vectors are computed anew from their number
// when they are read, so that the process holds what a gallery holds in service.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "gallery/gallery.hpp"
#include "gallery/quantise.hpp"
#include "gallery/scan_kernel.hpp"
#include "gallery/test_vectors.hpp"

namespace {

using namespace facelatch;

constexpr std::size_t kDimension = 512;

/// The vector of one number, always the same: sums of bytes of a hash are normal enough.
void fill_vector(std::uint64_t number, std::span<float> out) {
  std::uint64_t state = number * 0x9E3779B97F4A7C15U;
  for (auto& value : out) {
    state += 0x9E3779B97F4A7C15U;  // SplitMix64, Steele, Lea and Flood 2014.
    std::uint64_t z = (state ^ state >> 30U) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
    z ^= z >> 31U;
    const auto sum = (z & 0xFFFFU) + (z >> 16U & 0xFFFFU) + (z >> 32U & 0xFFFFU) + (z >> 48U);
    value = static_cast<float>(sum) - 2 * 65535.0F;
  }
  const auto length = static_cast<float>(std::sqrt(gallery::exact_dot(out, out)));
  for (auto& value : out) value /= length;
}

std::unique_ptr<gallery::Gallery> build(std::size_t templates) {
  gallery::GalleryOptions options{.dimension = kDimension};
  options.exact_vectors = [](gallery::TemplateId id, std::span<float> out) {
    fill_vector(std::to_underlying(id), out);
    return base::Result<void>();
  };
  auto made = gallery::Gallery::create(options, std::make_shared<gallery::WorkerPool>()).value();
  std::vector<float> vector(kDimension);
  for (std::size_t i = 1; i <= templates; ++i) {
    fill_vector(i, vector);
    (void)made->add(gallery::TemplateId{i}, gallery::PersonIndex{static_cast<std::uint32_t>(i)},
                    vector);
  }
  return made;
}

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * 4096 / (1024 * 1024);
}

void report(benchmark::State& state, std::vector<double>& times_ms) {
  std::ranges::sort(times_ms);
  state.counters["p50_ms"] = times_ms[times_ms.size() / 2];
  state.counters["p95_ms"] = times_ms[times_ms.size() * 95 / 100];
  state.counters["resident_MiB"] = resident_mib();
  state.SetLabel(gallery::scan_instruction_set());
}

template <class Search>
void run_queries(benchmark::State& state, float cosine, std::size_t templates, Search search) {
  gallery::VectorGenerator random(1);
  std::vector<float> target(kDimension);
  std::vector<double> times_ms;
  for (auto _ : state) {
    state.PauseTiming();
    fill_vector(1 + random.below(templates), target);
    const auto query = random.near(target, cosine);
    state.ResumeTiming();
    const auto start = std::chrono::steady_clock::now();
    benchmark::DoNotOptimize(search(query));
    const std::chrono::duration<double, std::milli> time = std::chrono::steady_clock::now() - start;
    times_ms.push_back(time.count());
  }
  report(state, times_ms);
}

void BM_Search(benchmark::State& state) {
  const auto templates = static_cast<std::size_t>(state.range(0));
  const auto gallery = build(templates);
  const float cosine = state.range(1) == 1 ? 0.63F : 0.0F;
  run_queries(state, cosine, templates, [&](const std::vector<float>& query) {
    return gallery->search(query, 1, base::Deadline());
  });
}
BENCHMARK(BM_Search)
    ->ArgNames({"templates", "match"})
    ->ArgsProduct({{10'000, 100'000, 1'000'000}, {1, 0}})
    ->Iterations(100)
    ->Unit(benchmark::kMillisecond);

void BM_Add(benchmark::State& state) {
  const auto gallery = build(0);
  std::vector<float> vector(kDimension);
  fill_vector(1, vector);
  std::uint64_t id = 0;
  for (auto _ : state) {
    (void)gallery->add(gallery::TemplateId{++id}, gallery::PersonIndex{1}, vector);
  }
}
BENCHMARK(BM_Add)->Unit(benchmark::kMicrosecond)->Iterations(100'000);

}  // namespace
