// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string_view>

#include "imaging/image.hpp"

namespace facelatch::imaging {

// Marks on pictures that people look at. Coordinates are pixels, (0, 0) the outer corner of the
// first pixel; what lies outside of the picture is cut off, and a coordinate that is not finite
// draws nothing. Lines are smoothed. Externally synchronised.

struct Colour {
  std::uint8_t blue = 0;
  std::uint8_t green = 0;
  std::uint8_t red = 0;
};

struct Place {
  float x = 0;
  float y = 0;
};

/// The outline of the upright rectangle between two opposite corners, `thickness` pixels wide.
void draw_rectangle(Image& image, Place corner, Place opposite, Colour colour, int thickness = 2);

void draw_line(Image& image, Place from, Place to, Colour colour, int thickness = 2);

/// A filled disc.
void draw_disc(Image& image, Place centre, float radius, Colour colour);

/// `text` on a filled strip whose lower left corner is `place`, moved so that it stays inside the
/// picture. `height` is the letters', in pixels. Only ASCII letters have shapes; others show "?".
void draw_label(Image& image, Place place, std::string_view text, Colour strip, int height = 14);

}  // namespace facelatch::imaging
