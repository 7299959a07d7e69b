// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "http/content.hpp"
#include "http/form.hpp"
#include "http/message.hpp"
#include "http/multipart.hpp"
#include "http/request_reader.hpp"
#include "http/router.hpp"

namespace facelatch::http {

/// Turns a body, as it comes, into what the handler gets: a form when it is multipart/form-data,
/// else content. Externally synchronised.
class BodyReceiver final : public BodySink {
 public:
  /// Fails with invalid_argument for a multipart type without a boundary. `expected_bytes` is the
  /// Content-Length, if there is one.
  static base::Result<std::unique_ptr<BodyReceiver>> create(
      std::string_view content_type, std::optional<std::uint64_t> expected_bytes,
      const RouteOptions& options, SpoolOptions spool);

  base::Result<void> append(std::span<const std::uint8_t> bytes) override;
  /// Behind the last byte: puts body or form into `request`.
  base::Result<void> finish(Request& request);

 private:
  BodyReceiver(const FormLimits& limits, const SpoolOptions& spool);

  ContentWriter writer_;
  FormBuilder form_;
  std::optional<MultipartParser> parser_;
};

}  // namespace facelatch::http
