// SPDX-License-Identifier: Apache-2.0
#include "trials/presentations.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "base/file.hpp"
#include "evaluation/each_picture.hpp"
#include "evaluation/text_table.hpp"
#include "imaging/decode.hpp"

namespace facelatch::trials {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint64_t kMostLabelBytes = 16U << 20U;
constexpr std::size_t kMostFiles = 100'000;
constexpr std::chrono::seconds kLongestClip{60};
constexpr std::string_view kUnspecified = "unspecified";
constexpr std::array<std::string_view, 4> kPictures{".jpg", ".jpeg", ".png", ".webp"};
constexpr std::array<std::string_view, 6> kClips{".mp4", ".mov", ".mkv", ".webm", ".avi", ".gif"};

template <std::size_t count>
bool is_one_of(const fs::path& file, const std::array<std::string_view, count>& endings) {
  auto ending = file.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char letter) {
    return static_cast<char>(std::tolower(letter));
  });
  return std::ranges::find(endings, ending) != endings.end();
}

/// Kinds by the name of the file; none where there is no such table.
Result<std::map<std::string, std::string>> read_kinds(const fs::path& table) {
  std::map<std::string, std::string> kinds;
  std::error_code ignored;
  if (!fs::exists(table, ignored)) return kinds;
  const auto text = base::read_text(table, kMostLabelBytes);
  if (!text) return std::unexpected(text.error());
  evaluation::LineReader lines(*text);
  const auto head = lines.next();
  const auto columns = evaluation::split_commas(head.value_or(""));
  const auto file = evaluation::column_of(columns, "file");
  auto kind = evaluation::column_of(columns, "kind");
  if (!kind) kind = evaluation::column_of(columns, "note");
  if (!file || !kind) {
    return failure(ErrorCode::corrupt, "labels.csv needs columns file and kind (or note).");
  }
  while (const auto line = lines.next()) {
    const auto cells = evaluation::split_commas(*line);
    if (cells.size() <= std::max(*file, *kind)) continue;
    auto words = cells[*kind];
    if (words.starts_with('"')) words.remove_prefix(1);
    words = words.substr(0, words.find_first_of(";\""));
    kinds[std::string(cells[*file])] = words;
  }
  return kinds;
}

/// "print" of "x_print.jpg".
std::string last_word(const fs::path& file) {
  const auto stem = file.stem().string();
  const auto at = stem.rfind('_');
  const auto word = at == std::string::npos ? std::string() : stem.substr(at + 1);
  const bool is_word = word.size() > 2 && std::ranges::all_of(word, [](unsigned char letter) {
                         return std::isalpha(letter) != 0;
                       });
  return is_word && word != "fake" ? word : std::string(kUnspecified);
}

std::string kind_of(const Presentation& shown, const std::map<std::string, std::string>& kinds) {
  if (shown.is_live) return {};
  if (const auto known = kinds.find(shown.name); known != kinds.end() && !known->second.empty()) {
    return known->second;
  }
  const fs::path within = fs::path(shown.name).lexically_relative("fake");
  if (within.has_parent_path()) return within.begin()->string();
  return last_word(within);
}

Result<void> add_folder(const fs::path& folder, bool is_live, std::vector<Presentation>& all) {
  const auto part = folder / (is_live ? "real" : "fake");
  std::error_code error;
  if (!fs::is_directory(part, error)) return {};
  for (fs::recursive_directory_iterator entry(part, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto& path = entry->path();
    if (!is_one_of(path, kPictures) && !is_one_of(path, kClips)) continue;
    all.push_back({.file = path,
                   .name = path.lexically_relative(folder).generic_string(),
                   .is_live = is_live,
                   .kind = {}});
    if (all.size() > kMostFiles) {
      return failure(ErrorCode::too_large, "The folder has too many files.");
    }
  }
  return {};
}

Result<liveness::Sight> look_at_picture(const liveness::Watcher& watcher, const fs::path& file) {
  const imaging::DecodeOptions decoding{.limits = {}, .sufficient_side = 1280};
  const auto bytes = base::read_file(file, decoding.limits.bytes);
  if (!bytes) return std::unexpected(bytes.error());
  const auto picture = imaging::decode(*bytes, decoding);
  if (!picture) return std::unexpected(picture.error());
  return watcher.look(picture->image.view(), {}, {});
}

Result<std::vector<liveness::Sight>> look_at(const liveness::Watcher& watcher,
                                             const fs::path& file) {
  if (is_one_of(file, kPictures)) {
    auto sight = look_at_picture(watcher, file);
    if (!sight) return std::unexpected(sight.error());
    return std::vector{*std::move(sight)};
  }
  auto reader = video::VideoReader::open(file, {}, liveness::clip_options());
  if (!reader) return std::unexpected(reader.error());
  return liveness::watch(watcher, *reader, kLongestClip, {});
}

}  // namespace

Result<std::vector<Presentation>> read_presentations(const fs::path& folder) {
  const auto kinds = read_kinds(folder / "labels.csv");
  if (!kinds) return std::unexpected(kinds.error());
  std::vector<Presentation> all;
  for (const bool is_live : {true, false}) {
    if (const auto added = add_folder(folder, is_live, all); !added) {
      return std::unexpected(added.error());
    }
  }
  if (all.empty()) {
    return failure(
        ErrorCode::not_found,
        fmt::format("{} has no pictures or clips in folders real and fake.", folder.string()));
  }
  for (auto& presentation : all) presentation.kind = kind_of(presentation, *kinds);
  std::ranges::sort(all, {}, &Presentation::name);
  return all;
}

Result<std::vector<Shown>> show(const liveness::Watcher& watcher,
                                const std::vector<Presentation>& presentations,
                                const evaluation::Progress& progress) {
  std::vector<Shown> all(presentations.size());
  const auto work = [&](std::size_t index) -> Result<void> {
    const auto& presentation = presentations[index];
    const auto sights = look_at(watcher, presentation.file);
    if (!sights) {
      return failure(sights.error().code,
                     fmt::format("{}: {}", presentation.name, sights.error().message));
    }
    all[index].presentation = presentation;
    for (const auto& sight : *sights) {
      if (sight.faces > 0) all[index].frames.push_back(sight.passive);
    }
    return {};
  };
  if (const auto done = evaluation::for_each_picture(all.size(), work, progress); !done) {
    return std::unexpected(done.error());
  }
  return all;
}

}  // namespace facelatch::trials
