// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/audit.hpp"
#include "store/core.hpp"

namespace facelatch::store {

inline constexpr std::size_t kMaximumNameBytes = 200;
inline constexpr std::size_t kMaximumReferenceBytes = 200;
inline constexpr std::size_t kMaximumConsentBytes = 10'000;
inline constexpr int kMaximumRetentionDays = 36'500;

/// What is known of a person who is to be recognised.
struct PersonData {
  std::string name;          ///< for people to read
  std::string reference;     ///< the application's own id, unique; may be empty
  std::string consent;       ///< the text that the person agreed to; required
  int retention_days = 365;  ///< how long a template lives, from its enrolment on

  bool operator==(const PersonData&) const = default;
};

struct Person {
  std::string id;           ///< 22 characters (crypto::random_id)
  std::int64_t number = 0;  ///< of this store; the gallery's PersonIndex
  PersonData data;
  base::UnixTime consented;
  base::UnixTime created;
  base::UnixTime changed;
  std::int64_t templates = 0;

  bool operator==(const Person&) const = default;
};

/// What is to become different.
struct PersonChange {
  std::optional<std::string> name;
  std::optional<std::string> reference;
  std::optional<std::string> consent;  ///< Also sets the time of consent.
  std::optional<int> retention_days;   ///< Also for the templates that there are.
};

struct PeopleQuery {
  std::string search;      ///< a part of name or reference, in any case of ASCII letters
  std::int64_t after = 0;  ///< number of the last person of the page before
  std::size_t count = 50;  ///< 1 to 1000
};

struct DeletedPerson {
  std::vector<std::int64_t> templates;  ///< numbers, for the search index
  /// Whether every trace has left the files already; else Store::clean_up does it later.
  bool is_wiped = false;
};

/// The people of a store. `client` is who asks, for the audit log. Thread-safe.
class People {
 public:
  People(Core& core, Audit& audit) : core_(&core), audit_(&audit) {}

  /// Fails with invalid_argument (a text too long, empty where it must not be, or with control
  /// characters) or already_exists (the reference).
  base::Result<Person> create(const PersonData& data, std::string_view client);
  /// Fails with not_found; so do the following.
  [[nodiscard]] base::Result<Person> find(std::string_view id) const;
  [[nodiscard]] base::Result<Person> find_reference(std::string_view reference) const;
  [[nodiscard]] base::Result<Person> find_number(std::int64_t number) const;
  base::Result<Person> change(std::string_view id, const PersonChange& change,
                              std::string_view client);
  /// With templates and counted failures; the audit log keeps the id alone.
  base::Result<DeletedPerson> remove(std::string_view id, std::string_view client);

  /// In the order of creation.
  [[nodiscard]] base::Result<std::vector<Person>> list(const PeopleQuery& query) const;
  [[nodiscard]] base::Result<std::int64_t> count() const;

 private:
  Core* core_;
  Audit* audit_;
};

// Parts of larger changes.
/// Fails with invalid_argument, as People::create does.
base::Result<void> check_person(const PersonData& data);
/// Sets the person's number. Fails with already_exists (the id or the reference).
base::Result<void> insert_person(Transaction& transaction, Person& person);

}  // namespace facelatch::store
