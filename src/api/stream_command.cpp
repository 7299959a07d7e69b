// SPDX-License-Identifier: Apache-2.0
#include "api/stream_command.hpp"

#include "api/fields.hpp"
#include "api/picture_options.hpp"

namespace facelatch::api {
namespace {

enum class Type { missing, authenticate, settings };
constexpr Names<Type, 2> kTypes{
    {{"authenticate", Type::authenticate}, {"settings", Type::settings}}};

base::Result<StreamCommand> read_key(Fields& fields) {
  StreamKey command;
  fields.read_text("key", command.key);
  if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
  return command;
}

base::Result<StreamCommand> read_settings(Fields& fields, StreamSettings settings, int most_faces) {
  fields.read_text("detector", settings.detector);
  fields.read_text("model", settings.model);
  fields.read_flag("quality", settings.quality);
  read_search_options(fields, most_faces, settings.search);
  if (const auto done = fields.finish(); !done) return std::unexpected(done.error());
  return settings;
}

}  // namespace

base::Result<StreamCommand> parse_stream_command(std::string_view text,
                                                 const StreamSettings& current, int most_faces) {
  auto fields = Fields::read_json(text);
  if (!fields) return std::unexpected(fields.error());
  auto type = Type::missing;
  fields->read_choice("type", kTypes, type);
  if (type == Type::authenticate) return read_key(*fields);
  if (type == Type::settings) return read_settings(*fields, current, most_faces);
  // A wrong type is told as such; the rest of the message does not matter.
  if (const auto done = fields->finish(Unknown::ignored); !done) {
    return std::unexpected(done.error());
  }
  return missing("type");
}

}  // namespace facelatch::api
