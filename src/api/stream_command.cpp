// SPDX-License-Identifier: Apache-2.0
#include "api/stream_command.hpp"

#include "api/fields.hpp"
#include "api/picture_options.hpp"
#include "api/unlock_wish.hpp"

namespace facelatch::api {
namespace {

enum class Type { missing, authenticate, settings, unlock, enrol, cancel };
constexpr Names<Type, 5> kTypes{{{"authenticate", Type::authenticate},
                                 {"settings", Type::settings},
                                 {"unlock", Type::unlock},
                                 {"enrol", Type::enrol},
                                 {"cancel", Type::cancel}}};

StreamKey read_key(Fields& fields) {
  StreamKey command;
  fields.read_text("key", command.key);
  return command;
}

StreamSettings read_settings(Fields& fields, StreamSettings settings, int most_faces) {
  fields.read_text("detector", settings.detector);
  fields.read_text("model", settings.model);
  fields.read_flag("quality", settings.quality);
  read_search_options(fields, most_faces, settings.search);
  return settings;
}

StreamEnrolment read_enrolment(Fields& fields) {
  StreamEnrolment enrolment;
  fields.read_text("person", enrolment.person);
  read_enrol_options(fields, enrolment.options);
  return enrolment;
}

/// What must not be left out.
base::Result<void> check(const StreamCommand& command) {
  const auto* order = std::get_if<StreamOrder>(&command);
  if (order == nullptr) return {};
  if (const auto* wish = std::get_if<unlock::Wish>(order)) return check_texts(*wish);
  const auto* enrolment = std::get_if<StreamEnrolment>(order);
  if (enrolment != nullptr && enrolment->person.empty()) return missing("person");
  return {};
}

}  // namespace

base::Result<StreamCommand> parse_stream_command(std::string_view text,
                                                 const StreamSettings& current, int most_faces) {
  auto fields = Fields::read_json(text);
  if (!fields) return std::unexpected(fields.error());
  auto type = Type::missing;
  fields->read_choice("type", kTypes, type);
  StreamCommand command;
  switch (type) {
    case Type::authenticate:
      command = read_key(*fields);
      break;
    case Type::settings:
      command = read_settings(*fields, current, most_faces);
      break;
    case Type::unlock:
      command = read_wish(*fields);
      break;
    case Type::enrol:
      command = read_enrolment(*fields);
      break;
    case Type::cancel:
      command = StreamCancel{};
      break;
    case Type::missing:
      // A wrong type is told as such; the rest of the message does not matter.
      if (const auto done = fields->finish(Unknown::ignored); !done) {
        return std::unexpected(done.error());
      }
      return missing("type");
  }
  if (const auto done = fields->finish(); !done) return std::unexpected(done.error());
  if (const auto whole = check(command); !whole) return std::unexpected(whole.error());
  return command;
}

}  // namespace facelatch::api
