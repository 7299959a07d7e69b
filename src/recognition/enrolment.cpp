// SPDX-License-Identifier: Apache-2.0
#include "recognition/enrolment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "similarity/metric.hpp"

namespace facelatch::recognition {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

FrameReport judge_frame(const EnrolmentFrame& frame) {
  if (frame.faces.empty()) return {frame.name, false, "no_face", "There is no face."};
  if (frame.faces.size() > 1) {
    return {frame.name, false, "several_faces", "There is more than one face."};
  }
  const auto verdict =
      tracking::judge(frame.faces.front().quality, video::FrameIntegrity::whole, kEnrolmentGates);
  if (verdict == tracking::Verdict::suitable) {
    return {frame.name, true, "used", "It was used."};
  }
  return {frame.name, false, tracking::name_of(verdict), tracking::sentence_of(verdict)};
}

Result<similarity::Embedding> mean_of(const std::vector<const similarity::Embedding*>& all,
                                      std::size_t without) {
  std::vector<std::vector<float>> vectors;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i != without) vectors.push_back(all[i]->values);
  }
  auto sum = similarity::unit_sum(vectors);
  if (!sum) return std::unexpected(sum.error());
  return similarity::Embedding{all.front()->model, *std::move(sum)};
}

/// The one that agrees least with the mean of the others, if that is less than `agreement`.
Result<std::optional<std::size_t>> find_stranger(
    const std::vector<const similarity::Embedding*>& all, double agreement) {
  std::optional<std::size_t> stranger;
  double least = agreement;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto others = mean_of(all, i);
    if (!others) return std::unexpected(others.error());
    const auto cosine = similarity::cosine_similarity(*all[i], *others);
    if (!cosine) return std::unexpected(cosine.error());
    if (static_cast<double>(*cosine) < least) {
      least = static_cast<double>(*cosine);
      stranger = i;
    }
  }
  return stranger;
}

}  // namespace

EnrolmentFrame frame_of(std::string name, const vision::Face& face,
                        const quality::FaceQuality& quality,
                        const similarity::Embedding& embedding) {
  EnrolmentFrame frame{.name = std::move(name), .faces = {}};
  pipeline::AnalysedFace only;
  only.face = face;
  only.quality = quality;
  only.embedding = embedding;
  frame.faces.push_back(std::move(only));
  return frame;
}

Result<EnrolmentChoice> choose_frames(const std::vector<EnrolmentFrame>& frames, double agreement) {
  if (frames.size() > kMostEnrolmentFrames) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("At most {} pictures make an enrolment.", kMostEnrolmentFrames));
  }
  EnrolmentChoice choice;
  std::vector<const similarity::Embedding*> good;
  std::vector<std::size_t> places;
  for (const auto& frame : frames) {
    choice.frames.push_back(judge_frame(frame));
    if (!choice.frames.back().is_used) continue;
    good.push_back(&frame.faces.front().embedding);
    places.push_back(choice.frames.size() - 1);
  }
  // One after the other: the worst one pulls the mean of all others away.
  while (good.size() > 1) {
    const auto stranger = find_stranger(good, agreement);
    if (!stranger) return std::unexpected(stranger.error());
    if (!*stranger) break;
    auto& report = choice.frames[places[**stranger]];
    report = {report.name, false, tracking::name_of(tracking::Verdict::unlike_the_others),
              tracking::sentence_of(tracking::Verdict::unlike_the_others)};
    good.erase(good.begin() + static_cast<std::ptrdiff_t>(**stranger));
    places.erase(places.begin() + static_cast<std::ptrdiff_t>(**stranger));
  }
  choice.used = good.size();
  if (good.size() < kLeastEnrolmentFrames) return choice;
  auto mean = mean_of(good, good.size());
  if (!mean) return std::unexpected(mean.error());
  choice.mean = *std::move(mean);
  return choice;
}

}  // namespace facelatch::recognition
