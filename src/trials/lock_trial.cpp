// SPDX-License-Identifier: Apache-2.0
#include "trials/lock_trial.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <random>
#include <utility>

#include "base/file.hpp"
#include "evaluation/each_picture.hpp"
#include "imaging/sniff.hpp"

namespace facelatch::trials {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::failure;
using base::Result;
using Vector = std::vector<float>;

constexpr std::size_t kMostPictures = 100'000;
constexpr int kResamples = 2000;
constexpr double kTail = 0.025;  // on each side of a 95 % interval

bool is_picture(const fs::path& file) {
  constexpr std::uint64_t kMostBytes = 20U << 20U;
  const auto bytes = base::read_file(file, kMostBytes);
  if (!bytes) return false;
  const auto format = imaging::sniff(*bytes);
  return format != imaging::ImageFormat::unknown && format <= imaging::ImageFormat::heif;
}

std::string person_of(const fs::path& file, const fs::path& folder) {
  if (file.parent_path() != folder) return file.parent_path().filename().string();
  const auto name = file.filename().string();
  return name.substr(0, name.find_first_of("._"));
}

float dot(const Vector& a, const Vector& b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0F);
}

/// The template of a person who is asked for pictures until enough of them are good and agree.
std::optional<Vector> enrol(const PersonPictures& person, const LockTrial& trial,
                            std::optional<std::size_t> left_out) {
  std::vector<recognition::EnrolmentFrame> shown;
  for (std::size_t i = 0; i < person.pictures.size(); ++i) {
    if (i == left_out || shown.size() == recognition::kMostEnrolmentFrames) continue;
    shown.push_back(person.pictures[i]);
    if (shown.size() < trial.enrolment) continue;
    auto choice = recognition::choose_frames(shown, trial.agreement);
    if (choice && choice->mean && choice->used >= trial.enrolment) {
      return std::move(choice->mean->values);
    }
  }
  return std::nullopt;
}

bool is_let_in(const recognition::EnrolmentFrame& picture, const Vector& stored,
               const LockTrial& trial) {
  if (picture.faces.empty()) return false;
  const auto& face = picture.faces.front().embedding.values;
  return static_cast<double>(dot(face, stored)) >= trial.threshold;
}

/// Tries of one person as another, or as the same.
struct Cell {
  std::size_t from = 0;
  std::size_t to = 0;
  std::uint64_t tries = 0;
  std::uint64_t errors = 0;
};

/// The rate where person i counts `weights[i]` times.
double rate_of(std::span<const Cell> cells, std::span<const int> weights) {
  double errors = 0;
  double tries = 0;
  for (const auto& cell : cells) {
    // Of the same person there is one weight, not its square.
    const double weight =
        weights[cell.from] * (cell.from == cell.to ? 1.0 : static_cast<double>(weights[cell.to]));
    errors += weight * static_cast<double>(cell.errors);
    tries += weight * static_cast<double>(cell.tries);
  }
  return tries > 0 ? errors / tries : 0;
}

BootstrappedRate bootstrap(std::span<const Cell> cells, std::size_t people) {
  BootstrappedRate rate;
  for (const auto& cell : cells) {
    rate.errors += cell.errors;
    rate.tries += cell.tries;
  }
  if (rate.tries == 0) return rate;
  rate.rate = static_cast<double>(rate.errors) / static_cast<double>(rate.tries);
  constexpr double kRuleOfThree = 3;
  if (rate.errors == 0) rate.none_seen_high = kRuleOfThree / static_cast<double>(rate.tries);
  // The same numbers in every run: the interval is a property of the data.
  std::mt19937 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp)
  std::uniform_int_distribution<std::size_t> draw(0, people - 1);
  std::vector<double> rates;
  for (int i = 0; i < kResamples; ++i) {
    std::vector<int> weights(people);
    for (std::size_t j = 0; j < people; ++j) ++weights[draw(random)];
    rates.push_back(rate_of(cells, weights));
  }
  std::ranges::sort(rates);
  const auto at = [&](double share) {
    return rates[static_cast<std::size_t>(share * static_cast<double>(rates.size() - 1))];
  };
  rate.interval = {at(kTail), at(1 - kTail)};
  return rate;
}

}  // namespace

