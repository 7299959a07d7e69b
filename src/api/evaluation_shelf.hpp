// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace facelatch::api {

/// A file of the shelf.
struct EvaluationFile {
  std::string name;
  std::uint64_t bytes = 0;
  base::UnixTime changed;
};

/// The folder in which the operator keeps what `facelatch eval … --json` has printed, one report a
/// file. Names come from clients, so only plain ones that end in ".json" are looked at, and what is
/// no report is never told: the folder may be the wrong one. Thread-safe; nothing is remembered.
class EvaluationShelf {
 public:
  static constexpr std::size_t kMostFiles = 200;
  static constexpr std::uint64_t kMostBytes = 16ULL << 20U;

  explicit EvaluationShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// The newest first, at most kMostFiles; none where there is no such folder. Fails with
  /// unavailable.
  [[nodiscard]] base::Result<std::vector<EvaluationFile>> list() const;

  /// The text of one report. Fails with not_found, too_large, corrupt (no report) or unavailable;
  /// none of them names the folder.
  [[nodiscard]] base::Result<std::string> read(std::string_view name) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace facelatch::api
