// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace facelatch::inference {

/// Processors that this process may run on (its affinity mask, so a container's share counts).
int usable_processors();

/// Whether the processor multiplies bf16 in hardware (AVX-512 BF16 or AMX).
bool has_bf16();

}  // namespace facelatch::inference
