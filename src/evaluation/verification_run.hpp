// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluation/pairs_file.hpp"
#include "evaluation/verification.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::evaluation {

/// Called after each picture with how many are done, from one thread at a time.
using Progress = std::function<void(std::size_t done, std::size_t total)>;

/// The unit vector of each picture by its name; empty where no face was found.
using PictureEmbeddings = std::map<std::string, std::vector<float>>;

/// Embeds each picture of `pairs` once, one thread per core: the face nearest to the picture's
/// centre. The analyser should be loaded with one_request_per_thread. A picture that cannot be read
/// is the whole run's failure, named: a figure over fewer pictures would be another figure.
/// The result does not depend on the number of threads.
base::Result<PictureEmbeddings> embed_pictures(const pipeline::Analyser& analyser,
                                               const PairList& pairs,
                                               const std::filesystem::path& folder,
                                               const Progress& progress = {});

/// The pairs with their similarities; `embeddings` must hold every picture of theirs.
std::vector<ScoredPair> score_pairs(const PairList& pairs, const PictureEmbeddings& embeddings);

/// Every two pictures of the embedded ones, a folder's pictures being one person's (LFW's way of
/// naming): far more impostors than a list of pairs has. Pictures without a face are left out,
/// since no threshold decides on them.
Scores score_all_pairs(const PictureEmbeddings& embeddings);

}  // namespace facelatch::evaluation
