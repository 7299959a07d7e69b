// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluation/verification_run.hpp"
#include "liveness/watcher.hpp"

namespace facelatch::trials {

/// One picture or clip that is shown to the camera.
struct Presentation {
  std::filesystem::path file;
  std::string name;  ///< relative to its folder
  bool is_live = false;
  std::string kind;  ///< of the attack: "print", "phone replay", …; empty for a living person
};

/// The pictures and clips of a folder's `real` and `fake`, by name. The kind of an attack is the
/// column `kind` or `note` of labels.csv, up to a semicolon; else the folder below `fake`; else the
/// last word of the file's name ("x_print.jpg"); else "unspecified". Fails with not_found where
/// neither folder is there, or with corrupt for labels.csv without its columns.
base::Result<std::vector<Presentation>> read_presentations(const std::filesystem::path& folder);

/// What was seen without asking for anything: a frame each of the largest face, ten a second of a
/// clip.
struct Shown {
  Presentation presentation;
  std::vector<liveness::PassiveScores> frames;  ///< empty where no face was found
};

/// Looks at each presentation, one thread per processor. A file that cannot be read is the whole
/// run's failure, named.
base::Result<std::vector<Shown>> show(const liveness::Watcher& watcher,
                                      const std::vector<Presentation>& presentations,
                                      const evaluation::Progress& progress);

}  // namespace facelatch::trials
