// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/content.hpp"
#include "http/multipart.hpp"

namespace facelatch::http {

struct FormLimits {
  MultipartLimits multipart;
  std::size_t field_bytes = 64UL << 10U;  ///< The value of one field that is not a file.
  std::size_t fields_bytes = 1UL << 20U;  ///< All of them together.
  std::size_t files = 64;
};

struct FormField {
  std::string name;
  std::string value;
};

struct FormFile {
  std::string name;
  std::string file_name;   ///< What the client wrote; for messages only, never a path.
  std::string media_type;  ///< What the client claims; may be empty.
  Content content;
};

/// A submitted form, in the order of its parts. Move-only; externally synchronised.
struct Form {
  std::vector<FormField> fields;
  std::vector<FormFile> files;

  /// The first of that name, or null.
  [[nodiscard]] const FormField* find_field(std::string_view name) const;
  [[nodiscard]] const FormFile* find_file(std::string_view name) const;
};

/// Builds a form from the parts of a multipart body: a part with a file name is a file, kept in
/// memory or on disk as `spool` says, and any other part a field. Externally synchronised.
class FormBuilder final : public PartConsumer {
 public:
  FormBuilder(FormLimits limits, SpoolOptions spool);

  base::Result<void> begin(PartHead head) override;
  base::Result<void> data(std::span<const std::uint8_t> bytes) override;
  base::Result<void> end() override;

  [[nodiscard]] Form take() { return std::move(form_); }

 private:
  FormLimits limits_;
  SpoolOptions spool_;
  Form form_;
  std::optional<ContentWriter> file_;  ///< While a file part is under way.
  std::size_t fields_bytes_ = 0;
};

/// The fields of an application/x-www-form-urlencoded body; fails as parse_query does, and with
/// too_large. (Not done by the server: curl claims this type for any body that it is given.)
base::Result<Form> parse_urlencoded(std::string_view body, const FormLimits& limits);

}  // namespace facelatch::http
