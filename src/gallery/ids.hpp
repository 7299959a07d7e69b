// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

namespace facelatch::gallery {

/// Names one template within a store; never 0 and never given to another template again.
enum class TemplateId : std::uint64_t {};

/// Names one person within a store; the templates of a person share it.
enum class PersonIndex : std::uint32_t {};

}  // namespace facelatch::gallery
