// SPDX-License-Identifier: Apache-2.0
#include "evaluation/boxes_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <system_error>

#include "base/file.hpp"
#include "base/number.hpp"
#include "evaluation/text_table.hpp"

namespace facelatch::evaluation {
namespace {

using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::array<std::string_view, 4> kSides{"xmin", "ymin", "xmax", "ymax"};
constexpr std::uint64_t kMaxAnnotationBytes = 16ULL << 20U;

std::optional<vision::Box> box_of(const std::array<std::string_view, 4>& texts) {
  constexpr float kFurthest = 1e6F;
  std::array<float, 4> sides{};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto value = base::parse_number<float>(texts[i]);
    if (!value || !(std::abs(*value) <= kFurthest)) return std::nullopt;
    sides[i] = *value;
  }
  if (sides[2] < sides[0] || sides[3] < sides[1]) return std::nullopt;
  return vision::Box{sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]};
}

/// The text of the first element `tag` in `xml`. Enough for VOC, whose elements have no attributes.
std::optional<std::string_view> element(std::string_view xml, std::string_view tag) {
  const auto open = fmt::format("<{}>", tag);
  const auto start = xml.find(open);
  if (start == std::string_view::npos) return std::nullopt;
  const auto end = xml.find(fmt::format("</{}>", tag), start);
  if (end == std::string_view::npos) return std::nullopt;
  const auto inner = xml.substr(start + open.size(), end - start - open.size());
  const auto first = inner.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return std::string_view();
  return inner.substr(first, inner.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<vision::Box> voc_box(std::string_view object) {
  const auto bounds = element(object, "bndbox");
  if (!bounds) return std::nullopt;
  std::array<std::string_view, 4> texts;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    texts[i] = element(*bounds, kSides[i]).value_or(std::string_view());
  }
  return box_of(texts);
}

}  // namespace

Result<TrueBoxes> parse_boxes_csv(std::string_view text) {
  LineReader lines(text);
  const auto wrong = [&](std::string_view what) {
    return failure(ErrorCode::corrupt,
                   fmt::format("Line {} of the boxes is wrong: {}.", lines.number(), what));
  };
  const auto header_line = lines.next();
  if (!header_line) return failure(ErrorCode::corrupt, "The list of boxes is empty.");
  const auto header = split_commas(*header_line);
  const auto image = column_of(header, "image");
  std::array<std::optional<std::size_t>, 4> columns;
  std::ranges::transform(kSides, columns.begin(),
                         [&](std::string_view side) { return column_of(header, side); });
  if (!image ||
      !std::ranges::all_of(columns, [](const auto& column) { return column.has_value(); })) {
    return wrong("the columns image,xmin,ymin,xmax,ymax are needed");
  }
  TrueBoxes boxes;
  for (std::size_t count = 0; const auto line = lines.next(); ++count) {
    if (count == kMaxBoxes) return failure(ErrorCode::too_large, "There are too many boxes.");
    const auto parts = split_commas(*line);
    if (parts.size() != header.size()) return wrong("the columns do not fit");
    if (!stays_inside(parts[*image])) return wrong("the picture is not a path within the folder");
    const auto box =
        box_of({parts[*columns[0]], parts[*columns[1]], parts[*columns[2]], parts[*columns[3]]});
    if (!box) return wrong("the box is not four numbers in order");
    boxes[std::string(parts[*image])].push_back(*box);
  }
  return boxes;
}

Result<TrueBoxes> parse_voc(std::string_view xml) {
  const auto name = element(xml, "filename");
  if (!name || !stays_inside(*name)) {
    return failure(ErrorCode::corrupt, "The annotation names no picture.");
  }
  constexpr std::string_view kOpen = "<object>";
  constexpr std::string_view kClose = "</object>";
  std::vector<vision::Box> boxes;
  for (auto start = xml.find(kOpen); start != std::string_view::npos;) {
    const auto end = xml.find(kClose, start);
    const auto box =
        end == std::string_view::npos ? std::nullopt : voc_box(xml.substr(start, end - start));
    if (!box) {
      return failure(ErrorCode::corrupt,
                     fmt::format("Object {} of the annotation has no box.", boxes.size() + 1));
    }
    boxes.push_back(*box);
    start = xml.find(kOpen, end);
  }
  return TrueBoxes{{std::string(*name), std::move(boxes)}};
}

Result<TrueBoxes> read_voc_folder(const std::filesystem::path& folder) {
  std::error_code error;
  TrueBoxes boxes;
  std::size_t count = 0;
  std::filesystem::directory_iterator entry(folder, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() != ".xml") continue;
    const auto name = entry->path().filename().string();
    const auto text = base::read_text(entry->path(), kMaxAnnotationBytes);
    if (!text) return std::unexpected(text.error());
    auto found = parse_voc(*text);
    if (!found) {
      return failure(found.error().code, fmt::format("{}: {}", name, found.error().message));
    }
    count += found->begin()->second.size();
    if (count > kMaxBoxes) return failure(ErrorCode::too_large, "There are too many boxes.");
    boxes.merge(*found);
  }
  if (error || boxes.empty()) {
    return failure(ErrorCode::not_found, "The folder has no annotations (*.xml) to read.");
  }
  return boxes;
}

}  // namespace facelatch::evaluation
