// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "command.hpp"
#include "pipeline/analyser.hpp"
#include "report.hpp"

namespace facelatch::cli {

/// The options that each command on pictures shares.
struct PictureOptions {
  std::vector<std::string> inputs;
  std::string detector;
  std::string model;
  std::optional<float> min_score;
  int side = 640;
  int enlarge = 0;
  int max_faces = 1000;
  std::string precision;
  std::string pose;
  bool any_rotation = false;
  bool no_second_look = false;
  bool full_search = false;
  bool largest = false;
  bool mirror = false;
  bool json = false;

  [[nodiscard]] OutputFormat format() const {
    return json ? OutputFormat::json : OutputFormat::text;
  }
  [[nodiscard]] pipeline::AnalyseOptions analyse_options(pipeline::Depth depth) const;
  [[nodiscard]] pipeline::AnalyserOptions analyser_options() const;
};

/// From the default models folder.
base::Result<pipeline::Analyser> load_analyser(const pipeline::AnalyserOptions& options);

/// tracking::same_person_limit of `analyser` by the built-in calibration.
base::Result<std::optional<float>> same_person_limit(const pipeline::Analyser& analyser);

/// Adds them to `command`, which writes into `options`.
void add_picture_options(CLI::App& command, PictureOptions& options);

/// Adds --detector and --model, named by their ids; every command that has them has them so.
void add_detector_option(CLI::App& command, std::string& detector);
void add_model_option(CLI::App& command, std::string& model);

/// Adds the choice of where the pose in a face's quality comes from.
void add_pose_option(CLI::App& command, PictureOptions& options);

/// Loads the networks and calls `handle` with each picture's analysis at `depth`; a picture that
/// cannot be read is reported and the rest goes on.
ExitCode for_each_analysis(
    const std::vector<std::filesystem::path>& files, const PictureOptions& options,
    pipeline::Depth depth,
    const std::function<ExitCode(const std::filesystem::path&, const pipeline::Analysis&)>& handle);

/// Reads and analyses one file within the default limits.
base::Result<pipeline::Analysis> analyse_file(const pipeline::Analyser& analyser,
                                              const std::filesystem::path& file,
                                              const pipeline::AnalyseOptions& options);

}  // namespace facelatch::cli
