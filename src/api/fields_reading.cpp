// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include "api/fields.hpp"
#include "http/media_type.hpp"
#include "imaging/sniff.hpp"

namespace facelatch::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::failure;

/// An object of values or of arrays of values, and room for one mistake.
constexpr std::size_t kDeepestJson = 4;
constexpr std::size_t kMostJsonMembers = 100;
/// A value takes 16 bytes, as a number with a digit or two more in the text.
constexpr std::size_t kSmallestArena = 1UL << 10U;
constexpr std::size_t kLargestFirstArena = 1UL << 20U;
constexpr std::size_t kParsing = 32UL << 10U;  ///< bytes of values in the array that is being read

bool is_json(std::string_view type) {
  return type == "application/json" || type.ends_with("+json");
}

/// What a bare picture or video is sent as: curl --data-binary claims that it were a form.
bool may_be_file(std::string_view type, const http::Content& body) {
  if (type == "application/x-www-form-urlencoded") {
    return imaging::sniff(body.bytes()) != imaging::ImageFormat::unknown;
  }
  return type.empty() || type == "application/octet-stream" || type.starts_with("image/") ||
         type.starts_with("video/");
}

}  // namespace

base::Result<Fields> Fields::read(http::Request& request, std::string_view picture_name) {
  Fields fields;
  for (const auto& [name, value] : request.target.query.pairs()) {
    fields.entries_.push_back({name, value});
  }
  auto added = request.form ? fields.add_form(*std::move(request.form))
                            : fields.add_body(request, picture_name);
  if (!added) return std::unexpected(added.error());
  return fields;
}

base::Result<Fields> Fields::read_json(std::string_view text) {
  Fields fields;
  if (const auto added = fields.add_json(text); !added) return std::unexpected(added.error());
  return fields;
}

base::Result<void> Fields::add_form(http::Form form) {
  for (auto& field : form.fields) {
    entries_.push_back({std::move(field.name), std::move(field.value)});
  }
  for (auto& file : form.files) {
    entries_.push_back(
        {std::move(file.name), File{std::move(file.file_name), std::move(file.content)}});
  }
  return {};
}

base::Result<void> Fields::add_json(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDeepestJson;
  json::error_code error;
  // One arena for all values, which goes with the last of them: embeddings are a thousand numbers.
  const auto arena = json::make_shared_resource<json::monotonic_resource>(
      std::clamp(2 * text.size(), kSmallestArena, kLargestFirstArena));
  std::array<unsigned char, kParsing> parsing;  // NOLINT(*-member-init): written before it is read
  json::parser parser({}, options, parsing.data(), parsing.size());
  parser.reset(arena);
  parser.write(text, error);
  json::value value(arena);  // Of one storage: nothing is copied.
  if (!error) value = parser.release();
  if (!value.is_object()) {
    return failure(ErrorCode::invalid_argument, "What was sent is not a JSON object.");
  }
  if (value.get_object().size() > kMostJsonMembers) {
    return failure(ErrorCode::too_large, "The JSON object has too many members.");
  }
  for (auto& member : value.get_object()) {
    entries_.push_back({std::string(member.key()), std::move(member.value())});
  }
  return {};
}

base::Result<void> Fields::add_body(http::Request& request, std::string_view picture_name) {
  const auto type = http::parse_parameterized(request.headers.value_or_empty("Content-Type"));
  const auto name = type ? type->value : std::string();
  if (is_json(name)) return add_json(request.body.text());
  if (request.body.empty()) return {};
  if (may_be_file(name, request.body)) {
    entries_.push_back({std::string(picture_name), File{{}, std::move(request.body)}});
    return {};
  }
  if (name == "application/x-www-form-urlencoded") {
    http::FormLimits limits;
    auto form = http::parse_urlencoded(request.body.text(), limits);
    if (!form) return std::unexpected(form.error());
    return add_form(*std::move(form));
  }
  return failure(ErrorCode::unsupported_format,
                 "A body must be multipart/form-data, JSON, or a picture.");
}

}  // namespace facelatch::api
