// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/json/object.hpp>
#include <filesystem>

#include "pipeline/analyser.hpp"

namespace facelatch::cli {

boost::json::object quality_json(const quality::FaceQuality& quality);

/// {"file", "width", "height", "faces": [{"box", "score", "landmarks", …}]}; quality from
/// Depth::align on, the embedding at Depth::embed.
boost::json::object json_of(const std::filesystem::path& file, const pipeline::Analysis& analysis,
                            pipeline::Depth depth);

}  // namespace facelatch::cli
