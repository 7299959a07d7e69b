// SPDX-License-Identifier: Apache-2.0
#include "store/transfer_record.hpp"

#include <cmath>
#include <cstring>

#include "base/wipe.hpp"
#include "crypto/random.hpp"

namespace facelatch::store {
namespace {

using base::Bytes;
using base::ErrorCode;
using base::Result;

/// How much the length of a vector may differ from 1, as in the gallery.
constexpr double kLengthTolerance = 0.001;

class Writer {
 public:
  void number(std::uint64_t value, int size_bytes) {
    for (int i = 0; i < size_bytes; ++i) {
      bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i) & 0xFFU));
    }
  }
  void time(base::UnixTime value) { number(static_cast<std::uint64_t>(milliseconds_of(value)), 8); }
  void text(std::string_view value) {
    number(value.size(), 4);
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  void vector(const std::vector<float>& values) {
    number(values.size(), 4);
    const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
    bytes_.insert(bytes_.end(), first, first + values.size() * sizeof(float));
  }
  Bytes take() { return std::move(bytes_); }

 private:
  // Room for all at once: growing would leave copies of the vectors behind.
  Bytes bytes_ = [] {
    Bytes bytes;
    bytes.reserve(kMaximumTransferBytes);
    return bytes;
  }();
};

/// Once something is missing, all that follows is empty, and is_good() false.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> rest) : rest_(rest) {}

  std::uint64_t number(std::size_t size_bytes) {
    std::uint64_t value = 0;
    const auto bytes = take(size_bytes);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value |= static_cast<std::uint64_t>(bytes[i]) << (8 * i);
    }
    return value;
  }
  base::UnixTime time() {
    // Far from where adding a retention would overflow.
    constexpr std::uint64_t kLatest = std::uint64_t{1} << 50U;
    const auto value = number(8);
    is_good_ = is_good_ && value < kLatest;
    return time_of(is_good_ ? static_cast<std::int64_t>(value) : 0);
  }
  std::string text(std::size_t limit) {
    const auto bytes = take(length(limit));
    return {bytes.begin(), bytes.end()};
  }
  std::vector<float> vector() {
    const auto bytes = take(length(kMaximumTemplateValues) * sizeof(float));
    std::vector<float> values(bytes.size() / sizeof(float));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  std::size_t length(std::size_t limit) {
    const auto value = number(4);
    is_good_ = is_good_ && value <= limit;
    return is_good_ ? value : 0;
  }
  [[nodiscard]] bool is_good() const { return is_good_; }
  [[nodiscard]] bool is_at_end() const { return is_good_ && rest_.empty(); }

 private:
  std::span<const std::uint8_t> take(std::size_t size_bytes) {
    is_good_ = is_good_ && size_bytes <= rest_.size();
    if (!is_good_) return {};
    const auto taken = rest_.first(size_bytes);
    rest_ = rest_.subspan(size_bytes);
    return taken;
  }

  std::span<const std::uint8_t> rest_;
  bool is_good_ = true;
};

Person read_person(Reader& reader) {
  Person person;
  person.id = reader.text(crypto::kIdCharacters);
  person.data.name = reader.text(kMaximumNameBytes);
  person.data.reference = reader.text(kMaximumReferenceBytes);
  person.data.consent = reader.text(kMaximumConsentBytes);
  person.consented = reader.time();
  person.data.retention_days = static_cast<int>(reader.length(kMaximumRetentionDays));
  person.created = reader.time();
  person.changed = reader.time();
  return person;
}

TransferTemplate read_template(Reader& reader) {
  TransferTemplate found;
  found.record.id = reader.text(crypto::kIdCharacters);
  found.record.kind.model = reader.text(crypto::kMaximumContextField);
  found.record.kind.preprocessing = reader.text(crypto::kMaximumContextField);
  found.record.created = reader.time();
  found.vector = reader.vector();
  return found;
}

bool is_sound(const TransferTemplate& found) {
  if (!crypto::is_id(found.record.id)) return false;
  if (!check_template({found.record.kind, found.vector})) return false;
  double square = 0;
  for (const float value : found.vector) {
    square += static_cast<double>(value) * static_cast<double>(value);
  }
  return std::abs(std::sqrt(square) - 1) <= kLengthTolerance;
}

}  // namespace

TransferRecord::~TransferRecord() {
  for (auto& each : templates) base::wipe(std::span(each.vector));
}

Bytes to_bytes(const TransferRecord& record) {
  const auto& person = record.person;
  Writer writer;
  for (const auto* text :
       {&person.id, &person.data.name, &person.data.reference, &person.data.consent}) {
    writer.text(*text);
  }
  writer.time(person.consented);
  writer.number(static_cast<std::uint64_t>(person.data.retention_days), 4);
  writer.time(person.created);
  writer.time(person.changed);
  writer.number(record.templates.size(), 4);
  for (const auto& each : record.templates) {
    writer.text(each.record.id);
    writer.text(each.record.kind.model);
    writer.text(each.record.kind.preprocessing);
    writer.time(each.record.created);
    writer.vector(each.vector);
  }
  return writer.take();
}

Result<TransferRecord> parse_transfer_record(std::span<const std::uint8_t> bytes) {
  Reader reader(bytes);
  TransferRecord record;
  record.person = read_person(reader);
  const auto count = reader.length(kMaximumTemplatesOfPerson);
  bool is_sound_so_far = crypto::is_id(record.person.id) && check_person(record.person.data);
  for (std::size_t i = 0; i < count && reader.is_good(); ++i) {
    record.templates.push_back(read_template(reader));
    is_sound_so_far = is_sound_so_far && is_sound(record.templates.back());
  }
  if (is_sound_so_far && reader.is_at_end()) return record;
  return base::failure(ErrorCode::corrupt, "The export has a person who is not well described.");
}

}  // namespace facelatch::store
