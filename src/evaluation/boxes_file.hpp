// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "vision/face.hpp"

namespace facelatch::evaluation {

/// The most boxes of one set.
inline constexpr std::size_t kMaxBoxes = 10'000'000;

/// The true boxes of each picture by its name, pixels of the upright original.
using TrueBoxes = std::map<std::string, std::vector<vision::Box>>;

/// CSV with at least the columns image,xmin,ymin,xmax,ymax. Fails with corrupt, naming the line, or
/// too_large.
base::Result<TrueBoxes> parse_boxes_csv(std::string_view text);

/// One annotation of Pascal VOC (Everingham et al., 2010): its file name and the boxes of its
/// objects, whatever their class. Fails with corrupt.
base::Result<TrueBoxes> parse_voc(std::string_view xml);

/// All annotations (*.xml) directly in `folder`. Fails as parse_voc, naming the file, or not_found.
base::Result<TrueBoxes> read_voc_folder(const std::filesystem::path& folder);

}  // namespace facelatch::evaluation
