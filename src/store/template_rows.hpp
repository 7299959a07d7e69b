// SPDX-License-Identifier: Apache-2.0
// How a template's row is read; for the files of this folder.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "crypto/template_cipher.hpp"
#include "store/connection.hpp"
#include "store/templates.hpp"

namespace facelatch::store {

/// What template_of() and kSealedColumn refer to; a condition follows.
inline constexpr std::string_view kSelectTemplates =
    "SELECT templates.number, templates.id, people.number, people.id, model, preprocessing, "
    "templates.created_ms, expires_ms, sealed FROM templates JOIN people ON people.number = person "
    "WHERE ";
inline constexpr int kSealedColumn = 8;

Template template_of(const Query& query);

/// What a template is sealed with; valid as long as the record.
crypto::RecordContext context_of(const Template& record);

/// The first column of every row.
base::Result<std::vector<std::int64_t>> integers(Query& query);

/// Opens a record, reading the keys again where another process has rotated them.
base::Result<void> open_record(Keys& keys, const Template& record,
                               std::span<const std::uint8_t> sealed, std::span<float> out);

/// How many numbers a sealed record has.
std::size_t values_of(std::span<const std::uint8_t> sealed);

}  // namespace facelatch::store
