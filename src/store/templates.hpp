// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/audit.hpp"
#include "store/core.hpp"

namespace facelatch::store {

inline constexpr std::size_t kMaximumTemplatesOfPerson = 64;
inline constexpr std::size_t kMaximumTemplateValues = 1024;

constexpr std::chrono::milliseconds retention_of(int days) { return std::chrono::days(days); }

/// How a vector came to be. Vectors of different kinds are never compared.
struct TemplateKind {
  std::string model;          ///< id of the embedder, of 1 to 128 bytes
  std::string preprocessing;  ///< detector, alignment and their version, of 1 to 128 bytes

  auto operator<=>(const TemplateKind&) const = default;
};

struct NewTemplate {
  TemplateKind kind;
  std::vector<float> vector;  ///< of length 1
};

/// What is known of a template without opening it.
struct Template {
  std::string id;
  std::int64_t number = 0;  ///< of this store, never given again; the gallery's TemplateId
  std::int64_t person_number = 0;
  std::string person_id;
  TemplateKind kind;
  base::UnixTime created;
  base::UnixTime expires;
};

/// Whether new templates stand beside those that the person has of the same kind, or replace them.
enum class Enrolment { add, replace };

struct StoredTemplates {
  std::vector<Template> added;
  std::vector<std::int64_t> removed;  ///< numbers, for the search index
};

/// How many templates of one kind there are, and of how many people.
struct KindCount {
  TemplateKind kind;
  std::int64_t templates = 0;
  std::int64_t people = 0;
};

/// Called with each template, by several threads; the vector is valid during the call. A failure
/// ends the visit.
using TemplateVisitor = std::function<base::Result<void>(const Template&, std::span<const float>)>;

/// The templates of a store: sealed with the person's, the template's and the models' ids as
/// associated data, so that no record can be moved to another person. Thread-safe.
class Templates {
 public:
  Templates(Core& core, Audit& audit) : core_(&core), audit_(&audit) {}

  /// All or none. They expire when the person's retention says. Fails with not_found (the person),
  /// invalid_argument or too_large (more than kMaximumTemplatesOfPerson).
  base::Result<StoredTemplates> add(std::string_view person_id,
                                    const std::vector<NewTemplate>& templates, Enrolment enrolment,
                                    std::string_view client);

  [[nodiscard]] base::Result<std::vector<Template>> of_person(std::int64_t person_number) const;

  /// Opens one; `out` has its size. Fails with not_found, when it is gone or has expired, else
  /// corrupt.
  [[nodiscard]] base::Result<void> read(std::int64_t number, std::span<float> out) const;

  /// As read, of whatever size; the caller wipes it.
  [[nodiscard]] base::Result<std::vector<float>> read_vector(std::int64_t number) const;

  /// Opens those of one kind whose numbers are above `after`, on several threads that call
  /// `visitor` side by side and in any order. Those that have expired are left out. Tells the
  /// highest number that was seen, `after` where there was none.
  base::Result<std::int64_t> visit(const TemplateKind& kind, std::int64_t after,
                                   const TemplateVisitor& visitor, unsigned threads) const;

  /// How many templates have been removed since the store was made, by whichever process.
  [[nodiscard]] base::Result<std::int64_t> removals() const;
  /// The numbers of those that were removed behind the first `known`, of any kind.
  [[nodiscard]] base::Result<std::vector<std::int64_t>> removed_since(std::int64_t known) const;
  [[nodiscard]] base::Result<std::vector<KindCount>> kinds() const;
  /// The people who have templates, but none of this kind: they must come again.
  [[nodiscard]] base::Result<std::vector<std::string>> people_without(
      const TemplateKind& kind) const;

  /// Removes one template of a person. Fails with not_found.
  base::Result<std::int64_t> remove(std::string_view person_id, std::string_view template_id,
                                    std::string_view client);

  /// Removes those whose time is over and tells their numbers; each has its line in the audit log.
  base::Result<std::vector<std::int64_t>> remove_expired();

  /// Another number whenever a template was added or removed, by whichever process.
  [[nodiscard]] base::Result<std::int64_t> generation() const;

 private:
  struct Addition {
    std::string_view person_id;
    const std::vector<NewTemplate>& templates;
    Enrolment enrolment;
  };
  base::Result<StoredTemplates> store(Transaction& transaction, const Addition& addition);
  template <class Open>
  base::Result<void> find(std::int64_t number, const Open& open) const;

  Core* core_;
  Audit* audit_;
};

// Parts of larger changes.
base::Result<std::vector<std::int64_t>> template_numbers(Transaction& transaction,
                                                         std::int64_t person_number);
base::Result<void> count_template_change(Transaction& transaction);
/// Fails with invalid_argument, as Templates::add does.
base::Result<void> check_template(const NewTemplate& record);
/// Seals the vector and sets the record's number.
base::Result<void> insert_template(Transaction& transaction, const LoadedKeys& keys,
                                   Template& record, const std::vector<float>& vector);

}  // namespace facelatch::store
