// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace facelatch::evaluation {

/// The most pairs of one file, and the most folds.
inline constexpr std::size_t kMaxPairs = 10'000'000;
inline constexpr int kMaxFolds = 1000;
/// The most groups of one file, and the longest name of one.
inline constexpr std::size_t kMaxGroups = 100;
inline constexpr std::size_t kMaxGroupBytes = 100;

/// Two pictures, named relative to the folder of pictures, and whether they show one person.
struct Pair {
  std::string a;
  std::string b;
  bool same = false;
  int fold = 0;    ///< 0 where the file has no folds
  int group = -1;  ///< which of PairList::groups; -1: none
  bool operator==(const Pair&) const = default;
};

struct PairList {
  std::vector<Pair> pairs;
  int folds = 0;                    ///< 0: the file has none
  std::vector<std::string> groups;  ///< in the order in which the file names them
};

/// Reads a list of pairs in one of three formats, told apart by the first line:
/// - LFW View 1 (pairsDevTest.txt): the count N, then N lines "name i j" and N "name i name j";
/// - LFW View 2 (pairs.txt): "folds N", then for each fold N lines of either kind;
/// - CSV with the header "a,b,same" (any order, more columns allowed), same being 0/1/true/false;
///   a column "group", if there is one, says in plain letters which group each pair belongs to
///   (empty: none).
/// LFW's formats are described by Huang et al., "Labeled Faces in the Wild", 2007; picture i of a
/// name is "name/name_000i.jpg". Names that could leave the folder are refused. Fails with corrupt,
/// naming the line, or too_large. Thread-safe.
base::Result<PairList> parse_pairs(std::string_view text);

}  // namespace facelatch::evaluation
