// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "base/file.hpp"
#include "base/result.hpp"

namespace facelatch::api {

/// The bytes that a client wrote into a text: base64, alone or as a data URI (RFC 2397). Fails with
/// invalid_argument, in a sentence of its own for web addresses and for paths: the server reads
/// neither.
base::Result<base::Bytes> picture_from_text(std::string_view text);

}  // namespace facelatch::api