Result<std::vector<PersonPictures>> read_people(const fs::path& folder) {
  std::map<std::string, PersonPictures> people;
  std::error_code error;
  std::size_t count = 0;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto& file = entry->path();
    if (!entry->is_regular_file(error) || !is_picture(file)) continue;
    if (++count > kMostPictures) return failure(ErrorCode::too_large, "There are too many files.");
    auto& person = people[person_of(file, folder)];
    person.name = person_of(file, folder);
    person.files.push_back(file);
  }
  if (people.empty()) {
    return failure(ErrorCode::not_found,
                   fmt::format("{} has no pictures in folders by person.", folder.string()));
  }
  // Beside folders by person, what lies in the folder itself is of several people or of nobody.
  const bool has_folders = std::ranges::any_of(people, [&](const auto& entry) {
    return entry.second.files.front().parent_path() != folder;
  });
  std::vector<PersonPictures> list;
  for (auto& [name, person] : people) {
    if (has_folders && person.files.front().parent_path() == folder) continue;
    std::ranges::sort(person.files);
    person.pictures.resize(person.files.size());
    list.push_back(std::move(person));
  }
  return list;
}

Result<void> embed_people(const pipeline::Analyser& analyser, std::vector<PersonPictures>& people,
                          const evaluation::Progress& progress) {
  std::vector<std::pair<PersonPictures*, std::size_t>> pictures;
  for (auto& person : people) {
    for (std::size_t i = 0; i < person.files.size(); ++i) pictures.emplace_back(&person, i);
  }
  const pipeline::AnalyseOptions options{.selection = pipeline::Selection::central_face};
  const auto embed = [&](std::size_t index) -> Result<void> {
    auto& [person, number] = pictures[index];
    const auto& file = person->files[number];
    const auto bytes = base::read_file(file, options.limits.bytes);
    if (!bytes) return std::unexpected(bytes.error());
    auto analysis = analyser.analyse(*bytes, options);
    if (!analysis) {
      return failure(analysis.error().code,
                     fmt::format("{}: {}", file.filename().string(), analysis.error().message));
    }
    if (!analysis->faces.empty()) {
      const auto& seen = analysis->faces.front();
      person->pictures[number] = recognition::frame_of({}, seen.face, seen.quality, seen.embedding);
    }
    return {};
  };
  return evaluation::for_each_picture(pictures.size(), embed, progress);
}

LockErrors try_lock(std::span<const PersonPictures> people, const LockTrial& trial) {
  LockErrors errors{.enrolled = 0, .people = people.size(), .far = {}, .frr = {}, .undetected = 0};
  std::vector<std::optional<Vector>> templates;
  for (const auto& person : people) {
    templates.push_back(enrol(person, trial, std::nullopt));
    errors.enrolled += templates.back() ? 1 : 0;
  }
  std::vector<Cell> genuine;
  std::vector<Cell> impostors;
  for (std::size_t from = 0; from < people.size(); ++from) {
    const auto& person = people[from];
    Cell own{from, from, 0, 0};
    for (std::size_t i = 0; i < person.pictures.size(); ++i) {
      if (person.pictures[i].faces.empty()) ++errors.undetected;
      const auto stored = enrol(person, trial, i);
      if (!stored) continue;
      ++own.tries;
      if (!is_let_in(person.pictures[i], *stored, trial)) ++own.errors;
    }
    if (own.tries > 0) genuine.push_back(own);
    for (std::size_t to = 0; to < people.size(); ++to) {
      if (to == from || !templates[to]) continue;
      const auto let_in = std::ranges::count_if(person.pictures, [&](const auto& picture) {
        return is_let_in(picture, *templates[to], trial);
      });
      impostors.push_back({from, to, person.pictures.size(), static_cast<std::uint64_t>(let_in)});
    }
  }
  errors.frr = bootstrap(genuine, people.size());
  errors.far = bootstrap(impostors, people.size());
  return errors;
}

}  // namespace facelatch::trials
