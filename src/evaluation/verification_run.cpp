// SPDX-License-Identifier: Apache-2.0
#include "evaluation/verification_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/file.hpp"
#include "evaluation/each_picture.hpp"

namespace facelatch::evaluation {
namespace {

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  return std::clamp<double>(std::inner_product(a.begin(), a.end(), b.begin(), 0.0F), -1.0, 1.0);
}

}  // namespace

base::Result<PictureEmbeddings> embed_pictures(const pipeline::Analyser& analyser,
                                               const PairList& pairs,
                                               const std::filesystem::path& folder,
                                               const Progress& progress) {
  PictureEmbeddings embeddings;
  for (const auto& pair : pairs.pairs) {
    embeddings[pair.a];
    embeddings[pair.b];
  }
  std::vector<PictureEmbeddings::iterator> entries;
  for (auto i = embeddings.begin(); i != embeddings.end(); ++i) entries.push_back(i);

  const pipeline::AnalyseOptions options{.selection = pipeline::Selection::central_face};
  // Each thread writes into entries of its own: the map itself no longer changes.
  const auto embed = [&](std::size_t index) -> base::Result<void> {
    auto& [name, values] = *entries[index];
    const auto bytes = base::read_file(folder / name, options.limits.bytes);
    if (!bytes) return std::unexpected(bytes.error());
    auto analysis = analyser.analyse(*bytes, options);
    if (!analysis) {
      return base::failure(analysis.error().code,
                           fmt::format("{}: {}", name, analysis.error().message));
    }
    if (!analysis->faces.empty()) values = std::move(analysis->faces.front().embedding.values);
    return {};
  };
  if (auto done = for_each_picture(entries.size(), embed, progress); !done) {
    return std::unexpected(done.error());
  }
  return embeddings;
}

std::vector<ScoredPair> score_pairs(const PairList& pairs, const PictureEmbeddings& embeddings) {
  std::vector<ScoredPair> scored;
  scored.reserve(pairs.pairs.size());
  for (const auto& pair : pairs.pairs) {
    const auto& a = embeddings.at(pair.a);
    const auto& b = embeddings.at(pair.b);
    const bool undetected = a.empty() || b.empty();
    scored.push_back({.similarity = undetected ? kUndetectedSimilarity : cosine(a, b),
                      .same = pair.same,
                      .fold = pair.fold,
                      .undetected = undetected,
                      .group = pair.group});
  }
  return scored;
}

Scores score_all_pairs(const PictureEmbeddings& embeddings) {
  Scores scores;
  for (auto a = embeddings.begin(); a != embeddings.end(); ++a) {
    const auto person = std::filesystem::path(a->first).parent_path();
    for (auto b = std::next(a); b != embeddings.end(); ++b) {
      if (a->second.empty() || b->second.empty()) continue;
      const bool same = std::filesystem::path(b->first).parent_path() == person;
      (same ? scores.genuine : scores.impostor).push_back(cosine(a->second, b->second));
    }
  }
  std::ranges::sort(scores.genuine);
  std::ranges::sort(scores.impostor);
  return scores;
}

}  // namespace facelatch::evaluation
