// SPDX-License-Identifier: Apache-2.0
#include "store/transfer.hpp"

#include <fmt/format.h>

#include "base/wipe.hpp"
#include "store/transfer_file.hpp"
#include "store/transfer_record.hpp"

namespace facelatch::store {
namespace {

using base::ErrorCode;
using base::Result;

constexpr std::size_t kPeopleOfPage = 200;

/// A template that goes away meanwhile is left out.
Result<TransferRecord> record_of(Store& store, const Person& person) {
  TransferRecord record;
  record.person = person;
  const auto templates = store.templates().of_person(person.number);
  if (!templates) return std::unexpected(templates.error());
  for (const auto& each : *templates) {
    auto vector = store.templates().read_vector(each.number);
    if (!vector && vector.error().code == ErrorCode::not_found) continue;
    if (!vector) return std::unexpected(vector.error());
    record.templates.push_back({each, *std::move(vector)});
  }
  return record;
}

Result<void> write(TransferWriter& writer, const TransferRecord& record, Transferred& done) {
  auto bytes = to_bytes(record);
  const base::WipeAtEnd wipe_bytes(bytes);
  ++done.people;
  done.templates += std::ssize(record.templates);
  return writer.write(bytes);
}

Result<bool> is_here(Transaction& transaction, const Person& person) {
  auto query = transaction.query("SELECT 1 FROM people WHERE id = ? OR reference = ?");
  query.bind(std::string_view(person.id));
  query.bind_text_or_null(person.data.reference);
  return query.step();
}

Result<void> add(Transaction& transaction, const LoadedKeys& keys, TransferRecord& record,
                 base::UnixTime now, Transferred& done) {
  if (auto added = insert_person(transaction, record.person); !added) return added;
  ++done.people;
  for (auto& [entry, vector] : record.templates) {
    entry.person_id = record.person.id;
    entry.person_number = record.person.number;
    entry.expires = entry.created + retention_of(record.person.data.retention_days);
    if (entry.expires <= now) continue;
    if (auto added = insert_template(transaction, keys, entry, vector); !added) return added;
    ++done.templates;
  }
  return {};
}

Result<void> take_over(Store& store, TransferRecord& record, std::string_view client,
                       Transferred& done) {
  auto& core = store.core();
  auto transaction = Transaction::begin(*core.writer, Intent::write);
  if (!transaction) return std::unexpected(transaction.error());
  const auto here = is_here(*transaction, record.person);
  if (!here) return std::unexpected(here.error());
  if (*here) {
    ++done.skipped;
    return {};
  }
  const auto keys = core.keys->for_writing(*transaction);
  if (!keys) return std::unexpected(keys.error());
  if (auto added = add(*transaction, **keys, record, core.clock(), done); !added) return added;
  if (auto counted = count_template_change(*transaction); !counted) return counted;
  const auto event = done_event("person_imported", client, record.person.id);
  if (auto noted = store.audit().append(*transaction, event); !noted) return noted;
  return transaction->commit();
}

/// Calls `handle` with each record.
template <class Handle>
Result<void> for_each_record(TransferReader& reader, const Handle& handle) {
  while (true) {
    const auto message = reader.next();
    if (!message) return std::unexpected(message.error());
    if (!*message) return {};
    auto record = parse_transfer_record((*message)->bytes());
    if (!record) return std::unexpected(record.error());
    if (auto handled = handle(*record); !handled) return handled;
  }
}

}  // namespace

Result<Transferred> export_people(Store& store, const std::filesystem::path& target,
                                  std::string_view passphrase, std::string_view client,
                                  const crypto::PassphraseCost& cost) {
  auto writer = TransferWriter::create(target, passphrase, cost);
  if (!writer) return std::unexpected(writer.error());
  Transferred done;
  for (PeopleQuery query{.search = {}, .after = 0, .count = kPeopleOfPage};;) {
    const auto page = store.people().list(query);
    if (!page) return std::unexpected(page.error());
    for (const auto& person : *page) {
      const auto record = record_of(store, person);
      if (!record) return std::unexpected(record.error());
      if (auto written = write(*writer, *record, done); !written) {
        return std::unexpected(written.error());
      }
    }
    if (page->size() < query.count) break;
    query.after = page->back().number;
  }
  auto event = done_event("exported", client, {});
  event.reason = fmt::format("{} people, {} templates", done.people, done.templates);
  // First the line: nobody has an export that the log does not know of.
  if (auto noted = store.audit().append(event); !noted) return std::unexpected(noted.error());
  if (auto finished = writer->finish(); !finished) return std::unexpected(finished.error());
  return done;
}

Result<Transferred> import_people(Store& store, const std::filesystem::path& source,
                                  std::string_view passphrase, std::string_view client) {
  auto reader = TransferReader::open(source, passphrase);
  if (!reader) return std::unexpected(reader.error());
  auto checked = for_each_record(*reader, [](const TransferRecord&) { return Result<void>(); });
  if (!checked) return std::unexpected(checked.error());
  if (auto again = reader->rewind(); !again) return std::unexpected(again.error());
  Transferred done;
  auto added = for_each_record(
      *reader, [&](TransferRecord& record) { return take_over(store, record, client, done); });
  if (!added) return std::unexpected(added.error());
  return done;
}

}  // namespace facelatch::store
