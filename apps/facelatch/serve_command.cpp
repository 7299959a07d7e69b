// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "api/routes.hpp"
#include "base/paths.hpp"
#include "command.hpp"
#include "configuration.hpp"
#include "http/server.hpp"
#include "report.hpp"
#include "serve_observation.hpp"
#include "serve_options.hpp"

namespace facelatch::cli {
namespace {

/// Blocks what ends or reloads the server, for this thread and all that it starts: they are waited
/// for in one place. A client that goes away must not end the program.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
  }

  [[nodiscard]] int wait() const {
    int signal = 0;
    while (sigwait(&set_, &signal) != 0) {
    }
    return signal;
  }

 private:
  sigset_t set_{};
};

api::ModelLoader::Load loading(const models::ModelStore& store, const ServeOptions& options) {
  auto choice = api::models_at_hand(store);
  if (!options.detectors.empty()) choice.detectors = options.detectors;
  if (!options.models.empty()) choice.embedders = options.models;
  inference::NetworkOptions network;
  network.parallelism = inference::Parallelism::one_request_per_thread;
  network.threads = static_cast<int>(options.worker_threads());
  return [store, choice, network](const std::stop_token& stop) {
    return api::ModelSet::load(store, choice, network, stop);
  };
}

base::Result<std::shared_ptr<api::Service>> make_service(const models::ModelStore& store,
                                                         const ServeOptions& options) {
  auto calibration = similarity::built_in_calibration();
  if (!calibration) return std::unexpected(calibration.error());
  auto service = std::make_shared<api::Service>();
  service->version = FACELATCH_VERSION;
  service->catalogue = store.catalogue();
  service->calibration = *std::move(calibration);
  auto people = open_store(options.store);
  if (!people) return std::unexpected(people.error());
  service->people = std::make_shared<api::PeopleDesk>(*std::move(people), service->calibration);
  service->policy = {options.laxest_far, options.uncounted_passers_by ? api::PassersBy::uncounted
                                                                      : api::PassersBy::counted};
  auto fusion = liveness::parse_fusion(liveness::built_in_fusion_text());
  if (!fusion) return std::unexpected(fusion.error());
  service->fusion = *fusion;
  auto policies = unlock_policies(options);
  if (!policies) return std::unexpected(policies.error());
  service->unlock = std::make_shared<api::UnlockDesk>(
      unlock::Unlocker(service->people->store(), *std::move(fusion)), *std::move(policies),
      std::max<std::size_t>(1, options.worker_threads() - 1));
  service->evaluations = std::make_shared<api::EvaluationShelf>(
      options.evaluations.empty() ? base::data_folder() / "evaluations" : options.evaluations);
  // So that a worker stays for pictures; jobs have as many threads of their own.
  const int videos = std::max(1, static_cast<int>(options.worker_threads()) - 1);
  service->videos = std::make_shared<api::VideoPlaces>(videos);
  api::JobLimits jobs;
  jobs.at_once = videos;
  jobs.kept = std::chrono::seconds(options.job_kept_seconds);
  service->jobs = std::make_shared<api::JobDesk>(jobs);
  service->limits.stream.streams = options.streams;
  service->streams = std::make_shared<api::StreamDesk>(service->limits.stream);
  return service;
}

void print_welcome(const ServeOptions& options, std::uint16_t port) {
  const auto* scheme = options.certificate.empty() ? "http" : "https";
  const auto host = options.host.find(':') == std::string::npos ? options.host
                                                                : fmt::format("[{}]", options.host);
  const auto address = fmt::format("{}://{}:{}", scheme, host, port);
  fmt::print(
      "facelatch {0} listens at {1}\n"
      "  curl {1}/readyz\n"
      "  curl -F image=@photo.jpg {1}/v1/detect\n"
      "  curl -F image1=@a.jpg -F image2=@b.jpg {1}/v1/compare\n",
      FACELATCH_VERSION, address);
  std::fflush(stdout);
}

