// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace facelatch::evaluation {

/// `text` as it may stand between the tags of an SVG document.
std::string svg_text(std::string_view text);

enum class Scale { linear, logarithmic };

struct Axis {
  std::string title;
  double lowest = 0;
  double highest = 1;  ///< above lowest; both above 0 on a logarithmic axis
  Scale scale = Scale::linear;
};

struct Series {
  std::string title;
  std::vector<std::pair<double, double>> points;  ///< x, y; values off an axis go to its end
};

/// A chart of lines as an SVG document that needs nothing else. At most eight series are told apart
/// by colour.
std::string line_chart(const std::string& title, const Axis& horizontal, const Axis& vertical,
                       const std::vector<Series>& series);

/// How many `values` lie in each of `bins` (1 to 1,000) equal parts of lowest..highest. Values
/// beyond an end count in its bin.
std::vector<std::size_t> histogram(const std::vector<double>& values, double lowest, double highest,
                                   int bins);

/// The shares of `values` in `bins` (1 to 1,000) equal parts of lowest..highest, as points of a
/// stepped line for line_chart. Values beyond an end count in its bin.
std::vector<std::pair<double, double>> histogram_steps(const std::vector<double>& values,
                                                       double lowest, double highest, int bins);

}  // namespace facelatch::evaluation
