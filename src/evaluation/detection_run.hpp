// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "evaluation/boxes_file.hpp"
#include "evaluation/detection_score.hpp"
#include "evaluation/verification_run.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::evaluation {

/// Looks for faces in each picture of `truth`, one thread per core, in the order of the names.
/// Fails, naming it, where a picture cannot be read. Deterministic.
base::Result<std::vector<PictureDetections>> detect_pictures(const pipeline::Analyser& analyser,
                                                             const TrueBoxes& truth,
                                                             const std::filesystem::path& folder,
                                                             const vision::SearchOptions& search,
                                                             const Progress& progress = {});

}  // namespace facelatch::evaluation
