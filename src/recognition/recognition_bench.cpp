// SPDX-License-Identifier: Apache-2.0
// How long a server with many enrolled people needs to start, what it then holds in memory, and how
// long one identification takes, alone and while others enrol. The store is made for it, with one
// template of random directions for each person, in the folder FACELATCH_BENCH_STORE (a temporary
// one), and lies in the system's page cache when it is read, as after a restart of the server.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "crypto/random.hpp"
#include "gallery/test_vectors.hpp"
#include "recognition/recogniser.hpp"

namespace {

using namespace facelatch;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kSize = 512;
constexpr std::int64_t kTemplates = 1'000'000;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident) * 4096 / (1024 * 1024);
}

/// One transaction for many people: the program itself makes one for each.
base::Result<void> add_people(store::Store& store, gallery::VectorGenerator& random,
                              std::int64_t count) {
  auto& core = store.core();
  auto transaction = store::Transaction::begin(*core.writer, store::Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto keys = core.keys->for_writing(*transaction);
  if (!keys) return std::unexpected(keys.error());
  const auto now = core.clock();
  for (std::int64_t i = 0; i < count; ++i) {
    store::Person person{.id = crypto::random_id(),
                         .number = 0,
                         .data = {.name = "P", .reference = {}, .consent = "yes"},
                         .consented = now,
                         .created = now,
                         .changed = now,
                         .templates = 0};
    if (auto done = store::insert_person(*transaction, person); !done) return done;
    store::Template record{.id = crypto::random_id(),
                           .number = 0,
                           .person_number = person.number,
                           .person_id = person.id,
                           .kind = recognition::kind_of("retinaface", "arcface"),
                           .created = now,
                           .expires = now + std::chrono::days(365)};
    auto done = store::insert_template(*transaction, **keys, record, random.direction(kSize));
    if (!done) return done;
  }
  if (auto done = store::count_template_change(*transaction); !done) return done;
  return transaction->commit();
}

/// Made once for all benchmarks of the process.
class Fixture {
 public:
  static Fixture& instance() {
    static Fixture fixture;
    return fixture;
  }
  store::Store& store() { return *store_; }
  std::unique_ptr<recognition::Recogniser> start() {
    auto table = similarity::built_in_calibration().value();
    return recognition::Recogniser::create(*store_, std::move(table), "retinaface", "arcface",
                                           kSize)
        .value();
  }
  std::vector<float> direction() { return random_.direction(kSize); }

 private:
  Fixture() {
    const char* given = std::getenv("FACELATCH_BENCH_STORE");
    folder_ = given != nullptr ? given : std::filesystem::temp_directory_path() / "facelatch-bench";
    store::StoreOptions options;
    options.folder = folder_;
    store_ = store::Store::open(std::move(options)).value();
    for (auto left = kTemplates - store_->people().count().value(); left > 0; left -= 10'000) {
      add_people(*store_, random_, std::min<std::int64_t>(left, 10'000)).value();
    }
  }

  std::filesystem::path folder_;
  gallery::VectorGenerator random_{1};
  std::unique_ptr<store::Store> store_;
};

void BM_Start(benchmark::State& state) {
  auto& fixture = Fixture::instance();
  const auto before = resident_mib();
  for (auto _ : state) {
    const auto recogniser = fixture.start();
    state.PauseTiming();
    state.counters["more_MiB"] = resident_mib() - before;
    state.ResumeTiming();
  }
}
BENCHMARK(BM_Start)->Iterations(1)->Repetitions(3)->Unit(benchmark::kSecond)->UseRealTime();

void BM_Identify(benchmark::State& state) {
  auto& fixture = Fixture::instance();
  const auto recogniser = fixture.start();
  std::atomic<bool> is_over{false};
  std::atomic<int> enrolled{0};
  std::jthread writer;
  if (state.range(0) == 1) {
    writer = std::jthread([&] {
      gallery::VectorGenerator random(2);
      for (; !is_over; ++enrolled) add_people(fixture.store(), random, 1).value();
    });
  }
  std::vector<double> times;
  for (auto _ : state) {
    const similarity::Embedding face{"arcface", fixture.direction()};
    const auto start = Clock::now();
    benchmark::DoNotOptimize(
        recogniser->identify(face, 1.0 / 50'000, 0.05, "bench", base::Deadline()));
    times.push_back(milliseconds_since(start));
  }
  is_over = true;
  std::ranges::sort(times);
  state.counters["p50_ms"] = times[times.size() / 2];
  state.counters["p95_ms"] = times[times.size() * 95 / 100];
  state.counters["enrolled"] = enrolled.load();
}
BENCHMARK(BM_Identify)->ArgName("enrolling")->Arg(0)->Arg(1)->Iterations(200)->UseRealTime();

}  // namespace
