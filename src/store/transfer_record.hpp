// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <vector>

#include "base/file.hpp"
#include "base/result.hpp"
#include "store/people.hpp"
#include "store/templates.hpp"

namespace facelatch::store {

struct TransferTemplate {
  Template record;            ///< id, kind and time of creation; the rest belongs to a store
  std::vector<float> vector;  ///< of length 1
};

/// One person, as an export has them. A value; wipes its vectors at the end.
class TransferRecord {
 public:
  TransferRecord() = default;
  TransferRecord(const TransferRecord&) = delete;
  TransferRecord& operator=(const TransferRecord&) = delete;
  TransferRecord(TransferRecord&&) = default;
  TransferRecord& operator=(TransferRecord&&) = default;
  ~TransferRecord();

  Person person;
  std::vector<TransferTemplate> templates;
};

/// No person with all templates needs more.
inline constexpr std::size_t kMaximumTransferBytes = 1U << 20U;

/// As docs/export.md describes it. The caller wipes it.
base::Bytes to_bytes(const TransferRecord& record);
/// Fails with corrupt for anything that to_bytes does not write of a sound person.
base::Result<TransferRecord> parse_transfer_record(std::span<const std::uint8_t> bytes);

}  // namespace facelatch::store
