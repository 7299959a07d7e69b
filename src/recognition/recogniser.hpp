// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/deadline.hpp"
#include "base/result.hpp"
#include "gallery/gallery.hpp"
#include "recognition/enrolment.hpp"
#include "similarity/calibration.hpp"
#include "similarity/embedding.hpp"
#include "store/store.hpp"

namespace facelatch::recognition {

/// How often a stranger may be taken for one enrolled person: 1 in 50,000, as Android asks of
/// every class of biometrics (CDD 7.3.10).
inline constexpr double kDefaultFalseAcceptRate = 1.0 / 50'000;
/// How much more alike the found person must be than the next one.
inline constexpr double kDefaultMargin = 0.05;

/// Whether a face may be enrolled that looks like another person's already.
enum class DuplicatePolicy { refuse, allow };

struct Enrolled {
  EnrolmentChoice choice;
  /// Set when nothing is wrong with the pictures and the template is stored.
  std::optional<store::Template> stored;
  /// The other person whose face this is already, if so.
  std::optional<std::string> duplicate_of;
};

/// What a decision at one threshold is worth.
struct Threshold {
  double cosine = 0;
  double far = 0;       ///< that was measured there
  double far_high = 0;  ///< upper end of its interval
};

struct Verification {
  bool accepted = false;
  double similarity = 0;  ///< 0 where there is nothing to compare with
  Threshold threshold;
};

/// Why a decision was as it was: coarse, so that nobody learns how near a face came.
enum class Reason {
  match,
  no_match,
  ambiguous,  ///< Two people are about as much alike.
};
/// "match", "no_match", "ambiguous"
std::string_view name_of(Reason reason);

struct Identification {
  std::optional<std::string> person_id;  ///< none: nobody, or two who are too much alike
  Reason reason = Reason::no_match;
  double similarity = 0;  ///< of the best, 0 in an empty store
  double margin = 0;      ///< to the best of the other people
  Threshold threshold;
  std::size_t templates = 0;  ///< that were searched
};

/// Enrols, verifies and identifies with one detector and one model over a store. Only templates of
/// the same detector, alignment and model are ever compared. Thread-safe.
class Recogniser {
 public:
  /// `embedding_size` is the model's. The store must outlive it. Reads all templates; fails as the
  /// store does.
  static base::Result<std::unique_ptr<Recogniser>> create(store::Store& store,
                                                          similarity::CalibrationTable calibration,
                                                          std::string detector,
                                                          std::string_view model,
                                                          std::size_t embedding_size);

  /// Stores a template of the pictures where all is well; the answer says what was wrong else.
  /// Fails with not_found (the person), unavailable (no calibration) or as the store does.
  base::Result<Enrolled> enrol(std::string_view person_id,
                               const std::vector<EnrolmentFrame>& frames,
                               store::Enrolment enrolment, DuplicatePolicy duplicates,
                               std::string_view client);

  /// As verify(), without a line in the audit log: for a larger decision that has its own.
  [[nodiscard]] base::Result<Verification> compare(std::string_view person_id,
                                                   const similarity::Embedding& face,
                                                   double far) const;

  /// Whether the face is that person's: near enough to the direction of the sum of their templates.
  /// A person who does not exist, or has no template of this kind, is denied like a wrong one.
  /// Fails with unavailable where the calibration cannot tell the rate.
  base::Result<Verification> verify(std::string_view person_id, const similarity::Embedding& face,
                                    double far, std::string_view client);

  /// Who it is, if anybody. `far` is the rate for each enrolled person: the chance that a stranger
  /// is taken for one of them is up to `templates` times as high. Fails as verify, or with
  /// deadline_exceeded.
  base::Result<Identification> identify(const similarity::Embedding& face, double far,
                                        double least_margin, std::string_view client,
                                        base::Deadline deadline);

  /// The cosine that `far` asks for. Fails with unavailable where the calibration cannot tell.
  [[nodiscard]] base::Result<Threshold> threshold(double far) const;

  /// tracking::same_person_limit of the detector with the model.
  [[nodiscard]] std::optional<float> same_person_limit() const;

  /// The cosine that pictures of one enrolment reach with each other. Fails as threshold().
  [[nodiscard]] base::Result<double> agreement() const;

  [[nodiscard]] const store::TemplateKind& kind() const { return kind_; }

 private:
  Recogniser(store::Store& store, similarity::CalibrationTable calibration, std::string detector,
             store::TemplateKind kind)
      : store_(&store),
        calibration_(std::move(calibration)),
        detector_(std::move(detector)),
        kind_(std::move(kind)) {}

  /// Follows what this and other processes have added and removed.
  base::Result<void> follow_store();
  base::Result<void> forget_removed();
  /// Of this kind; zeros where there are none.
  [[nodiscard]] base::Result<std::vector<float>> sum_of_templates(std::int64_t person_number) const;
  /// That of the person whose id it is; zeros, and as late, where nobody is enrolled by it.
  [[nodiscard]] base::Result<std::vector<float>> claimed_face(std::string_view person_id) const;
  [[nodiscard]] base::Result<std::optional<std::string>> other_owner(
      std::string_view person_id, const similarity::Embedding& face);
  base::Result<std::vector<gallery::Hit>> search(const similarity::Embedding& face,
                                                 std::size_t count, base::Deadline deadline);
  base::Result<void> note(std::string_view action, std::string_view client,
                          std::string_view person_id, double far, bool accepted);

  store::Store* store_;
  similarity::CalibrationTable calibration_;
  std::string detector_;
  store::TemplateKind kind_;
  std::unique_ptr<gallery::Gallery> gallery_;
  std::mutex follow_mutex_;
  std::optional<std::int64_t> generation_;  // What follows is guarded by follow_mutex_.
  std::int64_t last_number_ = 0;            ///< of the templates that the gallery has seen
  std::int64_t removals_ = 0;               ///< that it has followed
};

/// The kind of the templates that a detector and a model make.
store::TemplateKind kind_of(std::string_view detector, std::string_view model);

}  // namespace facelatch::recognition
