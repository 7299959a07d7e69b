// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/file.hpp"
#include "command.hpp"
#include "face_json.hpp"
#include "imaging/draw.hpp"
#include "imaging/encode.hpp"
#include "input_files.hpp"
#include "picture_options.hpp"

namespace facelatch::cli {
namespace {

namespace fs = std::filesystem;

struct DetectOptions {
  PictureOptions picture;
  fs::path draw;
};

void print_faces(const fs::path& file, const pipeline::Analysis& analysis) {
  fmt::print("{}: {} face{}\n", file.string(), analysis.faces.size(),
             analysis.faces.size() == 1 ? "" : "s");
  for (const auto& analysed : analysis.faces) {
    const auto& box = analysed.face.box;
    fmt::print("  score {:.3f}  x {:.1f}  y {:.1f}  width {:.1f}  height {:.1f}\n",
               analysed.face.score, box.x, box.y, box.width, box.height);
  }
}

base::Result<void> draw_faces(const fs::path& file, const fs::path& target,
                              const pipeline::Analysis& analysis) {
  const auto bytes = base::read_file(file, imaging::DecodeLimits{}.bytes);
  if (!bytes) return std::unexpected(bytes.error());
  auto decoded = imaging::decode(*bytes);
  if (!decoded) return std::unexpected(decoded.error());
  auto& image = decoded->image;
  constexpr imaging::Colour kGreen{.blue = 80, .green = 200, .red = 40};
  const int thickness = std::max(2, image.size().width / 600);
  for (const auto& analysed : analysis.faces) {
    const auto& box = analysed.face.box;
    imaging::draw_rectangle(image, {box.x, box.y}, {box.x + box.width, box.y + box.height}, kGreen,
                            thickness);
    for (const auto& point : analysed.face.landmarks.points) {
      imaging::draw_disc(image, {point.x, point.y}, static_cast<float>(thickness), kGreen);
    }
    imaging::draw_label(image, {box.x, box.y}, fmt::format("{:.2f}", analysed.face.score), kGreen,
                        7 * thickness);
  }
  const auto encoded = target.extension() == ".png" ? imaging::encode_png(image.view())
                                                    : imaging::encode_jpeg(image.view());
  if (!encoded) return std::unexpected(encoded.error());
  return base::write_file(target, *encoded);
}

ExitCode report_faces(const DetectOptions& options, const fs::path& file,
                      const pipeline::Analysis& analysis) {
  if (options.picture.json) {
    fmt::print("{}\n", boost::json::serialize(json_of(file, analysis, pipeline::Depth::detect)));
  } else {
    print_faces(file, analysis);
  }
  if (options.draw.empty()) return 0;
  const auto drawn = draw_faces(file, options.draw, analysis);
  return drawn ? 0 : report_error(drawn.error(), options.picture.format(), file.string());
}

ExitCode detect(const DetectOptions& options) {
  const auto format = options.picture.format();
  const auto files = expand_inputs(options.picture.inputs);
  if (!files) return report_error(files.error(), format);
  if (!options.draw.empty() && files->size() != 1) {
    return report_error({base::ErrorCode::invalid_argument, "--draw takes one picture at a time."},
                        format);
  }
  return for_each_analysis(*files, options.picture, pipeline::Depth::detect,
                           [&](const fs::path& file, const pipeline::Analysis& analysis) {
                             return report_faces(options, file, analysis);
                           });
}

}  // namespace

void add_detect_command(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("detect", "Find faces: boxes, scores and landmarks");
  auto options = std::make_shared<DetectOptions>();
  command->add_option("inputs", options->picture.inputs, "Pictures, folders or patterns")
      ->type_name("FILE")
      ->required();
  add_picture_options(*command, options->picture);
  command->add_option("--draw", options->draw, "Write the picture with its faces marked")
      ->type_name("FILE");
  command->footer(
      "Examples:\n  facelatch detect photo.jpg\n  facelatch detect --json holiday/\n"
      "  facelatch detect --detector mtcnn --draw marked.jpg photo.jpg");
  command->callback([options, &exit_code] { exit_code = detect(*options); });
}

}  // namespace facelatch::cli
