// SPDX-License-Identifier: Apache-2.0
#include "vision/mtcnn_proposals.hpp"

#include <algorithm>
#include <tuple>

#include "vision/graph.hpp"

namespace facelatch::vision {
namespace {

using base::Result;

// Bounds on what a picture of noise can cost. The busiest crowd measured has a fifth of them.
constexpr std::size_t kMostInLevel = 2000;
constexpr std::size_t kMostInPicture = 4000;

/// P-Net's outputs for one sheet: planes of `rows` x `columns` windows.
struct RawProposals {
  std::span<const float> scores;
  std::span<const float> offsets;
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// Windows count their pixels from 1, as in the original Matlab code: they go from the first pixel
/// to the last, and offsets are in units of the way between.
Candidate decode(const RawProposals& raw, std::size_t at, int x, int y, float scale) {
  const std::size_t plane = raw.rows * raw.columns;
  const auto edge = [&](std::size_t which, int pixel) {
    const float offset = raw.offsets[which * plane + at] * (kProposalWindow - 1);
    return (static_cast<float>(pixel) + offset) / scale;
  };
  return {.left = edge(0, x + 1),
          .top = edge(1, y + 1),
          .right = edge(2, x + kProposalWindow),
          .bottom = edge(3, y + kProposalWindow),
          .score = raw.scores[plane + at],
          .landmarks = {}};
}

void decode_piece(const RawProposals& raw, const PyramidPiece& piece, float scale, float min_score,
                  std::vector<Proposal>& proposals) {
  const std::size_t plane = raw.rows * raw.columns;
  const int columns = window_count(piece.source.size.width);
  const int rows = window_count(piece.source.size.height);
  for (int j = 0; j < rows; ++j) {
    const std::size_t start =
        static_cast<std::size_t>(piece.y / kProposalStride + j) * raw.columns +
        static_cast<std::size_t>(piece.x / kProposalStride);
    for (int i = 0; i < columns; ++i) {
      const std::size_t at = start + static_cast<std::size_t>(i);
      if (!(raw.scores[plane + at] > min_score)) continue;
      const int x = piece.source.x + i * kProposalStride;
      const int y = piece.source.y + j * kProposalStride;
      proposals.push_back({x, y, decode(raw, at, x, y, scale)});
    }
  }
}

/// The candidates of one level, row by row: so equal scores are ranked as in one run of the level.
CandidateList in_reading_order(std::vector<Proposal>& proposals) {
  std::ranges::sort(proposals, [](const Proposal& a, const Proposal& b) {
    return std::tie(a.y, a.x) < std::tie(b.y, b.x);
  });
  CandidateList candidates;
  for (const auto& proposal : proposals) candidates.push_back(proposal.candidate);
  return candidates;
}

}  // namespace

Result<ProposalStage> ProposalStage::make(inference::Network network) {
  const auto scores = output_named(network, "probability", {-1, 2, -1, -1});
  const auto offsets = output_named(network, "box", {-1, 4, -1, -1});
  if (!takes_any_size(network) || !scores || !offsets) return wrong_graph("MTCNN's P-Net");
  return ProposalStage(std::move(network), *scores, *offsets);
}

Result<void> ProposalStage::run_sheet(const PyramidSheet& sheet,
                                      std::span<const PyramidLevel> levels,
                                      std::span<const AreaSampler> samplers, float min_score,
                                      inference::Request& request,
                                      std::span<std::vector<Proposal>> by_level) const {
  auto input = request.input({1, 3, sheet.size.height, sheet.size.width});
  if (!input) return std::unexpected(input.error());
  // What no piece covers keeps old values: windows there are never looked at.
  for (const auto& piece : sheet.pieces) {
    samplers[piece.level].write(piece.source, piece.x, piece.y, sheet.size, *input);
  }
  if (const auto done = request.run(); !done) return std::unexpected(done.error());

  const RawProposals raw{.scores = request.output(scores_).values,
                         .offsets = request.output(offsets_).values,
                         .rows = static_cast<std::size_t>(window_count(sheet.size.height)),
                         .columns = static_cast<std::size_t>(window_count(sheet.size.width))};
  const std::size_t windows = raw.rows * raw.columns;
  if (raw.scores.size() != 2 * windows || raw.offsets.size() != 4 * windows) return wrong_output();
  for (const auto& piece : sheet.pieces) {
    decode_piece(raw, piece, levels[piece.level].scale, min_score, by_level[piece.level]);
  }
  return {};
}

Result<CandidateList> ProposalStage::run(imaging::ImageView picture, float min_face,
                                         const MtcnnOptions& options,
                                         base::Deadline deadline) const {
  const auto levels = pyramid_levels(picture.size, min_face, options.pyramid_factor);
  std::vector<AreaSampler> samplers;
  samplers.reserve(levels.size());
  for (const auto& level : levels) samplers.emplace_back(picture, level.size);
  std::vector<std::vector<Proposal>> by_level(levels.size());
  {
    auto request = network_.acquire(deadline);
    if (!request) return std::unexpected(request.error());
    for (const auto& sheet : lay_out(levels)) {
      if (deadline.expired()) return out_of_time();
      const auto done =
          run_sheet(sheet, levels, samplers, options.proposal_score, *request, by_level);
      if (!done) return std::unexpected(done.error());
    }
  }
  CandidateList all;
  for (auto& proposals : by_level) {
    auto candidates = in_reading_order(proposals);
    keep_best(candidates, kMostInLevel);
    drop_disputed(candidates, options.proposal_overlap_in_level, Overlap::of_union);
    all.insert(all.end(), candidates.begin(), candidates.end());
  }
  keep_best(all, kMostInPicture);
  drop_disputed(all, options.proposal_overlap, Overlap::of_union);
  for (auto& candidate : all) make_square(candidate);
  return all;
}

}  // namespace facelatch::vision
