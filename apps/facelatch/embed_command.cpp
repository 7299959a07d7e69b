// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/file.hpp"
#include "command.hpp"
#include "face_json.hpp"
#include "imaging/encode.hpp"
#include "input_files.hpp"
#include "picture_options.hpp"

namespace facelatch::cli {
namespace {

namespace fs = std::filesystem;

/// As for_each_analysis of every picture that `options` names.
ExitCode for_each_input(
    const PictureOptions& options, pipeline::Depth depth,
    const std::function<ExitCode(const fs::path&, const pipeline::Analysis&)>& handle) {
  const auto files = expand_inputs(options.inputs);
  if (!files) return report_error(files.error(), options.format());
  return for_each_analysis(*files, options, depth, handle);
}

ExitCode print_embeddings(const PictureOptions& options, const fs::path& file,
                          const pipeline::Analysis& analysis) {
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(json_of(file, analysis, pipeline::Depth::embed)));
    return 0;
  }
  fmt::print("{}: {} face{}\n", file.string(), analysis.faces.size(),
             analysis.faces.size() == 1 ? "" : "s");
  for (const auto& face : analysis.faces) {
    fmt::print("  {} quality {:.2f}:", face.embedding.model, face.quality.total);
    for (const float value : face.embedding.values) fmt::print(" {:.6g}", value);
    fmt::print("\n");
  }
  return 0;
}

ExitCode write_crops(const PictureOptions& options, const fs::path& folder, const fs::path& file,
                     const pipeline::Analysis& analysis) {
  for (std::size_t i = 0; i < analysis.faces.size(); ++i) {
    const auto target = folder / fmt::format("{}-{}.png", file.filename().string(), i);
    const auto encoded = imaging::encode_png(analysis.faces[i].crop.view());
    const auto written = encoded ? base::write_file(target, *encoded)
                                 : base::Result<void>(std::unexpected(encoded.error()));
    if (!written) return report_error(written.error(), options.format(), file.string());
    if (!options.json) fmt::print("{}\n", target.string());
  }
  if (options.json) {
    fmt::print("{}\n", boost::json::serialize(json_of(file, analysis, pipeline::Depth::align)));
  }
  return 0;
}

}  // namespace

void add_embed_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("embed", "Turn faces into embeddings");
  auto options = std::make_shared<PictureOptions>();
  command->add_option("inputs", options->inputs, "Pictures, folders or patterns")
      ->type_name("FILE")
      ->required();
  add_picture_options(*command, *options);
  add_pose_option(*command, *options);
  command->add_flag("--mirror", options->mirror, "Sum with the embedding of the mirrored face");
  command->footer("Example:\n  facelatch embed --json --largest photo.jpg");
  command->callback([options, &exit_code] {
    exit_code = for_each_input(*options, pipeline::Depth::embed,
                               [&](const fs::path& file, const auto& analysis) {
                                 return print_embeddings(*options, file, analysis);
                               });
  });
}

void add_align_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("align", "Write aligned crops of the faces as PNG");
  auto options = std::make_shared<PictureOptions>();
  auto folder = std::make_shared<fs::path>(".");
  command->add_option("inputs", options->inputs, "Pictures, folders or patterns")
      ->type_name("FILE")
      ->required();
  add_picture_options(*command, *options);
  add_pose_option(*command, *options);
  command->add_option("--out", *folder, "Folder for the crops (the current one)")
      ->type_name("FOLDER")
      ->check(CLI::ExistingDirectory);
  command->footer("Example:\n  facelatch align --out crops photo.jpg");
  command->callback([options, folder, &exit_code] {
    exit_code = for_each_input(*options, pipeline::Depth::align,
                               [&](const fs::path& file, const auto& analysis) {
                                 return write_crops(*options, *folder, file, analysis);
                               });
  });
}

}  // namespace facelatch::cli
