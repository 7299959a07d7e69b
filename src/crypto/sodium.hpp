// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace facelatch::crypto {

/// Must have run before the first call into libsodium; every entry point of this module calls it.
/// Cheap after the first time; thread-safe. Ends the program where the machine has no source of
/// randomness, since nothing secret can be made then.
void start_sodium();

}  // namespace facelatch::crypto
