// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>
#include <vector>

namespace facelatch::vision {

/// Which of two equal scores ranks higher.
enum class Ties { earlier_first, later_first };

/// Sorts by falling `score` and drops all after the first `most`.
template <class Item>
void rank(std::vector<Item>& items, std::size_t most, Ties ties) {
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    if (items[a].score != items[b].score) return items[a].score > items[b].score;
    return ties == Ties::earlier_first ? a < b : a > b;
  });
  order.resize(std::min(order.size(), most));
  std::vector<Item> ranked;
  ranked.reserve(order.size());
  for (const std::size_t index : order) ranked.push_back(std::move(items[index]));
  items = std::move(ranked);
}

}  // namespace facelatch::vision
