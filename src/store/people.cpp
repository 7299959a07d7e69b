// SPDX-License-Identifier: Apache-2.0
#include "store/people.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/random.hpp"
#include "store/templates.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::size_t kMaximumCount = 1000;
constexpr std::string_view kSelect =
    "SELECT number, id, name, reference, consent, retention_days, consented_ms, created_ms, "
    "changed_ms, (SELECT count(*) FROM templates WHERE person = people.number) FROM people ";

auto not_there() { return failure(ErrorCode::not_found, "There is no such person."); }

Person person_of(const Query& query) {
  return {.id = query.text(1),
          .number = query.integer(0),
          .data = {.name = query.text(2),
                   .reference = query.text(3),
                   .consent = query.text(4),
                   .retention_days = static_cast<int>(query.integer(5))},
          .consented = time_of(query.integer(6)),
          .created = time_of(query.integer(7)),
          .changed = time_of(query.integer(8)),
          .templates = query.integer(9)};
}

Result<Person> single(Query& query) {
  const auto row = query.step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return not_there();
  return person_of(query);
}

Result<Person> person_called(Transaction& transaction, std::string_view id) {
  auto query = transaction.query(std::string(kSelect) + "WHERE id = ?");
  query.bind(id);
  return single(query);
}

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const auto value = static_cast<unsigned char>(c);
    return value < 0x20 || value == 0x7F;
  });
}

Result<void> check_line(std::string_view what, std::string_view text, std::size_t limit) {
  if (text.size() > limit) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The {} has more than {} bytes.", what, limit));
  }
  if (has_control_characters(text)) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The {} has control characters.", what));
  }
  return {};
}

base::Error spoken(base::Error error) {
  if (error.code == ErrorCode::already_exists) {
    error.message = "Another person has this reference already.";
  }
  return error;
}

PersonData changed_data(PersonData data, const PersonChange& change) {
  if (change.name) data.name = *change.name;
  if (change.reference) data.reference = *change.reference;
  if (change.consent) data.consent = *change.consent;
  if (change.retention_days) data.retention_days = *change.retention_days;
  return data;
}

Result<void> update(Transaction& transaction, const Person& person) {
  auto query = transaction.query(
      "UPDATE people SET name=?, reference=?, consent=?, consented_ms=?, retention_days=?, "
      "changed_ms=? WHERE number=?");
  query.bind(std::string_view(person.data.name));
  query.bind_text_or_null(person.data.reference);
  query.bind(std::string_view(person.data.consent));
  query.bind(milliseconds_of(person.consented));
  query.bind(std::int64_t{person.data.retention_days});
  query.bind(milliseconds_of(person.changed));
  query.bind(person.number);
  if (const auto done = transaction.finish(query); !done) {
    return std::unexpected(spoken(done.error()));
  }
  const auto done =
      transaction.run("UPDATE templates SET expires_ms = created_ms + ? WHERE person = ?",
                      retention_of(person.data.retention_days).count(), person.number);
  if (!done) return std::unexpected(done.error());
  return {};
}

/// `%` and `_` of the searched text stand for themselves.
std::string like_pattern(std::string_view text) {
  std::string pattern = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

Result<void> check_person(const PersonData& data) {
  if (data.name.empty()) return failure(ErrorCode::invalid_argument, "A person needs a name.");
  if (auto line = check_line("name", data.name, kMaximumNameBytes); !line) return line;
  if (auto line = check_line("reference", data.reference, kMaximumReferenceBytes); !line) {
    return line;
  }
  if (data.consent.empty() || data.consent.size() > kMaximumConsentBytes ||
      data.consent.find('\0') != std::string::npos) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The text of the person's consent is needed, of 1 to {} bytes.",
                               kMaximumConsentBytes));
  }
  if (data.retention_days < 1 || data.retention_days > kMaximumRetentionDays) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("The retention is 1 to {} days.", kMaximumRetentionDays));
  }
  return {};
}

Result<void> insert_person(Transaction& transaction, Person& person) {
  auto query = transaction.query(
      "INSERT INTO people(id, name, reference, consent, consented_ms, retention_days, "
      "created_ms, changed_ms) VALUES(?,?,?,?,?,?,?,?)");
  query.bind(std::string_view(person.id));
  query.bind(std::string_view(person.data.name));
  query.bind_text_or_null(person.data.reference);
  query.bind(std::string_view(person.data.consent));
  query.bind(milliseconds_of(person.consented));
  query.bind(std::int64_t{person.data.retention_days});
  query.bind(milliseconds_of(person.created));
  query.bind(milliseconds_of(person.changed));
  if (const auto done = transaction.finish(query); !done) return std::unexpected(done.error());
  person.number = transaction.last_row();
  return {};
}

