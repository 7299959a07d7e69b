// SPDX-License-Identifier: Apache-2.0
#include "evaluation/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>

namespace facelatch::evaluation {
namespace {

// Pixels of the document.
constexpr double kLeft = 70;
constexpr double kTop = 40;
constexpr double kWidth = 520;
constexpr double kHeight = 320;
constexpr int kTicks = 5;
constexpr std::array<std::string_view, 8> kColours{"#1b5e9e", "#c4501b", "#2e7d32", "#7b3f9e",
                                                   "#a0801a", "#00838f", "#ad1457", "#455a64"};

double share_of(const Axis& axis, double value) {
  value = std::clamp(value, axis.lowest, axis.highest);
  if (axis.scale == Scale::linear) return (value - axis.lowest) / (axis.highest - axis.lowest);
  return std::log(value / axis.lowest) / std::log(axis.highest / axis.lowest);
}

double value_at(const Axis& axis, double share) {
  if (axis.scale == Scale::linear) return axis.lowest + share * (axis.highest - axis.lowest);
  return axis.lowest * std::pow(axis.highest / axis.lowest, share);
}

void add_grid(std::string& svg, const Axis& horizontal, const Axis& vertical) {
  auto out = std::back_inserter(svg);
  for (int i = 0; i <= kTicks; ++i) {
    const double share = static_cast<double>(i) / kTicks;
    const double x = kLeft + share * kWidth;
    const double y = kTop + (1 - share) * kHeight;
    fmt::format_to(out, "<path d=\"M{0:.1f} {1}V{2}M{3} {4:.1f}H{5}\" stroke=\"#ddd\"/>\n", x, kTop,
                   kTop + kHeight, kLeft, y, kLeft + kWidth);
    fmt::format_to(out, "<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.3g}</text>\n", x,
                   kTop + kHeight + 18, value_at(horizontal, share));
    fmt::format_to(out, "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:.3g}</text>\n",
                   kLeft - 8, y + 4, value_at(vertical, share));
  }
  fmt::format_to(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                 kLeft + kWidth / 2, kTop + kHeight + 40, svg_text(horizontal.title));
  fmt::format_to(out,
                 "<text transform=\"translate(18 {}) rotate(-90)\" text-anchor=\"middle\">{}"
                 "</text>\n",
                 kTop + kHeight / 2, svg_text(vertical.title));
}

}  // namespace

std::string svg_text(std::string_view text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '<')
      safe += "&lt;";
    else if (letter == '&')
      safe += "&amp;";
    else
      safe += letter;
  }
  return safe;
}

std::string line_chart(const std::string& title, const Axis& horizontal, const Axis& vertical,
                       const std::vector<Series>& series) {
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"620\" height=\"420\" "
      "viewBox=\"0 0 620 420\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n"
      "<rect width=\"620\" height=\"420\" fill=\"#fff\"/>\n"
      "<text x=\"{}\" y=\"24\" font-size=\"15\" text-anchor=\"middle\">{}</text>\n",
      kLeft + kWidth / 2, svg_text(title));
  add_grid(svg, horizontal, vertical);
  auto out = std::back_inserter(svg);
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto colour = kColours[i % kColours.size()];
    svg += "<polyline fill=\"none\" stroke-width=\"2\" points=\"";
    for (const auto& [x, y] : series[i].points) {
      fmt::format_to(out, "{:.2f},{:.2f} ", kLeft + share_of(horizontal, x) * kWidth,
                     kTop + (1 - share_of(vertical, y)) * kHeight);
    }
    fmt::format_to(out, "\" stroke=\"{}\"/>\n", colour);
    fmt::format_to(out, "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"{}\">{}</text>\n",
                   kLeft + kWidth - 10, kTop + kHeight - 12 - 16 * static_cast<double>(i), colour,
                   svg_text(series[i].title));
  }
  return svg + "</svg>\n";
}

std::vector<std::size_t> histogram(const std::vector<double>& values, double lowest, double highest,
                                   int bins) {
  bins = std::clamp(bins, 1, 1000);
  std::vector<std::size_t> counts(static_cast<std::size_t>(bins), 0);
  for (const double value : values) {
    const double place = std::floor((value - lowest) / (highest - lowest) * bins);
    counts[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1.0))] += 1;
  }
  return counts;
}

std::vector<std::pair<double, double>> histogram_steps(const std::vector<double>& values,
                                                       double lowest, double highest, int bins) {
  const auto counts = histogram(values, lowest, highest, bins);
  std::vector<std::pair<double, double>> steps;
  const double total = std::max<double>(1, static_cast<double>(values.size()));
  const double width = (highest - lowest) / static_cast<double>(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double start = lowest + width * static_cast<double>(i);
    const double share = static_cast<double>(counts[i]) / total;
    steps.emplace_back(start, share);
    steps.emplace_back(start + width, share);
  }
  return steps;
}

}  // namespace facelatch::evaluation
