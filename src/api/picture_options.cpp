// SPDX-License-Identifier: Apache-2.0
#include "api/picture_options.hpp"

#include <fmt/format.h>

#include <vector>

namespace facelatch::api {
namespace {

using pipeline::Selection;

constexpr Names<Selection, 3> kSelections{{{"all", Selection::every_face},
                                           {"largest", Selection::largest_face},
                                           {"central", Selection::central_face}}};
constexpr int kDefaultFaces = 100;
constexpr Range<int> kSides{64, 4000};

}  // namespace

PictureOptions default_picture_options(const Service& service) {
  PictureOptions options;
  options.analyse.limits.bytes = service.limits.picture_bytes;
  options.analyse.limits.pixels = service.limits.picture_pixels;
  options.analyse.search.detect.max_faces = kDefaultFaces;
  options.on_analysis = service.on_analysis;
  return options;
}

void read_search_options(Fields& fields, int most_faces, vision::SearchOptions& search) {
  bool any_rotation = search.rotations != vision::Rotations::none;
  fields.read_integer("max_faces", {1, most_faces}, search.detect.max_faces);
  fields.read_number("min_score", {0, 1}, search.detect.min_score);
  fields.read_integer("side", kSides, search.longer_side);
  fields.read_flag("any_rotation", any_rotation);
  search.rotations = any_rotation ? vision::Rotations::try_quarter_turns : vision::Rotations::none;
}

void read_picture_options(Fields& fields, const Service& service, PictureOptions& options) {
  bool mirror = false;
  fields.read_text("detector", options.detector);
  fields.read_text("model", options.model);
  fields.read_choice("faces", kSelections, options.analyse.selection);
  read_search_options(fields, service.limits.faces, options.analyse.search);
  fields.read_number("min_quality", {0, 1}, options.min_quality);
  fields.read_flag("mirror", mirror);
  if (mirror) options.analyse.mirror = embedding::Mirror::add;
}

base::Result<pipeline::Analysis> analyse(const pipeline::Analyser& analyser,
                                         const http::Content& picture,
                                         const PictureOptions& options, base::Deadline deadline) {
  auto analyse_options = options.analyse;
  analyse_options.limits.deadline = deadline;
  auto analysis = analyser.analyse(picture.bytes(), analyse_options, deadline);
  if (analysis && options.on_analysis) options.on_analysis(*analysis);
  if (analysis) keep_good(*analysis, options.min_quality);
  return analysis;
}

void keep_good(pipeline::Analysis& analysis, double min_quality) {
  if (min_quality <= 0) return;  // Where quality is not known, it is 0.
  std::erase_if(analysis.faces, [&](const pipeline::AnalysedFace& face) {
    return static_cast<double>(face.quality.total) < min_quality;
  });
}

std::unexpected<base::Error> missing(std::string_view field) {
  return base::failure(base::ErrorCode::invalid_argument, fmt::format("{} is missing.", field));
}

std::unexpected<base::Error> no_face() {
  return base::failure(base::ErrorCode::no_face, "No face was found in the picture.");
}

}  // namespace facelatch::api
