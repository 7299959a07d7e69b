// SPDX-License-Identifier: Apache-2.0
#include "picture_options.hpp"

#include "base/file.hpp"
#include "input_files.hpp"
#include "tracking/same_person.hpp"

namespace facelatch::cli {

pipeline::AnalyseOptions PictureOptions::analyse_options(pipeline::Depth depth) const {
  pipeline::AnalyseOptions options;
  options.search.detect.min_score = min_score;
  options.search.detect.max_faces = max_faces;
  options.search.longer_side = side;
  options.search.enlarge_to = enlarge;
  options.search.rotations =
      any_rotation ? vision::Rotations::try_quarter_turns : vision::Rotations::none;
  if (no_second_look) options.search.frame_filling = vision::FrameFilling::ignore;
  if (full_search) options.search.first_look = vision::FirstLook::full;
  options.selection = largest ? pipeline::Selection::largest_face : pipeline::Selection::every_face;
  options.depth = depth;
  options.mirror = mirror ? embedding::Mirror::add : embedding::Mirror::off;
  return options;
}

pipeline::AnalyserOptions PictureOptions::analyser_options() const {
  return {
      .detector = detector,
      .model = model,
      .network = {.precision = precision == "f32" ? inference::Precision::f32
                                                  : inference::Precision::fastest},
      .pose = pose == "network" ? pipeline::PoseSource::network : pipeline::PoseSource::landmarks};
}

base::Result<pipeline::Analyser> load_analyser(const pipeline::AnalyserOptions& options) {
  const auto store = models::ModelStore::open();
  if (!store) return std::unexpected(store.error());
  return pipeline::Analyser::load(*store, options);
}

ExitCode for_each_analysis(const std::vector<std::filesystem::path>& files,
                           const PictureOptions& options, pipeline::Depth depth,
                           const std::function<ExitCode(const std::filesystem::path&,
                                                        const pipeline::Analysis&)>& handle) {
  const auto analyser = load_analyser(options.analyser_options());
  if (!analyser) return report_error(analyser.error(), options.format());
  return for_each_file(files, [&](const std::filesystem::path& file) {
    const auto analysis = analyse_file(*analyser, file, options.analyse_options(depth));
    if (!analysis) return report_error(analysis.error(), options.format(), file.string());
    return handle(file, *analysis);
  });
}

void add_detector_option(CLI::App& command, std::string& detector) {
  command.add_option("--detector", detector, "retinaface (default), mtcnn, yunet or your own")
      ->type_name("DETECTOR");
}

void add_model_option(CLI::App& command, std::string& model) {
  command.add_option("--model", model, "arcface (default), arcface-small, sface or your own")
      ->type_name("EMBEDDER");
}

void add_pose_option(CLI::App& command, PictureOptions& options) {
  command
      .add_option("--pose", options.pose,
                  "network: measure where a face looks with a network of its own (landmarks)")
      ->check(CLI::IsMember({"landmarks", "network"}));
}

base::Result<std::optional<float>> same_person_limit(const pipeline::Analyser& analyser) {
  const auto calibration = similarity::built_in_calibration();
  if (!calibration) return std::unexpected(calibration.error());
  return tracking::same_person_limit(*calibration, analyser.detector_id(), analyser.model_id());
}

void add_picture_options(CLI::App& command, PictureOptions& options) {
  add_detector_option(command, options.detector);
  add_model_option(command, options.model);
  command.add_option("--min-score", options.min_score, "Drop faces below this score, 0 to 1")
      ->check(CLI::Range(0.0F, 1.0F));
  command
      .add_option("--side", options.side,
                  "Shrink larger pictures to this longer side before detection; 0: never (640)")
      ->check(CLI::Range(0, 10'000));
  command
      .add_option("--enlarge", options.enlarge,
                  "Enlarge smaller pictures to this longer side before detection; 0: never (0)")
      ->check(CLI::Range(0, 4'000));
  command
      .add_option("--precision", options.precision,
                  "f32: compute in 32 bits, also where 16 are faster (fastest)")
      ->check(CLI::IsMember({"fastest", "f32"}));
  command.add_option("--max-faces", options.max_faces, "Keep the best-scored faces (1000)")
      ->check(CLI::Range(1, 10'000));
  command.add_flag("--any-rotation", options.any_rotation,
                   "Also look at the picture turned by 90, 180 and 270 degrees");
  command.add_flag("--no-second-look", options.no_second_look,
                   "Where no face is found, do not look again for one that fills the frame");
  command.add_flag("--full-search", options.full_search,
                   "Search the whole picture also where a small copy of it leaves no doubt");
  command.add_flag("--largest", options.largest, "Only the face with the largest box");
  command.add_flag("--json", options.json, "One JSON object a line");
}

base::Result<pipeline::Analysis> analyse_file(const pipeline::Analyser& analyser,
                                              const std::filesystem::path& file,
                                              const pipeline::AnalyseOptions& options) {
  const auto bytes = base::read_file(file, options.limits.bytes);
  if (!bytes) return std::unexpected(bytes.error());
  return analyser.analyse(*bytes, options);
}

}  // namespace facelatch::cli
