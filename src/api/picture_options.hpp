// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "api/fields.hpp"
#include "api/service.hpp"
#include "pipeline/analyser.hpp"

namespace facelatch::api {

/// What v1 may be told of a picture: detector, model, faces, max_faces, min_score, min_quality,
/// side, any_rotation, mirror.
struct PictureOptions {
  std::string detector;
  std::string model;
  pipeline::AnalyseOptions analyse;                            ///< all but what a picture may cost
  double min_quality = 0;                                      ///< faces below are left out; 0..1
  std::function<void(const pipeline::Analysis&)> on_analysis;  ///< of the service
};

/// Limits and defaults of `service`, without anything that a client asked for.
PictureOptions default_picture_options(const Service& service);

/// How a picture is searched: max_faces up to `most_faces`, min_score, side, any_rotation.
void read_search_options(Fields& fields, int most_faces, vision::SearchOptions& search);

void read_picture_options(Fields& fields, const Service& service, PictureOptions& options);

/// The faces of one picture, those below min_quality left out. Fails as Analyser::analyse does.
base::Result<pipeline::Analysis> analyse(const pipeline::Analyser& analyser,
                                         const http::Content& picture,
                                         const PictureOptions& options, base::Deadline deadline);

/// Leaves out the faces below `min_quality`.
void keep_good(pipeline::Analysis& analysis, double min_quality);

/// "image is missing: …"
std::unexpected<base::Error> missing(std::string_view field);

/// No face, where one was needed.
std::unexpected<base::Error> no_face();

}  // namespace facelatch::api
