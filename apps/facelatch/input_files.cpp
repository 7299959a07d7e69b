// SPDX-License-Identifier: Apache-2.0
#include "input_files.hpp"

#include <fmt/format.h>
#include <glob.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace facelatch::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 16> kEndings{
    ".jpg", ".jpeg", ".jpe", ".png",  ".webp", ".gif",  ".bmp",  ".ppm",
    ".pgm", ".pnm",  ".tif", ".tiff", ".heic", ".heif", ".avif", ".jfif"};

bool has_picture_ending(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(kEndings, ending) != kEndings.end();
}

void add_folder(const fs::path& folder, std::vector<fs::path>& files) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator
           entry(folder, fs::directory_options::skip_permission_denied, error),
       end;
       !error && entry != end && found.size() <= kMaxFiles; entry.increment(error)) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored) && has_picture_ending(entry->path())) {
      found.push_back(entry->path());
    }
  }
  std::ranges::sort(found);
  files.insert(files.end(), found.begin(), found.end());
}

void add_matches(const std::string& pattern, std::vector<fs::path>& files) {
  glob_t matches{};
  if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    for (std::size_t i = 0; i < matches.gl_pathc; ++i) files.emplace_back(matches.gl_pathv[i]);
  }
  ::globfree(&matches);
}

void show_progress(std::size_t done, std::size_t total) {
  constexpr std::size_t kWidth = 30;
  const std::size_t filled = kWidth * done / total;
  fmt::print(stderr, "\r[{}{}] {}/{}", std::string(filled, '#'), std::string(kWidth - filled, '.'),
             done, total);
  if (done == total) fmt::print(stderr, "\n");
}

}  // namespace

base::Result<std::vector<fs::path>> expand_inputs(const std::vector<std::string>& names) {
  std::vector<fs::path> files;
  for (const auto& name : names) {
    const auto before = files.size();
    std::error_code ignored;
    if (fs::is_directory(name, ignored)) {
      add_folder(name, files);
    } else if (fs::exists(name, ignored)) {
      files.emplace_back(name);
    } else if (name.find_first_of("*?[") != std::string::npos) {
      add_matches(name, files);
    }
    if (files.size() == before) {
      return base::failure(base::ErrorCode::not_found,
                           fmt::format("There is no picture {}.", name));
    }
    if (files.size() > kMaxFiles) {
      return base::failure(base::ErrorCode::too_large,
                           fmt::format("More than {} pictures at once.", kMaxFiles));
    }
  }
  return files;
}

ExitCode for_each_file(const std::vector<fs::path>& files,
                       const std::function<ExitCode(const fs::path&)>& handle) {
  // Where the answers go to the same terminal, a bar would stand between them.
  const bool bar = files.size() > 1 && ::isatty(STDERR_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 0;
  ExitCode last = 0;
  bool failed = false;
  for (std::size_t i = 0; i < files.size(); ++i) {
    last = handle(files[i]);
    failed = failed || last != 0;
    if (bar) show_progress(i + 1, files.size());
  }
  if (files.size() == 1) return last;
  return failed ? 1 : 0;
}

}  // namespace facelatch::cli
