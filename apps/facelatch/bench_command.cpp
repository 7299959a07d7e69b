// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <chrono>
#include <memory>
#include <numeric>
#include <thread>

#include "base/file.hpp"
#include "command.hpp"
#include "inference/processor.hpp"
#include "input_files.hpp"
#include "picture_options.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using Clock = std::chrono::steady_clock;

struct BenchOptions {
  std::string images;
  std::string detector;
  std::string model;
  std::size_t limit = 20;
  bool json = false;
};

double milliseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

double peak_memory_mib() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// One picture after the other, all threads on each.
struct Latency {
  double first_answer_ms = 0;   ///< from before the networks are loaded
  std::vector<double> each_ms;  ///< sorted
  std::size_t faces = 0;
  pipeline::StageTimes stages;
};

base::Result<pipeline::Analyser> load(const BenchOptions& options,
                                      inference::Parallelism parallelism) {
  return load_analyser({.detector = options.detector,
                        .model = options.model,
                        .network = {.parallelism = parallelism}});
}

base::Result<Latency> measure_latency(const BenchOptions& options,
                                      const std::vector<std::filesystem::path>& files) {
  Latency latency;
  const auto start = Clock::now();
  const auto analyser = load(options, inference::Parallelism::one_request_on_all_threads);
  if (!analyser) return std::unexpected(analyser.error());
  if (const auto first = analyse_file(*analyser, files.front(), {}); !first) {
    return std::unexpected(first.error());
  }
  latency.first_answer_ms = milliseconds(Clock::now() - start);
  for (const auto& file : files) {
    const auto before = Clock::now();
    const auto analysis = analyse_file(*analyser, file, {});
    if (!analysis) return std::unexpected(analysis.error());
    latency.each_ms.push_back(milliseconds(Clock::now() - before));
    latency.faces += analysis->faces.size();
    latency.stages.decode += analysis->times.decode;
    latency.stages.detect += analysis->times.detect;
    latency.stages.align += analysis->times.align;
    latency.stages.embed += analysis->times.embed;
  }
  std::ranges::sort(latency.each_ms);
  return latency;
}

/// Pictures a second with one stream per processor, over a few rounds of the files.
base::Result<double> measure_throughput(const BenchOptions& options,
                                        const std::vector<std::filesystem::path>& files) {
  const auto analyser = load(options, inference::Parallelism::one_request_per_thread);
  if (!analyser) return std::unexpected(analyser.error());
  constexpr std::size_t kRounds = 3;
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto work = [&](std::size_t end) {
    for (std::size_t i = next++; i < end; i = next++) {
      if (analyse_file(*analyser, files[i % files.size()], {})) ++done;
    }
  };
  const auto run = [&](std::size_t end) {
    std::vector<std::jthread> threads;
    for (int i = inference::usable_processors(); i > 0; --i) threads.emplace_back(work, end);
  };
  run(files.size());  // Warm: the shapes of these pictures are prepared.
  next = 0;
  done = 0;
  const auto start = Clock::now();
  run(kRounds * files.size());
  return 1000.0 * static_cast<double>(done) / milliseconds(Clock::now() - start);
}

void print_table(const json::object& result) {
  const auto number = [&result](const char* key) { return result.at(key).to_number<double>(); };
  fmt::print("pictures       {:>8.0f}\n", number("images"));
  fmt::print("faces          {:>8.0f}\n", number("faces"));
  fmt::print("first answer   {:>8.1f} ms, with the networks' loading\n", number("first_answer_ms"));
  fmt::print("peak memory    {:>8.1f} MiB\n\n", number("max_rss_mib"));
  fmt::print("one picture on all threads     mean   median      p95\n");
  fmt::print("  ms per picture           {:>8.2f} {:>8.2f} {:>8.2f}\n", number("ms_per_image_mean"),
             number("ms_per_image_median"), number("ms_per_image_p95"));
  fmt::print("one picture per thread\n");
  fmt::print("  pictures a second        {:>8.2f}\n\n", number("images_per_second"));
  fmt::print("stage     share    ms per picture\n");
  for (const char* stage : {"decode", "detect", "align", "embed"}) {
    const double share = number(fmt::format("share_{}", stage).c_str());
    fmt::print("  {:<7} {:>5.1f} % {:>8.2f}\n", stage, 100 * share,
               share * number("ms_per_image_mean"));
  }
}

base::Result<json::object> bench_pipeline(const BenchOptions& options) {
  auto files = expand_inputs({options.images});
  if (!files) return std::unexpected(files.error());
  if (files->size() > options.limit) files->resize(options.limit);
  const auto latency = measure_latency(options, *files);
  if (!latency) return std::unexpected(latency.error());
  const double memory = peak_memory_mib();  // Before the second set of networks is loaded.
  const auto throughput = measure_throughput(options, *files);
  if (!throughput) return std::unexpected(throughput.error());
  const auto& each = latency->each_ms;
  const double sum = std::accumulate(each.begin(), each.end(), 0.0);
  const auto share = [&](std::chrono::nanoseconds time) { return milliseconds(time) / sum; };
  return json::object{
      {"images", files->size()},
      {"faces", latency->faces},
      {"first_answer_ms", latency->first_answer_ms},
      {"ms_per_image_mean", sum / static_cast<double>(each.size())},
      {"ms_per_image_median", each[each.size() / 2]},
      {"ms_per_image_p95", each[(each.size() * 95 - 1) / 100]},
      {"images_per_second", *throughput},
      {"max_rss_mib", memory},
      {"share_decode", share(latency->stages.decode)},
      {"share_detect", share(latency->stages.detect)},
      {"share_align", share(latency->stages.align)},
      {"share_embed", share(latency->stages.embed)},
  };
}

}  // namespace

void add_bench_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("bench", "Measure speed on this machine");
  command->require_subcommand(1);
  auto* pipeline = command->add_subcommand("pipeline", "From files to embeddings");
  auto options = std::make_shared<BenchOptions>();
  pipeline->add_option("--images", options->images, "A folder of pictures")
      ->type_name("FOLDER")
      ->required();
  add_detector_option(*pipeline, options->detector);
  add_model_option(*pipeline, options->model);
  pipeline->add_option("--limit", options->limit, "The first pictures only (20)")
      ->check(CLI::Range(1, 10'000));
  pipeline->add_flag("--json", options->json, "JSON instead of a table");
  pipeline->footer("Example:\n  facelatch bench pipeline --images holiday --detector mtcnn");
  pipeline->callback([options, &exit_code] {
    const auto result = bench_pipeline(*options);
    const auto format = options->json ? OutputFormat::json : OutputFormat::text;
    if (!result) {
      exit_code = report_error(result.error(), format);
    } else if (options->json) {
      fmt::print("{}\n", json::serialize(*result));
    } else {
      print_table(*result);
    }
  });
}

}  // namespace facelatch::cli
