// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <span>

#include "imaging/heif/protocol.hpp"

namespace facelatch::imaging::heif {

/// Decodes the primary picture of `file` into `pixels`: rows of blue, green, red without padding.
/// Takes as much memory as the file's coded pictures make libheif's decoders ask for, whatever
/// sizes its header declares: to be called in a process that has a limit. Throws std::bad_alloc.
Answer read(std::span<const std::uint8_t> file, const Order& order, std::span<std::uint8_t> pixels);

}  // namespace facelatch::imaging::heif
