// SPDX-License-Identifier: Apache-2.0
#include "api/evaluation_shelf.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <system_error>

#include "base/file.hpp"
#include "base/plain_name.hpp"

namespace facelatch::api {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::failure;
using base::Result;

bool is_file_name(std::string_view name) {
  return base::is_plain_name(name) && name.ends_with(".json");
}

/// Whether a text is what `eval verification`, `liveness` or `lock` prints.
bool is_report(const std::string& text) {
  std::error_code error;
  const auto value = boost::json::parse(text, error);
  if (error || !value.is_object()) return false;
  const auto& object = value.get_object();
  const auto has = [&](std::string_view name, boost::json::kind kind) {
    const auto* found = object.if_contains(name);
    return found != nullptr && found->kind() == kind;
  };
  using boost::json::kind;
  return has("histogram", kind::object) || has("presentations", kind::array) ||
         (has("far", kind::object) && has("frr", kind::object));
}

base::UnixTime time_of(fs::file_time_type time) {
  const auto system = std::chrono::file_clock::to_sys(time);
  return std::chrono::time_point_cast<base::UnixTime::duration>(system);
}

}  // namespace

Result<std::vector<EvaluationFile>> EvaluationShelf::list() const {
  std::vector<EvaluationFile> files;
  std::error_code error;
  fs::directory_iterator entry(folder_, error);
  if (error == std::errc::no_such_file_or_directory) return files;
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const auto name = entry->path().filename().string();
    std::error_code own;  // A file that goes meanwhile is none.
    if (!is_file_name(name) || !entry->is_regular_file(own)) continue;
    const auto bytes = entry->file_size(own);
    const auto changed = own ? fs::file_time_type() : entry->last_write_time(own);
    if (!own) files.push_back({name, bytes, time_of(changed)});
  }
  if (error) return failure(ErrorCode::unavailable, "The folder of evaluations cannot be read.");
  std::ranges::sort(files, [](const EvaluationFile& one, const EvaluationFile& other) {
    return one.changed != other.changed ? one.changed > other.changed : one.name < other.name;
  });
  if (files.size() > kMostFiles) files.resize(kMostFiles);
  return files;
}

Result<std::string> EvaluationShelf::read(std::string_view name) const {
  const auto missing = failure(ErrorCode::not_found, "There is no evaluation of that name.");
  if (!is_file_name(name)) return missing;
  auto text = base::read_text(folder_ / name, kMostBytes);
  if (!text) {
    switch (text.error().code) {
      case ErrorCode::too_large:
        return failure(ErrorCode::too_large, "The evaluation is larger than 16 MiB.");
      case ErrorCode::unavailable:
        return failure(ErrorCode::unavailable, "The evaluation cannot be read.");
      default:
        return missing;
    }
  }
  if (!is_report(*text)) {
    return failure(ErrorCode::corrupt,
                   "The file is no report that `facelatch eval … --json` has printed.");
  }
  return text;
}

}  // namespace facelatch::api
