// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace facelatch::http {

struct MultipartLimits {
  std::size_t parts = 64;
  std::size_t header_bytes = 8192;  ///< Of one part; also of the text before the first part.
};

/// What a part says of itself (RFC 7578, section 4).
struct PartHead {
  std::string name;                      ///< Of the form field.
  std::optional<std::string> file_name;  ///< As the client wrote it: never to be used as a path.
  std::string media_type;                ///< Empty when the part names none.
};

/// Receives the parts as they come. An error ends the parsing and is what feed() returns.
class PartConsumer {
 public:
  virtual ~PartConsumer() = default;
  virtual base::Result<void> begin(PartHead head) = 0;
  virtual base::Result<void> data(std::span<const std::uint8_t> bytes) = 0;
  virtual base::Result<void> end() = 0;
};

/// Parses multipart/form-data (RFC 7578, in the syntax of RFC 2046, section 5.1.1) from chunks of
/// any size; how the body is cut has no influence on the result (only on how often data() comes).
/// Holds at most one part's headers or one delimiter beside the chunk. Lines must end in CR LF.
/// A delimiter that is followed by anything but padding or "--" is data. Externally synchronised.
class MultipartParser {
 public:
  /// `boundary` as boundary_of() gave it; `consumer` must outlive the parser.
  MultipartParser(std::string_view boundary, MultipartLimits limits, PartConsumer& consumer);

  /// Fails with invalid_argument (no such body), too_large (a limit) or what the consumer says.
  /// After a failure the parser must not be used again.
  base::Result<void> feed(std::span<const std::uint8_t> chunk);
  /// To be called behind the last chunk: fails when the closing delimiter has not come.
  base::Result<void> finish();

 private:
  enum class State { preamble, headers, empty_line, data, epilogue };
  enum class Step { advanced, needs_more };

  base::Result<Step> step();
  base::Result<Step> skip_preamble();
  base::Result<Step> read_headers();
  base::Result<Step> leave_headers();
  base::Result<Step> read_data();
  base::Result<Step> end_part(std::size_t next_position, State next_state);
  base::Result<void> emit(std::size_t count);
  base::Result<void> begin_part(std::string_view header_lines);

  std::string delimiter_;  ///< CR LF "--" boundary.
  MultipartLimits limits_;
  PartConsumer* consumer_;
  State state_ = State::preamble;
  std::string buffer_;        ///< What has come and is not yet decided.
  std::size_t position_ = 0;  ///< Where the undecided begins.
  std::size_t scanned_ = 0;   ///< No delimiter begins between position_ and here.
  std::size_t parts_ = 0;
};

/// The boundary parameter of a Content-Type; fails with invalid_argument when the type is not
/// multipart/form-data or the boundary is missing or not of 1 to 70 permitted characters.
base::Result<std::string> boundary_of(std::string_view content_type);

}  // namespace facelatch::http
