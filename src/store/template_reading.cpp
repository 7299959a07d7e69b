// SPDX-License-Identifier: Apache-2.0
#include "store/template_rows.hpp"
#include "store/templates.hpp"

namespace facelatch::store {

using base::ErrorCode;
using base::failure;
using base::Result;

Result<std::vector<Template>> Templates::of_person(std::int64_t person_number) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query =
      transaction->query(std::string(kSelectTemplates) + "person = ? ORDER BY templates.number");
  query.bind(person_number);
  return all_rows(query, template_of);
}

/// Calls `open` with the template's record and what it is sealed as.
template <class Open>
Result<void> Templates::find(std::int64_t number, const Open& open) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query =
      transaction->query(std::string(kSelectTemplates) + "templates.number = ? AND expires_ms > ?");
  query.bind(number);
  query.bind(milliseconds_of(core_->clock()));
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return failure(ErrorCode::not_found, "There is no such template.");
  return open(template_of(query), query.blob(kSealedColumn));
}

Result<void> Templates::read(std::int64_t number, std::span<float> out) const {
  return find(number, [&](const Template& record, std::span<const std::uint8_t> sealed) {
    return open_record(*core_->keys, record, sealed, out);
  });
}

Result<std::vector<float>> Templates::read_vector(std::int64_t number) const {
  std::vector<float> vector;
  auto opened = find(number, [&](const Template& record, std::span<const std::uint8_t> sealed) {
    vector.resize(values_of(sealed));
    return open_record(*core_->keys, record, sealed, vector);
  });
  if (!opened) return std::unexpected(opened.error());
  return vector;
}

Result<std::int64_t> Templates::removals() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query("SELECT coalesce(max(position), 0) FROM removed_templates");
  if (const auto row = query.step(); !row) return std::unexpected(row.error());
  return query.integer(0);
}

Result<std::vector<std::int64_t>> Templates::removed_since(std::int64_t known) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      "SELECT number FROM removed_templates WHERE position > ? ORDER BY position");
  query.bind(known);
  return integers(query);
}

Result<std::vector<KindCount>> Templates::kinds() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      "SELECT model, preprocessing, count(*), count(DISTINCT person) FROM templates "
      "GROUP BY model, preprocessing");
  return all_rows(query, [](const Query& row) {
    return KindCount{{row.text(0), row.text(1)}, row.integer(2), row.integer(3)};
  });
}

Result<std::vector<std::string>> Templates::people_without(const TemplateKind& kind) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      "SELECT id FROM people WHERE EXISTS(SELECT 1 FROM templates WHERE person = people.number) "
      "AND NOT EXISTS(SELECT 1 FROM templates WHERE person = people.number AND model = ? AND "
      "preprocessing = ?) ORDER BY number");
  query.bind(std::string_view(kind.model));
  query.bind(std::string_view(kind.preprocessing));
  return all_rows(query, [](const Query& row) { return row.text(0); });
}

Result<std::int64_t> Templates::generation() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'template_changes'");
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  return *row ? query.integer(0) : 0;
}

}  // namespace facelatch::store
