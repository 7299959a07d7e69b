// SPDX-License-Identifier: Apache-2.0
#include "similarity/calibration.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace facelatch::similarity {
namespace {

using base::ErrorCode;
using base::failure;

constexpr std::size_t kMaxEntries = 1000;
constexpr std::size_t kMaxPoints = 100;
constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

std::optional<OperatingPoint> parse_point(const toml::table& table) {
  const OperatingPoint point{
      table["far"].value_or(kMissing),      table["threshold"].value_or(kMissing),
      table["tar"].value_or(kMissing),      table["tar_low"].value_or(kMissing),
      table["tar_high"].value_or(kMissing), table["far_high"].value_or(kMissing)};
  const double all =
      point.far + point.threshold + point.tar + point.tar_low + point.tar_high + point.far_high;
  if (!std::isfinite(all) || point.far <= 0 || point.far > 1 || std::abs(point.threshold) > 1) {
    return std::nullopt;
  }
  return point;
}

/// 0 where there is no whole number: toml++ would turn a fraction into one, whatever its size.
std::uint64_t count_of(const toml::table& table, std::string_view key) {
  return static_cast<std::uint64_t>(
      std::max(std::int64_t{0}, table[key].value_exact<std::int64_t>().value_or(0)));
}

std::optional<Calibration> parse_entry(const toml::table& table) {
  Calibration entry;
  entry.detector = table["detector"].value_or(std::string());
  entry.model = table["model"].value_or(std::string());
  entry.data = table["data"].value_or(std::string());
  entry.genuine = count_of(table, "genuine");
  entry.impostor = count_of(table, "impostor");
  const auto* points = table["point"].as_array();
  if (entry.detector.empty() || entry.model.empty() || points == nullptr ||
      points->size() > kMaxPoints) {
    return std::nullopt;
  }
  for (const auto& node : *points) {
    if (!node.is_table()) return std::nullopt;
    const auto point = parse_point(*node.as_table());
    if (!point || (!entry.points.empty() && point->far >= entry.points.back().far)) {
      return std::nullopt;
    }
    entry.points.push_back(*point);
  }
  return entry;
}

}  // namespace

std::optional<OperatingPoint> Calibration::at_far(double far) const {
  for (const auto& point : points) {
    if (point.far <= far * (1 + 1e-9)) return point;
  }
  return std::nullopt;
}

const Calibration* CalibrationTable::find(std::string_view detector, std::string_view model) const {
  for (const auto& entry : entries) {
    if (entry.detector == detector && entry.model == model) return &entry;
  }
  return nullptr;
}

base::Result<CalibrationTable> parse_calibration(std::string_view text) {
  const auto wrong = [](std::string_view what) {
    return failure(ErrorCode::corrupt, fmt::format("The calibration table is wrong: {}.", what));
  };
  try {
    const toml::table root = toml::parse(text);
    if (count_of(root, "schema") != 1) return wrong("schema 1 is needed");
    CalibrationTable table;
    const auto* entries = root["calibration"].as_array();
    if (entries == nullptr) return table;
    if (entries->size() > kMaxEntries) return wrong("too many entries");
    for (const auto& node : *entries) {
      auto entry = node.is_table() ? parse_entry(*node.as_table()) : std::nullopt;
      if (!entry) return wrong(fmt::format("entry {}", table.entries.size() + 1));
      table.entries.push_back(*std::move(entry));
    }
    return table;
  } catch (const toml::parse_error& error) {
    return wrong(fmt::format("line {} is not TOML", error.source().begin.line));
  }
}

base::Result<CalibrationTable> built_in_calibration() {
  return parse_calibration(built_in_calibration_text());
}

std::string format_calibration(const CalibrationTable& table) {
  std::string text =
      "# Thresholds by false-accept rate, one table per detector and model. Written by\n"
      "# `facelatch eval verification --calibrate`; not to be edited by hand.\nschema = 1\n";
  auto out = std::back_inserter(text);
  for (const auto& entry : table.entries) {
    fmt::format_to(out,
                   "\n[[calibration]]\ndetector = \"{}\"\nmodel = \"{}\"\ndata = \"{}\"\n"
                   "genuine = {}\nimpostor = {}\n",
                   entry.detector, entry.model, entry.data, entry.genuine, entry.impostor);
    for (const auto& point : entry.points) {
      fmt::format_to(out,
                     "\n[[calibration.point]]\nfar = {:.6g}\nthreshold = {:.6f}\ntar = {:.6f}\n"
                     "tar_low = {:.6f}\ntar_high = {:.6f}\nfar_high = {:.6g}\n",
                     point.far, point.threshold, point.tar, point.tar_low, point.tar_high,
                     point.far_high);
    }
  }
  return text;
}

}  // namespace facelatch::similarity
