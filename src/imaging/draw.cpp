// SPDX-License-Identifier: Apache-2.0
#include "imaging/draw.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

#include "imaging/opencv.hpp"

namespace facelatch::imaging {
namespace {

// OpenCV takes whole numbers with so many binary places behind the point.
constexpr int kFractionBits = 4;
// Far outside of every picture, and safe from overflow once shifted.
constexpr float kFurthest = 100'000.0F;

cv::Scalar scalar(Colour colour) {
  return {double(colour.blue), double(colour.green), double(colour.red)};
}

bool drawable(const Image& image, Place place) {
  return !image.empty() && std::isfinite(place.x) && std::isfinite(place.y);
}

int fixed(float value) {
  return static_cast<int>(
      std::lround(std::clamp(value, -kFurthest, kFurthest) * float(1 << kFractionBits)));
}

// OpenCV's whole coordinates are centres of pixels, ours are corners.
cv::Point fixed(Place place) { return {fixed(place.x - 0.5F), fixed(place.y - 0.5F)}; }

int bounded_thickness(int thickness) { return std::clamp(thickness, 1, 255); }

std::string printable(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const auto code = static_cast<unsigned char>(letter);
    const bool continues_a_letter = (code & 0xC0U) == 0x80U;  // UTF-8
    if (continues_a_letter) continue;
    result += code >= ' ' && code <= '~' ? letter : '?';
  }
  return result;
}

}  // namespace

void draw_rectangle(Image& image, Place corner, Place opposite, Colour colour, int thickness) {
  if (!drawable(image, corner) || !drawable(image, opposite)) return;
  auto matrix = borrow(image);
  cv::rectangle(matrix, fixed(corner), fixed(opposite), scalar(colour),
                bounded_thickness(thickness), cv::LINE_AA, kFractionBits);
}

void draw_line(Image& image, Place from, Place to, Colour colour, int thickness) {
  if (!drawable(image, from) || !drawable(image, to)) return;
  auto matrix = borrow(image);
  cv::line(matrix, fixed(from), fixed(to), scalar(colour), bounded_thickness(thickness),
           cv::LINE_AA, kFractionBits);
}

void draw_disc(Image& image, Place centre, float radius, Colour colour) {
  if (!drawable(image, centre) || !std::isfinite(radius) || radius <= 0) return;
  auto matrix = borrow(image);
  cv::circle(matrix, fixed(centre), fixed(radius), scalar(colour), cv::FILLED, cv::LINE_AA,
             kFractionBits);
}

void draw_label(Image& image, Place place, std::string_view text, Colour strip, int height) {
  if (!drawable(image, place) || text.empty()) return;
  constexpr int kFont = cv::FONT_HERSHEY_SIMPLEX;
  constexpr double kLuma = 140;  // above it black letters read better than white ones
  const int letters = std::clamp(height, 6, 200);
  const int thickness = std::max(1, letters / 10);
  const double scale = cv::getFontScaleFromHeight(kFont, letters, thickness);
  const std::string shown = printable(text);
  int below = 0;
  const auto size = cv::getTextSize(shown, kFont, scale, thickness, &below);
  const int margin = std::max(2, letters / 5);
  const cv::Size box(size.width + 2 * margin, size.height + below + 2 * margin);

  const auto within = [](float value, int room) {
    return static_cast<int>(std::clamp(value, 0.0F, static_cast<float>(std::max(room, 0))));
  };
  const int left = within(place.x, image.size().width - box.width);
  const int top =
      within(place.y - static_cast<float>(box.height), image.size().height - box.height);

  auto matrix = borrow(image);
  cv::rectangle(matrix, {left, top}, {left + box.width - 1, top + box.height - 1}, scalar(strip),
                cv::FILLED);
  const double luma = 0.114 * strip.blue + 0.587 * strip.green + 0.299 * strip.red;
  cv::putText(matrix, shown, {left + margin, top + margin + size.height}, kFont, scale,
              luma > kLuma ? cv::Scalar::all(0) : cv::Scalar::all(255), thickness, cv::LINE_AA);
}

}  // namespace facelatch::imaging
