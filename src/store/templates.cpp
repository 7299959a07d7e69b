// SPDX-License-Identifier: Apache-2.0
#include "store/templates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "crypto/random.hpp"
#include "store/template_rows.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

std::span<const std::uint8_t> bytes_of(std::span<const float> values) {
  return {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()};
}

struct Owner {
  std::int64_t number;
  int retention_days;
};

Result<Owner> owner_called(Transaction& transaction, std::string_view id) {
  auto query = transaction.query("SELECT number, retention_days FROM people WHERE id = ?");
  query.bind(id);
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return failure(ErrorCode::not_found, "There is no such person.");
  return Owner{query.integer(0), static_cast<int>(query.integer(1))};
}

Result<std::vector<std::int64_t>> remove_of_kinds(Transaction& transaction, std::int64_t person,
                                                  const std::set<TemplateKind>& kinds) {
  std::vector<std::int64_t> removed;
  for (const auto& kind : kinds) {
    auto query = transaction.query(
        "DELETE FROM templates WHERE person = ? AND model = ? AND preprocessing = ? "
        "RETURNING number");
    query.bind(person);
    query.bind(std::string_view(kind.model));
    query.bind(std::string_view(kind.preprocessing));
    const auto numbers = integers(query);
    if (!numbers) return numbers;
    removed.insert(removed.end(), numbers->begin(), numbers->end());
  }
  return removed;
}

Result<void> check_room(Transaction& transaction, std::int64_t person, std::size_t more) {
  const auto numbers = template_numbers(transaction, person);
  if (!numbers) return std::unexpected(numbers.error());
  if (numbers->size() + more > kMaximumTemplatesOfPerson) {
    return failure(ErrorCode::too_large,
                   fmt::format("A person has at most {} templates.", kMaximumTemplatesOfPerson));
  }
  return {};
}

std::string spoken(const std::set<TemplateKind>& kinds) {
  std::string text;
  for (const auto& kind : kinds) {
    text += (text.empty() ? "" : ",") + kind.model + "/" + kind.preprocessing;
  }
  return text;
}

std::set<TemplateKind> kinds_of(const std::vector<NewTemplate>& templates) {
  std::set<TemplateKind> kinds;
  for (const auto& record : templates) kinds.insert(record.kind);
  return kinds;
}

/// Removals with their lines in the audit log.
Result<std::vector<std::int64_t>> expire(Transaction& transaction, Audit& audit,
                                         base::UnixTime now) {
  std::vector<std::int64_t> numbers;
  std::set<std::string> people;
  {
    auto query = transaction.query(std::string(kSelectTemplates) + "expires_ms <= ?");
    query.bind(milliseconds_of(now));
    const auto expired = all_rows(query, template_of);
    if (!expired) return std::unexpected(expired.error());
    for (const auto& record : *expired) {
      numbers.push_back(record.number);
      people.insert(record.person_id);
    }
  }
  const auto done =
      transaction.run("DELETE FROM templates WHERE expires_ms <= ?", milliseconds_of(now));
  if (!done) return std::unexpected(done.error());
  for (const auto& person : people) {
    auto event = done_event("templates_expired", "facelatch", person);
    event.reason = "retention";
    if (auto noted = audit.append(transaction, event); !noted)
      return std::unexpected(noted.error());
  }
  return numbers;
}

}  // namespace

Result<std::vector<std::int64_t>> template_numbers(Transaction& transaction,
                                                   std::int64_t person_number) {
  auto query = transaction.query("SELECT number FROM templates WHERE person = ?");
  query.bind(person_number);
  return integers(query);
}

Result<void> count_template_change(Transaction& transaction) {
  const auto done = transaction.run(
      "INSERT INTO settings VALUES('template_changes', '1') ON CONFLICT(name) DO UPDATE SET "
      "value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)");
  if (!done) return std::unexpected(done.error());
  return {};
}

Result<void> check_template(const NewTemplate& record) {
  const auto is_id = [](std::string_view text) {
    return !text.empty() && text.size() <= crypto::kMaximumContextField;
  };
  if (!is_id(record.kind.model) || !is_id(record.kind.preprocessing)) {
    return failure(ErrorCode::invalid_argument, "A template needs the ids of its models.");
  }
  if (record.vector.empty() || record.vector.size() > kMaximumTemplateValues ||
      !std::ranges::all_of(record.vector, [](float value) { return std::isfinite(value); })) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A template has 1 to {} finite numbers.", kMaximumTemplateValues));
  }
  return {};
}

