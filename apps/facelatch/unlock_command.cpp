// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/time_text.hpp"
#include "command.hpp"
#include "liveness/watcher.hpp"
#include "picture_options.hpp"
#include "recognition/counted_try.hpp"
#include "store_options.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::cli {
namespace {

namespace json = boost::json;
using base::Result;

struct UnlockOptions {
  StoreChoice store;
  std::string person;
  std::string audience = "cli";
  std::string nonce;
  std::string policy{unlock::name_of(unlock::kDefaultPolicy)};
  std::string challenge;
  std::filesystem::path clip;
};

Result<std::unique_ptr<unlock::Unlocker>> make_unlocker(store::Store& store) {
  auto fusion = liveness::parse_fusion(liveness::built_in_fusion_text());
  if (!fusion) return std::unexpected(fusion.error());
  return std::make_unique<unlock::Unlocker>(store, *std::move(fusion));
}

ExitCode draw(const UnlockOptions& options, store::Store& store) {
  const auto unlocker = make_unlocker(store);
  if (!unlocker) return report_error(unlocker.error(), options.store.format());
  const auto begun = (*unlocker)->begin({.person = options.person,
                                         .client = kCommandLineClient,
                                         .audience = options.audience,
                                         .nonce = options.nonce,
                                         .policy = *unlock::policy_named(options.policy)});
  if (!begun) return report_error(begun.error(), options.store.format());
  if (begun->admission.admission != store::Admission::admitted) {
    return report_error(recognition::refusal_of(begun->admission).error, options.store.format());
  }
  if (options.store.json) {
    json::array actions;
    for (const auto action : begun->actions) actions.emplace_back(liveness::name_of(action));
    fmt::print("{}\n", json::serialize(json::object{{"challenge", begun->challenge},
                                                    {"actions", actions},
                                                    {"expires", base::time_text(begun->expires)}}));
    return 0;
  }
  // Scripts take the challenge from standard output; what to do is for the person.
  for (const auto action : begun->actions)
    fmt::print(stderr, "{}\n", liveness::sentence_of(action));
  fmt::print("{}\n", begun->challenge);
  return 0;
}

/// What looks at a clip, and what compares the face. Loaded before the challenge is used up.
struct Eyes {
  liveness::Watcher watcher;
  std::unique_ptr<recognition::Recogniser> recogniser;
};

Result<Eyes> open_eyes(store::Store& store) {
  const auto models = models::ModelStore::open();
  if (!models) return std::unexpected(models.error());
  auto networks = liveness::Networks::load(*models, {});
  if (!networks) return std::unexpected(networks.error());
  auto analyser = load_analyser({});
  if (!analyser) return std::unexpected(analyser.error());
  auto recogniser = make_recogniser(store, *analyser);
  if (!recogniser) return std::unexpected(recogniser.error());
  return Eyes{{*std::move(analyser), *std::move(networks)}, *std::move(recogniser)};
}

Result<std::vector<liveness::Sight>> watch(const Eyes& eyes, const std::filesystem::path& clip) {
  auto reader = video::VideoReader::open(clip, {}, liveness::clip_options());
  if (!reader) return std::unexpected(reader.error());
  return liveness::watch(eyes.watcher, *reader, unlock::kLongestTry, {});
}

void print_outcome(const UnlockOptions& options, const unlock::Outcome& outcome) {
  if (!options.store.json) {
    if (outcome.is_accepted()) {
      fmt::print("{}\n", outcome.token);
    } else {
      fmt::print(stderr, "facelatch: {}\n", unlock::sentence_of(outcome.reason));
    }
    return;
  }
  json::object object{{"accepted", outcome.is_accepted()},
                      {"reason", unlock::name_of(outcome.reason)}};
  if (outcome.is_accepted()) {
    object["token"] = outcome.token;
    object["expires"] = base::time_text(outcome.expires);
  }
  fmt::print("{}\n", json::serialize(object));
}

ExitCode answer(const UnlockOptions& options, store::Store& store) {
  const auto fail = [&](const base::Error& error) {
    return report_error(error, options.store.format());
  };
  const auto unlocker = make_unlocker(store);
  if (!unlocker) return fail(unlocker.error());
  const auto eyes = open_eyes(store);
  if (!eyes) return fail(eyes.error());
  const auto ticket = (*unlocker)->accept(options.challenge, kCommandLineClient);
  if (!ticket) return fail(ticket.error());
  const auto sights = watch(*eyes, options.clip);
  if (!sights) {
    if (const auto ended = (*unlocker)->give_up(*ticket); !ended) return fail(ended.error());
    return report_error(sights.error(), options.store.format(), options.clip.string());
  }
  const auto outcome = (*unlocker)->decide(*ticket, *sights, *eyes->recogniser);
  if (!outcome) return fail(outcome.error());
  print_outcome(options, *outcome);
  return outcome->is_accepted() ? 0 : 1;
}

ExitCode print_keys(const UnlockOptions& options, store::Store& store) {
  const auto unlocker = make_unlocker(store);
  if (!unlocker) return report_error(unlocker.error(), options.store.format());
  const auto keys = (*unlocker)->key_set();
  if (!keys) return report_error(keys.error(), options.store.format());
  fmt::print("{}\n", *keys);
  return 0;
}

}  // namespace

void add_unlock_command(CLI::App& app, ExitCode& exit_code) {
  auto* unlock = app.add_subcommand(
      "unlock", "Let the enrolled, living person in: draw a challenge, then judge its answer");
  unlock->require_subcommand(1);
  unlock->footer(
      "Example of a door:\n  challenge=$(facelatch unlock challenge ID) && record answer.mp4 &&\n"
      "    facelatch unlock answer \"$challenge\" answer.mp4 && open-the-door");
  const auto options = std::make_shared<UnlockOptions>();
  auto* drawing = add_store_command(*unlock, "challenge", "Print a challenge and what to do",
                                    options, draw, exit_code);
  drawing->add_option("person", options->person, "The person's id")->required();
  drawing->add_option("--policy", options->policy, "passive, active or both (both)")
      ->check(CLI::IsMember({"passive", "active", "both"}));
  drawing->add_option("--audience", options->audience, "Whom the token is for (cli)");
  drawing->add_option("--nonce", options->nonce, "A text that the token repeats");
  drawing->footer("Example:\n  facelatch unlock challenge ID");
  auto* answering = add_store_command(
      *unlock, "answer", "Judge a clip: exit code 0 and a token, or 1", options, answer, exit_code);
  answering->add_option("challenge", options->challenge, "What was printed")->required();
  answering->add_option("clip", options->clip, "Video of the person, up to 15 seconds")
      ->required()
      ->type_name("FILE");
  answering->footer("Example:\n  facelatch unlock answer CHALLENGE answer.mp4 && open-the-door");
  auto* keys = add_store_command(*unlock, "keys", "Print the keys that check tokens, as a JWK set",
                                 options, print_keys, exit_code);
  keys->footer("Example:\n  facelatch unlock keys > jwks.json");
}

}  // namespace facelatch::cli
