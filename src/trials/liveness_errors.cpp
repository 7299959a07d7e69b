// SPDX-License-Identifier: Apache-2.0
#include "trials/liveness_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "evaluation/plot.hpp"
#include "trials/fusion_fit.hpp"

namespace facelatch::trials {
namespace {

Verdict judge(const Shown& shown, const liveness::Fusion& fusion) {
  const auto& presentation = shown.presentation;
  Verdict verdict{.name = presentation.name,
                  .is_live = presentation.is_live,
                  .kind = presentation.kind,
                  .frames = shown.frames.size()};
  if (shown.frames.empty()) return verdict;
  verdict.log_odds = fusion.log_odds(shown.frames);
  verdict.shows_pattern = liveness::shows_pattern(shown.frames);
  verdict.taken_for_live = fusion.is_live(shown.frames);
  return verdict;
}

void count(ErrorRate& rate, const Verdict& verdict) {
  if (verdict.frames == 0) {
    ++rate.silent;
    return;
  }
  ++rate.classified;
  if (verdict.taken_for_live != verdict.is_live) ++rate.errors;
}

void finish(ErrorRate& rate) {
  if (rate.classified == 0) return;
  rate.rate = static_cast<double>(rate.errors) / rate.classified;
  rate.interval = evaluation::wilson_interval(static_cast<std::uint64_t>(rate.errors),
                                              static_cast<std::uint64_t>(rate.classified));
}

LivenessErrors count_all(std::vector<Verdict> verdicts) {
  LivenessErrors errors;
  std::map<std::string, ErrorRate> kinds;
  for (const auto& verdict : verdicts) {
    auto& rate = verdict.is_live ? errors.living : kinds[verdict.kind];
    rate.kind = verdict.kind;
    count(rate, verdict);
  }
  finish(errors.living);
  for (auto& [kind, rate] : kinds) {
    finish(rate);
    errors.attacks.push_back(rate);
  }
  const auto worst = std::ranges::max_element(errors.attacks, {}, &ErrorRate::rate);
  if (worst != errors.attacks.end()) errors.worst = *worst;
  errors.verdicts = std::move(verdicts);
  return errors;
}

}  // namespace

LivenessErrors count_errors(std::span<const Shown> shown, const liveness::Fusion& fusion) {
  std::vector<Verdict> verdicts;
  for (const auto& each : shown) verdicts.push_back(judge(each, fusion));
  return count_all(std::move(verdicts));
}

base::Result<LivenessErrors> count_errors_held_out(std::span<const Shown> shown) {
  std::vector<Verdict> verdicts;
  for (std::size_t left_out = 0; left_out < shown.size(); ++left_out) {
    std::vector<Shown> others(shown.begin(), shown.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(left_out));
    const auto fusion = fit_fusion(others);
    if (!fusion) return std::unexpected(fusion.error());
    verdicts.push_back(judge(shown[left_out], *fusion));
  }
  return count_all(std::move(verdicts));
}

std::string error_chart(const LivenessErrors& errors) {
  // Pixels of the document.
  constexpr double kLeft = 200;
  constexpr double kWidth = 360;
  constexpr double kRow = 34;
  constexpr double kTop = 50;
  auto rows = errors.attacks;
  rows.push_back(errors.living);
  const double height = kTop + kRow * static_cast<double>(rows.size()) + 40;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"{0:.0f}\" "
      "viewBox=\"0 0 640 {0:.0f}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n"
      "<rect width=\"640\" height=\"{0:.0f}\" fill=\"#fff\"/>\n"
      "<text x=\"320\" y=\"24\" font-size=\"15\" text-anchor=\"middle\">Errors of passive "
      "liveness, with 95 % intervals</text>\n",
      height);
  auto out = std::back_inserter(svg);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& row = rows[i];
    const double y = kTop + kRow * static_cast<double>(i);
    const auto title = row.kind.empty() ? std::string("living people (BPCER)") : row.kind;
    fmt::format_to(out,
                   "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n"
                   "<rect x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"14\" fill=\"{}\"/>\n"
                   "<path d=\"M{:.1f} {:.1f}H{:.1f}\" stroke=\"#222\"/>\n"
                   "<text x=\"{}\" y=\"{:.1f}\">{} of {}</text>\n",
                   kLeft - 8, y + 12, evaluation::svg_text(title), kLeft, y, kWidth * row.rate,
                   row.kind.empty() ? "#1b5e9e" : "#c4501b", kLeft + kWidth * row.interval.low,
                   y + 7, kLeft + kWidth * row.interval.high, kLeft + kWidth + 10, y + 12,
                   row.errors, row.classified);
  }
  for (int percent = 0; percent <= 100; percent += 20) {
    fmt::format_to(out, "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{} %</text>\n",
                   kLeft + kWidth * percent / 100, height - 16, percent);
  }
  return svg + "</svg>\n";
}

}  // namespace facelatch::trials
