// SPDX-License-Identifier: Apache-2.0
#include "evaluation/pairs_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <expected>

#include "base/number.hpp"
#include "evaluation/text_table.hpp"

namespace facelatch::evaluation {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;
using Parts = std::vector<std::string_view>;

std::unexpected<base::Error> wrong(std::size_t line, std::string_view what) {
  return failure(ErrorCode::corrupt, fmt::format("Line {} of the pairs is wrong: {}.", line, what));
}

std::unexpected<base::Error> too_many() {
  return failure(ErrorCode::too_large, fmt::format("There are more than {} pairs.", kMaxPairs));
}

std::optional<std::string> picture_of(std::string_view name, std::string_view number) {
  constexpr int kMostPictures = 999'999;
  const auto index = base::parse_number<int>(number);
  if (!index || *index < 0 || *index > kMostPictures || !stays_inside(name)) return std::nullopt;
  return fmt::format("{0}/{0}_{1:04}.jpg", name, *index);
}

std::optional<Pair> lfw_pair(const Parts& parts) {
  if (parts.size() != 3 && parts.size() != 4) return std::nullopt;
  const bool same = parts.size() == 3;
  const auto a = picture_of(parts[0], parts[1]);
  const auto b = same ? picture_of(parts[0], parts[2]) : picture_of(parts[2], parts[3]);
  if (!a || !b) return std::nullopt;
  return Pair{.a = *a, .b = *b, .same = same};
}

/// `lines` stands behind the header. Each fold holds `each` pairs of one person, then as many of
/// two.
Result<PairList> parse_lfw(LineReader& lines, int folds, int each) {
  PairList list{.folds = folds > 1 ? folds : 0};
  for (int fold = 0; fold < folds; ++fold) {
    for (int i = 0; i < 2 * each; ++i) {
      const auto line = lines.next();
      if (!line) return wrong(lines.number(), "the list ends before the pairs that it promises");
      auto pair = lfw_pair(split_spaces(*line));
      if (!pair) return wrong(lines.number(), "\"name i j\" or \"name i name j\" is needed");
      if (pair->same != (i < each)) return wrong(lines.number(), "a pair of the other kind is due");
      pair->fold = fold;
      list.pairs.push_back(*std::move(pair));
    }
  }
  if (lines.next()) return wrong(lines.number(), "there are more pairs than the first line says");
  return list;
}

std::optional<bool> truth_named(std::string_view text) {
  if (text == "1" || text == "true" || text == "True") return true;
  if (text == "0" || text == "false" || text == "False") return false;
  return std::nullopt;
}

/// The place of `name` in the list's groups, where it is put if it is new. Fails with a sentence.
std::expected<int, std::string_view> group_of(PairList& list, std::string_view name) {
  if (name.empty()) return -1;
  const auto found = std::ranges::find(list.groups, name);
  const auto place = static_cast<int>(found - list.groups.begin());
  if (found != list.groups.end()) return place;
  if (list.groups.size() == kMaxGroups) return std::unexpected("there are too many groups");
  const bool is_plain =
      std::ranges::all_of(name, [](char letter) { return letter >= ' ' && letter < 127; });
  if (name.size() > kMaxGroupBytes || !is_plain) {
    return std::unexpected("a group's name is too long or has other than plain letters");
  }
  list.groups.emplace_back(name);
  return place;
}

Result<PairList> parse_csv(LineReader& lines, const Parts& header) {
  const auto a = column_of(header, "a");
  const auto b = column_of(header, "b");
  const auto same = column_of(header, "same");
  const auto group = column_of(header, "group");
  if (!a || !b || !same) {
    return wrong(lines.number(), "an LFW header or the columns a,b,same are needed");
  }
  PairList list;
  while (const auto line = lines.next()) {
    const auto parts = split_commas(*line);
    if (parts.size() != header.size()) return wrong(lines.number(), "the columns do not fit");
    const auto is_same = truth_named(parts[*same]);
    if (!is_same) return wrong(lines.number(), "\"same\" is neither 0 nor 1");
    if (!stays_inside(parts[*a]) || !stays_inside(parts[*b])) {
      return wrong(lines.number(), "a picture is not named by a path within the folder");
    }
    if (list.pairs.size() == kMaxPairs) return too_many();
    const auto place = group_of(list, group ? parts[*group] : std::string_view());
    if (!place) return wrong(lines.number(), place.error());
    list.pairs.push_back({.a = std::string(parts[*a]),
                          .b = std::string(parts[*b]),
                          .same = *is_same,
                          .group = *place});
  }
  return list;
}

}  // namespace

Result<PairList> parse_pairs(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  LineReader lines(text);
  const auto header = lines.next();
  if (!header) return failure(ErrorCode::corrupt, "The list of pairs is empty.");
  const auto counts = split_spaces(*header);
  const auto first = base::parse_number<int>(counts.front());
  if (!first) return parse_csv(lines, split_commas(*header));
  const auto each = base::parse_number<int>(counts.back());
  const int folds = counts.size() == 1 ? 1 : *first;
  if (counts.size() > 2 || !each || *each < 1 || folds < 1) {
    return wrong(lines.number(), "a count of pairs, or of folds and pairs, is needed");
  }
  constexpr auto kMaxEach = static_cast<int>(kMaxPairs);
  if (folds > kMaxFolds || *each > kMaxEach / 2 / folds) return too_many();
  return parse_lfw(lines, folds, *each);
}

}  // namespace facelatch::evaluation