/// Until SIGTERM or SIGINT, or until it is known that there will be no models to serve with.
/// SIGHUP reads certificate, key and API keys again; SIGUSR1 says that loading has ended.
void wait_for_the_end(const Signals& signals, http::Server& server, access::KeyGuard* keys,
                      const api::ModelLoader& loader) {
  while (true) {
    const int signal = signals.wait();
    const bool is_lost = signal == SIGUSR1 && !loader.outcome();
    if (signal == SIGTERM || signal == SIGINT || is_lost) return;
    if (signal != SIGHUP) continue;
    if (const auto reloaded = server.reload_tls(); !reloaded) {
      report_error(reloaded.error(), OutputFormat::text);
    }
    if (keys == nullptr) continue;
    if (const auto reloaded = keys->reload(); !reloaded) {
      report_error(reloaded.error(), OutputFormat::text);
    }
  }
}

base::Result<void> check(const ServeOptions& options) {
  const auto keys = open_keys(options);
  if (!keys) return std::unexpected(keys.error());
  const auto server = server_options(options, *keys);
  if (!server) return std::unexpected(server.error());
  const auto store = models::ModelStore::open();
  if (!store) return std::unexpected(store.error());
  const auto models = loading(*store, options)(std::stop_token());
  if (!models) return std::unexpected(models.error());
  fmt::print("All is well: {} detectors and {} embedders are there{}.\n",
             models->ids().detectors.size(), models->ids().embedders.size(),
             models->liveness() ? ", and what liveness needs"
                                : "; a model for liveness is missing, so nobody can be let in");
  return {};
}

base::Result<void> serve(const ServeOptions& options) {
  const Signals signals;
  const auto keys = open_keys(options);
  if (!keys) return std::unexpected(keys.error());
  auto plan = server_options(options, *keys);
  if (!plan) return std::unexpected(plan.error());
  const auto observation = Observation::create(options);
  if (!observation) return std::unexpected(observation.error());
  const auto store = models::ModelStore::open();
  if (!store) return std::unexpected(store.error());
  const auto service = make_service(*store, options);
  if (!service) return std::unexpected(service.error());

  const auto loader = std::make_shared<api::ModelLoader>(
      loading(*store, options),
      [main_thread = pthread_self()] { pthread_kill(main_thread, SIGUSR1); });
  (*service)->loader = loader;
  auto cameras = api::CameraDesk::create(
      options.cameras, {loader, (*service)->people, recognition::kDefaultFalseAcceptRate});
  if (!cameras) return std::unexpected(cameras.error());
  (*service)->cameras = *std::move(cameras);
  (*service)->guard = plan->guard;
  http::Router router;
  api::add_routes(router, *service);
  (*observation)->attach(*plan, router, **service);
  auto server = http::Server::start(*std::move(plan), std::move(router));
  if (!server) return std::unexpected(server.error());
  (*observation)->watch(server->get());
  (*observation)
      ->note(telemetry::LogLevel::info, "started",
             {{"version", FACELATCH_VERSION}, {"port", std::int64_t{(*server)->port()}}});
  print_welcome(options, (*server)->port());  // Behind the note: whoever reads it may ask at once.
  wait_for_the_end(signals, **server, keys->get(), *loader);
  (*service)->draining = true;
  (*observation)->note(telemetry::LogLevel::info, "draining");
  const auto cut =
      (*server)->stop(base::Deadline::after(std::chrono::seconds(options.drain_seconds)));
  // While this thread still holds the service: a camera's must not be the last that does.
  (*service)->cameras->stop();
  (*observation)->watch(nullptr);
  (*observation)
      ->note(telemetry::LogLevel::info, "stopped",
             {{"connections_cut", static_cast<std::int64_t>(cut)}});
  return loader->outcome();
}

}  // namespace

void add_serve_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("serve", "Serve the HTTP API");
  auto options = std::make_shared<ServeOptions>();
  add_serve_options(*command, *options);
  command->footer("Examples:\n  facelatch serve\n  facelatch serve --port 9000 --models arcface");
  command->callback([command, options, &exit_code] {
    auto done = options->configuration.empty()
                    ? base::Result<void>()
                    : apply_configuration(*command, options->configuration);
    if (done) done = options->check ? check(*options) : serve(*options);
    exit_code = done ? 0 : report_error(done.error(), OutputFormat::text);
  });
}

}  // namespace facelatch::cli
