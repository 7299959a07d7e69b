// SPDX-License-Identifier: Apache-2.0
#include "store/template_rows.hpp"

#include <algorithm>
#include <bit>

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

// Vectors are stored as they lie in memory.
static_assert(std::endian::native == std::endian::little && sizeof(float) == 4);

std::span<std::uint8_t> bytes_of(std::span<float> values) {
  return {reinterpret_cast<std::uint8_t*>(values.data()), values.size_bytes()};
}

}  // namespace

Template template_of(const Query& query) {
  return {.id = query.text(1),
          .number = query.integer(0),
          .person_number = query.integer(2),
          .person_id = query.text(3),
          .kind = {.model = query.text(4), .preprocessing = query.text(5)},
          .created = time_of(query.integer(6)),
          .expires = time_of(query.integer(7))};
}

crypto::RecordContext context_of(const Template& record) {
  return {.person_id = record.person_id,
          .record_id = record.id,
          .model_id = record.kind.model,
          .preprocessing_id = record.kind.preprocessing};
}

Result<std::vector<std::int64_t>> integers(Query& query) {
  return all_rows(query, [](const Query& row) { return row.integer(0); });
}

Result<void> open_record(Keys& keys, const Template& record, std::span<const std::uint8_t> sealed,
                         std::span<float> out) {
  if (sealed.size() != out.size_bytes() + crypto::kRecordOverhead) {
    return failure(ErrorCode::corrupt, "A stored template has another size than its model's.");
  }
  auto opened = keys.current()->templates.open_into(context_of(record), sealed, bytes_of(out));
  if (opened || opened.error().code != ErrorCode::not_found) return opened;
  const auto fresh = keys.reload();
  if (!fresh) return std::unexpected(fresh.error());
  opened = (*fresh)->templates.open_into(context_of(record), sealed, bytes_of(out));
  // A key that is not given is no template that is gone.
  if (!opened && opened.error().code == ErrorCode::not_found) {
    return failure(ErrorCode::denied, opened.error().message);
  }
  return opened;
}

std::size_t values_of(std::span<const std::uint8_t> sealed) {
  return (std::max(sealed.size(), crypto::kRecordOverhead) - crypto::kRecordOverhead) /
         sizeof(float);
}

}  // namespace facelatch::store
