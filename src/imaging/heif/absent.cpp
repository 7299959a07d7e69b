// SPDX-License-Identifier: Apache-2.0
// Stands for decode.cpp in builds without FACELATCH_HEIF.
#include "imaging/codec.hpp"

namespace facelatch::imaging {

base::Result<StoredPicture> decode_heif(ByteView /*file*/, const DecodeLimits& /*limits*/) {
  return not_supported("a HEIC or AVIF picture");
}

}  // namespace facelatch::imaging
