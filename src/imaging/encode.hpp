// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/file.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"

namespace facelatch::imaging {

// Both fail with invalid_argument for a picture without pixels or with sides beyond what the
// format can say (JPEG: 65,500). No EXIF is written: pictures are upright. Thread-safe.

/// A baseline JPEG with halved colour (4:2:0). `quality` is 1 (smallest) to 100.
base::Result<base::Bytes> encode_jpeg(ImageView image, int quality = 92);

/// A PNG: every pixel stays as it is.
base::Result<base::Bytes> encode_png(ImageView image);

}  // namespace facelatch::imaging
