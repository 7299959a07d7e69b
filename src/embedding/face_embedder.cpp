// SPDX-License-Identifier: Apache-2.0
#include "embedding/face_embedder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "embedding/alignment.hpp"
#include "embedding/input_tensor.hpp"
#include "vision/graph.hpp"

namespace facelatch::embedding {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

/// More pictures a run gain nothing on a processor (docs/models.md) and cost memory.
constexpr std::size_t kLargestRun = 8;

inference::Shape shape_for(const models::InputSpec& input, std::size_t batch) {
  const auto n = static_cast<std::int64_t>(batch);
  if (input.layout == models::Layout::nchw) return {n, 3, input.height, input.width};
  return {n, input.height, input.width, 3};
}

}  // namespace

Result<FaceEmbedder> FaceEmbedder::load(const models::ModelStore& store, const models::Model& model,
                                        const inference::NetworkOptions& options) {
  auto network = store.load(model, "", options);
  if (!network) return std::unexpected(network.error());
  const auto batch = model.input.batch > 0 ? static_cast<std::size_t>(model.input.batch) : 1;
  const auto shape = network->output_shape(0);
  const bool output_fits = !shape.empty() && shape.back() == model.embedding_size;
  if (!vision::fits(network->input_shape(), shape_for(model.input, batch)) || !output_fits) {
    return failure(ErrorCode::corrupt,
                   fmt::format("The graph of {} is not what the catalogue says of it.", model.id));
  }
  return FaceEmbedder(model, *std::move(network), model.input.batch > 0 ? batch : 0);
}

Result<imaging::Image> FaceEmbedder::crop(imaging::ImageView picture,
                                          const vision::Face& face) const {
  if (model_.family == "facenet") {
    return crop_box(picture, face.box, {model_.input.width, model_.input.height});
  }
  return align(picture, face.landmarks);
}

Result<std::vector<std::vector<float>>> FaceEmbedder::run(std::span<const CropReading> readings,
                                                          base::Deadline deadline) const {
  auto request = network_.acquire(deadline);
  if (!request) return std::unexpected(request.error());
  const std::size_t batch = batch_ > 0 ? batch_ : readings.size();
  auto input = request->input(shape_for(model_.input, batch));
  if (!input) return std::unexpected(input.error());
  const std::size_t size = input->size() / batch;
  // A graph whose batch is larger than the number of crops left gets the last crop again.
  for (std::size_t i = 0; i < batch; ++i) {
    const auto& reading = readings[std::min(i, readings.size() - 1)];
    fill_input(reading.crop->view(), model_.input, reading.reading, input->subspan(i * size, size));
  }
  if (const auto done = request->run(); !done) return std::unexpected(done.error());
  const auto output = request->output(0);
  const auto values = static_cast<std::size_t>(model_.embedding_size);
  if (output.values.size() != batch * values) {
    return failure(ErrorCode::internal, "The embedder gave an output of an unknown shape.");
  }
  std::vector<std::vector<float>> units;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    auto unit = similarity::unit_vector(output.values.subspan(i * values, values));
    if (!unit) return failure(ErrorCode::internal, "The embedder gave no direction for a face.");
    units.push_back(*std::move(unit));
  }
  return units;
}

Result<std::vector<similarity::Embedding>> FaceEmbedder::embed(
    std::span<const imaging::Image> crops, Mirror mirror, base::Deadline deadline) const {
  const imaging::Size wanted{model_.input.width, model_.input.height};
  std::vector<CropReading> readings;
  for (const auto& crop : crops) {
    if (crop.size() != wanted) {
      return failure(ErrorCode::invalid_argument,
                     fmt::format("The model {} takes crops of {}x{} pixels.", model_.id,
                                 wanted.width, wanted.height));
    }
    readings.push_back({&crop, Reading::forwards});
    if (mirror == Mirror::add) readings.push_back({&crop, Reading::mirrored});
  }
  std::vector<std::vector<float>> units;
  const std::size_t largest_run = batch_ > 0 ? batch_ : kLargestRun;
  for (std::span<const CropReading> rest = readings; !rest.empty();) {
    const auto now = rest.first(std::min(largest_run, rest.size()));
    auto some = run(now, deadline);
    if (!some) return std::unexpected(some.error());
    std::ranges::move(*some, std::back_inserter(units));
    rest = rest.subspan(now.size());
  }
  const std::size_t per_crop = mirror == Mirror::add ? 2 : 1;
  std::vector<similarity::Embedding> embeddings;
  for (std::size_t i = 0; i < units.size(); i += per_crop) {
    auto sum = similarity::unit_sum(std::span(units).subspan(i, per_crop));
    if (!sum) return failure(ErrorCode::internal, "The embedder gave no direction for a face.");
    embeddings.push_back({model_.id, *std::move(sum)});
  }
  return embeddings;
}

}  // namespace facelatch::embedding
