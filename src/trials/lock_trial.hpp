// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "evaluation/verification.hpp"
#include "evaluation/verification_run.hpp"
#include "pipeline/analyser.hpp"
#include "recognition/enrolment.hpp"

namespace facelatch::trials {

/// Somebody with their pictures.
struct PersonPictures {
  std::string name;
  std::vector<std::filesystem::path> files;           ///< by name
  std::vector<recognition::EnrolmentFrame> pictures;  ///< the central face of each, if there is one
};

/// The people of a folder: one folder each, however deep, or, where there are only pictures in
/// `folder` itself, what stands before the first dot or underscore of their names. Whatever is no
/// picture by its content is left out. Fails with not_found where there are none.
base::Result<std::vector<PersonPictures>> read_people(const std::filesystem::path& folder);

/// Looks at each picture's most central face, one thread per processor. Fails as embed_pictures.
base::Result<void> embed_people(const pipeline::Analyser& analyser,
                                std::vector<PersonPictures>& people,
                                const evaluation::Progress& progress);

/// A share with its interval from a bootstrap over people: pictures of one person depend on each
/// other, people do not (Bolle et al., "Error analysis of pattern recognition systems", 2004).
struct BootstrappedRate {
  std::uint64_t errors = 0;
  std::uint64_t tries = 0;
  double rate = 0;                      ///< 0 where there were no tries
  evaluation::Interval interval{0, 1};  ///< 95 %
  /// Upper end for no error at all, where the bootstrap can only say 0: three by the number of
  /// tries (Hanley and Lippman-Hand, 1983), as if tries were independent.
  double none_seen_high = 0;
};

struct LockErrors {
  std::size_t enrolled = 0;      ///< people with enough good pictures that agree
  std::size_t people = 0;        ///< all of them
  BootstrappedRate far;          ///< every picture tried as every other enrolled person
  BootstrappedRate frr;          ///< every picture of an enrolled person tried as that person
  std::uint64_t undetected = 0;  ///< pictures without a face: denied, and so part of the FRR
};

/// How the lock is tried.
struct LockTrial {
  double threshold = 0;  ///< cosine from which a face is let in
  double agreement = 0;  ///< cosine that pictures of an enrolment reach with each other
  std::size_t enrolment = recognition::kLeastEnrolmentFrames;  ///< pictures of one
};

/// Unlocks with single pictures, as if each were all that a try shows. A person is enrolled as
/// people are (recognition::choose_frames): from the first `enrolment` of their pictures that are
/// good and agree, without the one that is tried. Deterministic.
LockErrors try_lock(std::span<const PersonPictures> people, const LockTrial& trial);

}  // namespace facelatch::trials