Result<void> insert_template(Transaction& transaction, const LoadedKeys& keys, Template& record,
                             const std::vector<float>& vector) {
  const auto sealed = keys.templates.seal(context_of(record), bytes_of(std::span(vector)));
  if (!sealed) return std::unexpected(sealed.error());
  const auto done = transaction.run(
      "INSERT INTO templates(id, person, model, preprocessing, created_ms, expires_ms, sealed) "
      "VALUES(?,?,?,?,?,?,?)",
      std::string_view(record.id), record.person_number, std::string_view(record.kind.model),
      std::string_view(record.kind.preprocessing), milliseconds_of(record.created),
      milliseconds_of(record.expires), std::span<const std::uint8_t>(*sealed));
  if (!done) return std::unexpected(done.error());
  record.number = transaction.last_row();
  return {};
}

Result<StoredTemplates> Templates::store(Transaction& transaction, const Addition& addition) {
  StoredTemplates stored;
  const auto owner = owner_called(transaction, addition.person_id);
  if (!owner) return std::unexpected(owner.error());
  const auto keys = core_->keys->for_writing(transaction);
  if (!keys) return std::unexpected(keys.error());
  if (addition.enrolment == Enrolment::replace) {
    auto removed = remove_of_kinds(transaction, owner->number, kinds_of(addition.templates));
    if (!removed) return std::unexpected(removed.error());
    stored.removed = *std::move(removed);
  }
  if (auto room = check_room(transaction, owner->number, addition.templates.size()); !room) {
    return std::unexpected(room.error());
  }
  const auto now = core_->clock();
  for (const auto& record : addition.templates) {
    stored.added.push_back({.id = crypto::random_id(),
                            .number = 0,
                            .person_number = owner->number,
                            .person_id = std::string(addition.person_id),
                            .kind = record.kind,
                            .created = now,
                            .expires = now + retention_of(owner->retention_days)});
    if (auto done = insert_template(transaction, **keys, stored.added.back(), record.vector);
        !done) {
      return std::unexpected(done.error());
    }
  }
  return stored;
}

Result<StoredTemplates> Templates::add(std::string_view person_id,
                                       const std::vector<NewTemplate>& templates,
                                       Enrolment enrolment, std::string_view client) {
  if (templates.empty()) {
    return failure(ErrorCode::invalid_argument, "There is no template to be stored.");
  }
  for (const auto& record : templates) {
    if (auto checked = check_template(record); !checked) return std::unexpected(checked.error());
  }
  Result<StoredTemplates> stored;
  {
    auto transaction = Transaction::begin(*core_->writer, Intent::write);
    if (!transaction) return std::unexpected(transaction.error());
    stored = store(*transaction, {person_id, templates, enrolment});
    if (!stored) return stored;
    if (auto done = count_template_change(*transaction); !done) {
      return std::unexpected(done.error());
    }
    auto event = done_event("enrolled", client, person_id);
    event.models = spoken(kinds_of(templates));
    if (auto noted = audit_->append(*transaction, event); !noted) {
      return std::unexpected(noted.error());
    }
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  }
  if (!stored->removed.empty()) core_->writer->empty_log();
  return stored;
}

Result<std::int64_t> Templates::remove(std::string_view person_id, std::string_view template_id,
                                       std::string_view client) {
  std::int64_t number = 0;
  {
    auto transaction = Transaction::begin(*core_->writer, Intent::write);
    if (!transaction) return std::unexpected(transaction.error());
    {
      auto query = transaction->query(
          "DELETE FROM templates WHERE id = ? AND person = (SELECT number FROM people WHERE "
          "id = ?) RETURNING number");
      query.bind(template_id);
      query.bind(person_id);
      const auto removed = integers(query);
      if (!removed) return std::unexpected(removed.error());
      if (removed->empty()) return failure(ErrorCode::not_found, "There is no such template.");
      number = removed->front();
    }
    if (auto done = count_template_change(*transaction); !done) {
      return std::unexpected(done.error());
    }
    if (auto noted =
            audit_->append(*transaction, done_event("template_deleted", client, person_id));
        !noted) {
      return std::unexpected(noted.error());
    }
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  }
  core_->writer->empty_log();
  return number;
}

Result<std::vector<std::int64_t>> Templates::remove_expired() {
  const auto now = core_->clock();
  {
    // Almost always there is nothing to do, which must not wait for a writer.
    auto transaction = Transaction::begin(*core_->reader, Intent::read);
    if (!transaction) return std::unexpected(transaction.error());
    auto query = transaction->query("SELECT 1 FROM templates WHERE expires_ms <= ? LIMIT 1");
    query.bind(milliseconds_of(now));
    const auto row = query.step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return std::vector<std::int64_t>();
  }
  Result<std::vector<std::int64_t>> numbers;
  {
    auto transaction = Transaction::begin(*core_->writer, Intent::write);
    if (!transaction) return std::unexpected(transaction.error());
    numbers = expire(*transaction, *audit_, now);
    if (!numbers) return numbers;
    if (auto done = count_template_change(*transaction); !done) {
      return std::unexpected(done.error());
    }
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  }
  core_->writer->empty_log();
  return numbers;
}

}  // namespace facelatch::store
