// SPDX-License-Identifier: Apache-2.0
#include "http/form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "http/target.hpp"

namespace facelatch::http {

using base::ErrorCode;
using base::failure;

const FormField* Form::find_field(std::string_view name) const {
  const auto found = std::ranges::find(fields, name, &FormField::name);
  return found == fields.end() ? nullptr : &*found;
}

const FormFile* Form::find_file(std::string_view name) const {
  const auto found = std::ranges::find(files, name, &FormFile::name);
  return found == files.end() ? nullptr : &*found;
}

FormBuilder::FormBuilder(FormLimits limits, SpoolOptions spool)
    : limits_(limits), spool_(std::move(spool)) {}

base::Result<void> FormBuilder::begin(PartHead head) {
  if (!head.file_name) {
    form_.fields.push_back({std::move(head.name), {}});
    return {};
  }
  if (form_.files.size() >= limits_.files) {
    return failure(ErrorCode::too_large,
                   fmt::format("The form has more than {} files.", limits_.files));
  }
  form_.files.push_back(
      {std::move(head.name), *std::move(head.file_name), std::move(head.media_type), Content()});
  file_.emplace(spool_);
  return {};
}

base::Result<void> FormBuilder::data(std::span<const std::uint8_t> bytes) {
  if (file_) return file_->append(bytes);
  auto& field = form_.fields.back();
  fields_bytes_ += bytes.size();
  if (field.value.size() + bytes.size() > limits_.field_bytes ||
      fields_bytes_ > limits_.fields_bytes) {
    return failure(ErrorCode::too_large,
                   fmt::format("A field of the form has more than {} bytes, or all fields together "
                               "more than {}.",
                               limits_.field_bytes, limits_.fields_bytes));
  }
  field.value.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {};
}

base::Result<void> FormBuilder::end() {
  if (!file_) return {};
  auto content = (*std::exchange(file_, std::nullopt)).finish();
  if (!content) return std::unexpected(content.error());
  form_.files.back().content = *std::move(content);
  return {};
}

base::Result<Form> parse_urlencoded(std::string_view body, const FormLimits& limits) {
  if (body.size() > limits.fields_bytes) {
    return failure(ErrorCode::too_large,
                   fmt::format("The form has more than {} bytes.", limits.fields_bytes));
  }
  const auto pairs = parse_query(body, limits.multipart.parts);
  if (!pairs) {
    return failure(ErrorCode::invalid_argument,
                   "The form has too many fields or a broken percent escape.");
  }
  Form form;
  for (const auto& [name, value] : pairs->pairs()) form.fields.push_back({name, value});
  return form;
}

}  // namespace facelatch::http
