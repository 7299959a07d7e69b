// SPDX-License-Identifier: Apache-2.0
#include "evaluation/detection_run.hpp"

#include <fmt/format.h>

#include "base/file.hpp"
#include "evaluation/each_picture.hpp"

namespace facelatch::evaluation {

base::Result<std::vector<PictureDetections>> detect_pictures(const pipeline::Analyser& analyser,
                                                             const TrueBoxes& truth,
                                                             const std::filesystem::path& folder,
                                                             const vision::SearchOptions& search,
                                                             const Progress& progress) {
  std::vector<std::string> names;
  std::vector<PictureDetections> pictures;
  for (const auto& [name, boxes] : truth) {
    names.push_back(name);
    pictures.push_back({.truth = boxes});
  }
  const pipeline::AnalyseOptions options{.search = search, .depth = pipeline::Depth::detect};
  const auto detect = [&](std::size_t index) -> base::Result<void> {
    const auto bytes = base::read_file(folder / names[index], options.limits.bytes);
    if (!bytes) return std::unexpected(bytes.error());
    const auto analysis = analyser.analyse(*bytes, options);
    if (!analysis) {
      return base::failure(analysis.error().code,
                           fmt::format("{}: {}", names[index], analysis.error().message));
    }
    for (const auto& face : analysis->faces) pictures[index].found.push_back(face.face);
    return {};
  };
  if (auto done = for_each_picture(names.size(), detect, progress); !done) {
    return std::unexpected(done.error());
  }
  return pictures;
}

}  // namespace facelatch::evaluation
