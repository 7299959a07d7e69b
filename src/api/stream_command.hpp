// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"
#include "vision/search.hpp"

namespace facelatch::api {

/// How a client of /v1/stream wants its frames looked at.
struct StreamSettings {
  std::string detector;  ///< empty: the server's default
  std::string model;     ///< of the embeddings that tell people apart; empty: the default
  vision::SearchOptions search;
  bool quality = true;  ///< whether each face is told with its quality
};

/// The API key, for clients that cannot set headers.
struct StreamKey {
  std::string key;
};

/// A text message of a client.
using StreamCommand = std::variant<StreamKey, StreamSettings>;

/// Reads `{"type":"authenticate","key":…}` or `{"type":"settings",…}`; what settings do not name
/// stays as in `current`. `most_faces` bounds max_faces. Fails with invalid_argument.
base::Result<StreamCommand> parse_stream_command(std::string_view text,
                                                 const StreamSettings& current, int most_faces);

}  // namespace facelatch::api