Result<Person> People::create(const PersonData& data, std::string_view client) {
  if (auto checked = check_person(data); !checked) return std::unexpected(checked.error());
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto now = core_->clock();
  Person person{.id = crypto::random_id(),
                .number = 0,
                .data = data,
                .consented = now,
                .created = now,
                .changed = now,
                .templates = 0};
  if (auto done = insert_person(*transaction, person); !done) {
    return std::unexpected(spoken(done.error()));
  }
  if (auto noted = audit_->append(*transaction, done_event("person_created", client, person.id));
      !noted) {
    return std::unexpected(noted.error());
  }
  if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  return person;
}

Result<Person> People::find(std::string_view id) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  return person_called(*transaction, id);
}

Result<Person> People::find_reference(std::string_view reference) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(std::string(kSelect) + "WHERE reference = ?");
  query.bind(reference);
  return single(query);
}

Result<Person> People::find_number(std::int64_t number) const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(std::string(kSelect) + "WHERE number = ?");
  query.bind(number);
  return single(query);
}

Result<Person> People::change(std::string_view id, const PersonChange& change,
                              std::string_view client) {
  auto transaction = Transaction::begin(*core_->writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  auto person = person_called(*transaction, id);
  if (!person) return person;
  person->data = changed_data(person->data, change);
  if (auto checked = check_person(person->data); !checked) return std::unexpected(checked.error());
  person->changed = core_->clock();
  if (change.consent) person->consented = person->changed;
  if (auto done = update(*transaction, *person); !done) return std::unexpected(done.error());
  if (auto noted = audit_->append(*transaction, done_event("person_changed", client, id)); !noted) {
    return std::unexpected(noted.error());
  }
  if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  return person;
}

Result<DeletedPerson> People::remove(std::string_view id, std::string_view client) {
  DeletedPerson deleted;
  {
    auto transaction = Transaction::begin(*core_->writer, Intent::write);
    if (!transaction) return std::unexpected(transaction.error());
    const auto person = person_called(*transaction, id);
    if (!person) return std::unexpected(person.error());
    auto numbers = template_numbers(*transaction, person->number);
    if (!numbers) return std::unexpected(numbers.error());
    deleted.templates = *std::move(numbers);
    // The templates go with the person (ON DELETE CASCADE).
    for (const auto* text : {"DELETE FROM people WHERE id = ?",
                             "DELETE FROM counters WHERE kind = 'person' AND subject = ?",
                             "DELETE FROM tries WHERE person = ?"}) {
      if (const auto done = transaction->run(text, id); !done) {
        return std::unexpected(done.error());
      }
    }
    if (auto counted = count_template_change(*transaction); !counted) {
      return std::unexpected(counted.error());
    }
    if (auto noted = audit_->append(*transaction, done_event("person_deleted", client, id));
        !noted) {
      return std::unexpected(noted.error());
    }
    if (auto done = transaction->commit(); !done) return std::unexpected(done.error());
  }
  deleted.is_wiped = core_->writer->empty_log();
  return deleted;
}

Result<std::vector<Person>> People::list(const PeopleQuery& wanted) const {
  if (wanted.count < 1 || wanted.count > kMaximumCount) {
    return failure(ErrorCode::invalid_argument,
                   fmt::format("A page of people has 1 to {} of them.", kMaximumCount));
  }
  if (wanted.search.size() > kMaximumNameBytes) {
    return failure(ErrorCode::invalid_argument, "The searched text is too long.");
  }
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query(
      std::string(kSelect) +
      "WHERE number > ?1 AND (?2 = '%%' OR name LIKE ?2 ESCAPE '\\' OR reference LIKE ?2 ESCAPE "
      "'\\') ORDER BY number LIMIT ?3");
  query.bind(wanted.after);
  query.bind(std::string_view(like_pattern(wanted.search)));
  query.bind(static_cast<std::int64_t>(wanted.count));
  return all_rows(query, person_of);
}

Result<std::int64_t> People::count() const {
  auto transaction = Transaction::begin(*core_->reader, Intent::read);
  if (!transaction) return std::unexpected(transaction.error());
  auto query = transaction->query("SELECT count(*) FROM people");
  if (const auto row = query.step(); !row) return std::unexpected(row.error());
  return query.integer(0);
}

}  // namespace facelatch::store
