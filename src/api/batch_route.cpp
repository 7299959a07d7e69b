// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "api/analysis_text.hpp"
#include "api/embed_options.hpp"
#include "api/route_options.hpp"
#include "http/fault.hpp"

namespace facelatch::api {
namespace {

constexpr std::chrono::minutes kBatchTime{10};
constexpr std::size_t kOtherParts = 32;  ///< of the form, beside the pictures

/// The pictures of one request, of which each call answers one. Move-only.
class Batch {
 public:
  Batch(pipeline::Analyser analyser, EmbedOptions options, std::vector<SentPicture> pictures,
        base::Deadline deadline)
      : analyser_(std::move(analyser)),
        options_(std::move(options)),
        pictures_(std::move(pictures)),
        deadline_(deadline) {}

  std::optional<std::string> operator()() {
    if (next_ == pictures_.size()) return std::nullopt;
    // Taken out, so that a large batch gives back what it holds while it goes on.
    const auto picture = std::move(pictures_[next_]);
    auto line = answer(picture);
    if (!line) line = refusal(picture, line.error());
    ++next_;
    return *line + "\n";
  }

 private:
  [[nodiscard]] JsonObject begin(std::string& json, const SentPicture& picture) const {
    JsonObject object(json);
    object.add("index", next_);
    if (!picture.name.empty()) object.add("name", picture.name);
    return object;
  }

  [[nodiscard]] base::Result<std::string> answer(const SentPicture& picture) const {
    if (!picture.content) return std::unexpected(picture.content.error());
    const auto analysis = embed(analyser_, *picture.content, options_, deadline_);
    if (!analysis) return std::unexpected(analysis.error());
    std::string json;
    auto object = begin(json, picture);
    const auto added = add_analysis(object, analyser_, *analysis, options_.text);
    if (!added) return std::unexpected(added.error());
    object.close();
    return json;
  }

  [[nodiscard]] std::string refusal(const SentPicture& picture, const base::Error& error) const {
    const http::Fault fault(error);
    std::string json;
    auto object = begin(json, picture);
    JsonObject inner(object.member("error"));
    inner.add("status", fault.status).add("code", fault.code).add("detail", fault.message);
    inner.close();
    object.close();
    return json;
  }

  pipeline::Analyser analyser_;
  EmbedOptions options_;
  std::vector<SentPicture> pictures_;
  std::size_t next_ = 0;
  base::Deadline deadline_;
};

base::Result<http::Response> begin_batch(const Service& service, http::Request request) {
  auto fields = Fields::read(request, "images");
  if (!fields) return std::unexpected(fields.error());
  auto options = default_embed_options(service);
  read_embed_options(*fields, service, options);
  auto pictures = fields->take_pictures("images");
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (pictures.empty()) return missing("images");
  if (pictures.size() > service.limits.batch_pictures) {
    return base::failure(base::ErrorCode::too_large, fmt::format("A batch has at most {} pictures.",
                                                                 service.limits.batch_pictures));
  }
  const auto analyser = service.analyser(options.picture.detector, options.picture.model);
  if (!analyser) return std::unexpected(analyser.error());
  return http::ndjson_response(
      Batch(*analyser, std::move(options), std::move(pictures), request.deadline));
}

}  // namespace

void add_batch_route(http::Router& router, const SharedService& service) {
  auto options = picture_route(*service, 1);
  options.body_bytes = service->limits.batch_bytes;
  options.form.files = service->limits.batch_pictures;
  options.form.multipart.parts = service->limits.batch_pictures + kOtherParts;
  options.time = kBatchTime;
  router.add(http::Method::post, "/v1/batch/embed", options, with(service, begin_batch));
}

}  // namespace facelatch::api
