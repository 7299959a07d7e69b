// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "api/enrol_options.hpp"
#include "base/result.hpp"
#include "unlock/unlocker.hpp"
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

/// Somebody is to be enrolled from the frames that follow.
struct StreamEnrolment {
  std::string person;
  EnrolOptions options;
};

/// What was begun is to end undecided.
struct StreamCancel {};

/// What the frames that follow are for; `client` of the wish is not of the message.
using StreamOrder = std::variant<unlock::Wish, StreamEnrolment, StreamCancel>;

/// A text message of a client.
using StreamCommand = std::variant<StreamKey, StreamSettings, StreamOrder>;

/// Reads `{"type":"authenticate","key":…}` and the other messages of docs/stream.md; what settings
/// do not name stays as in `current`. `most_faces` bounds max_faces. Fails with invalid_argument.
base::Result<StreamCommand> parse_stream_command(std::string_view text,
                                                 const StreamSettings& current, int most_faces);

}  // namespace facelatch::api
