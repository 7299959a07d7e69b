// SPDX-License-Identifier: Apache-2.0
#include "tracking/test_portrait.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "imaging/decode.hpp"
#include "imaging/resize.hpp"
#include "testing/data.hpp"

namespace facelatch::tracking {
namespace {

constexpr std::uint64_t kLimit = 100ULL << 20U;

imaging::Image cut_out(imaging::ImageView picture, const vision::Box& box, imaging::Size size) {
  const double scale = size.height / (box.height * 1.8);
  const auto centre = box.centre();
  return imaging::warp_affine(picture,
                              {scale, 0, size.width / 2.0 - centre.x * scale, 0, scale,
                               size.height / 2.0 - centre.y * scale},
                              size);
}

}  // namespace

const pipeline::Analyser& analyser() {
  static const auto loaded =
      pipeline::Analyser::load(models::ModelStore::open().value(), {}).value();
  return loaded;
}

Portrait portrait_in(const std::string& name) {
  const auto bytes = base::read_file(testing::shared_data(name), kLimit).value();
  const auto picture = imaging::decode(bytes).value();
  const auto found =
      analyser().analyse(bytes, {.selection = pipeline::Selection::largest_face}).value();
  const auto& face = found.faces.at(0);
  return {cut_out(picture.image.view(), face.face.box, {150, 200}), face.embedding};
}

void paste(imaging::Image& target, const imaging::Image& source, int left, int top) {
  for (int y = 0; y < source.size().height; ++y) {
    for (int x = 0; x < source.size().width; ++x) {
      const int at = left + x;
      if (at < 0 || at >= target.size().width) continue;
      std::ranges::copy(source.view().row(y).subspan(static_cast<std::size_t>(x) * 3, 3),
                        target.row(top + y).begin() + static_cast<std::ptrdiff_t>(at) * 3);
    }
  }
}

}  // namespace facelatch::tracking
