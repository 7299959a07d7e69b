// SPDX-License-Identifier: Apache-2.0
#include "man_page.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/error.hpp"

namespace facelatch::cli {
namespace {

/// Text as roff prints it unchanged: a hyphen is the one that can be typed, and no line is a
/// command.
std::string escaped(const std::string& text) {
  std::string result;
  bool line_begins = true;
  for (const char letter : text) {
    if (line_begins && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else {
      result += letter;
    }
    line_begins = letter == '\n';
  }
  return result;
}

/// What each code means to a user of the command line.
std::string_view meaning_of(base::ErrorCode code) {
  using enum base::ErrorCode;
  switch (code) {
    case invalid_argument:
      return "wrong words, or values out of range";
    case unsupported_format:
      return "a file of a kind that is not read";
    case too_large:
      return "more bytes, pixels or items than the limits allow";
    case no_face:
      return "a face is needed and there is none";
    case many_faces:
      return "one face is needed and there are more";
    case low_quality:
      return "there is a face, but not one to be trusted";
    case spoof_suspected:
      return "a live face is needed and not shown";
    case not_found:
      return "a file, a model or a person that does not exist";
    case already_exists:
      return "the name is taken";
    case unauthenticated:
      return "no credential, or one that is not known";
    case denied:
      return "the credential does not allow this";
    case rate_limited:
      return "too many tries; wait";
    case overloaded:
      return "too much to do at once; try again";
    case deadline_exceeded:
      return "the time that was given is over";
    case unavailable:
      return "something that is needed is missing: a model, a calibration, a writable folder";
    case corrupt:
      return "damaged data: a truncated picture, an altered model";
    case internal:
      return "a fault of facelatch itself";
  }
  return {};
}

std::string synopsis_of(const CommandText& command) {
  std::string text;
  for (const auto& option : command.options) {
    if (option.is_required) {
      text += fmt::format(" \\fB{}\\fR \\fI{}\\fR", escaped(option.names.back()), option.value);
    }
  }
  text += " [\\fIoption\\fR ...]";
  for (const auto& positional : command.positionals) {
    text += fmt::format(" \\fI{}\\fR{}", escaped(positional.names.front()),
                        positional.is_repeated ? " ..." : "");
  }
  return text;
}

std::string option_paragraph(const OptionText& option) {
  std::vector<std::string> names;
  names.reserve(option.names.size());
  for (const auto& name : option.names) names.push_back("\\fB" + escaped(name) + "\\fR");
  std::string value = option.value.empty() ? "" : " \\fI" + escaped(option.value) + "\\fR";
  if (!option.choices.empty()) {
    value = escaped(fmt::format(" {}", fmt::join(option.choices, "|")));
  }
  return fmt::format(".TP\n{}{}\n{}.\n", fmt::join(names, ", "), value,
                     escaped(option.description));
}

/// Examples keep their lines.
std::string examples_of(const std::string& footer) {
  if (footer.empty()) return {};
  return fmt::format(".PP\n.nf\n{}\n.fi\n", escaped(footer));
}

std::string section_of(const std::string& path, const CommandText& command) {
  std::string text = fmt::format(".SS {}\n\\fB{}\\fR{}\n.PP\n{}.\n", escaped(path), escaped(path),
                                 synopsis_of(command), escaped(command.description));
  for (const auto& positional : command.positionals) {
    text += fmt::format(".TP\n\\fI{}\\fR\n{}.\n", escaped(positional.names.front()),
                        escaped(positional.description));
  }
  for (const auto& option : command.options) text += option_paragraph(option);
  return text + examples_of(command.footer);
}

constexpr std::string_view kEnvironment = R"(.SH ENVIRONMENT
.TP
\fBFACELATCH_MODELS\fR
The folder of the model files, instead of the one below.
.TP
\fBXDG_DATA_HOME\fR, \fBXDG_CACHE_HOME\fR
Where data and compiled networks are kept, instead of \fI~/.local/share\fR and \fI~/.cache\fR.
.SH FILES
.TP
\fI~/.local/share/facelatch/models\fR
The networks and, in \fIuser\-models.toml\fR, those that \fBfacelatch models add\fR registered.
.TP
\fI~/.cache/facelatch/compiled\fR
Networks as compiled for this processor; may be deleted at any time.
)";

}  // namespace

std::string exit_code_list() {
  std::string text =
      "   0  success\n"
      "   1  some of several pictures could not be read; the others were\n";
  for (const auto& error : base::error_table()) {
    text += fmt::format("  {:>2}  {}: {}\n", error.exit_code, error.name, meaning_of(error.code));
  }
  return text;
}

std::string man_page(const CommandText& root, const std::string& version) {
  std::string text = fmt::format(
      ".\\\" Made by `facelatch man`.\n"
      ".TH FACELATCH 1 \"\" \"facelatch {}\" \"User Commands\"\n"
      ".SH NAME\nfacelatch \\- find, embed and compare faces\n"
      ".SH SYNOPSIS\n\\fBfacelatch\\fR \\fIcommand\\fR [\\fIoption\\fR ...] [\\fIargument\\fR "
      "...]\n"
      ".SH DESCRIPTION\n{}\n.SH COMMANDS\n",
      version, escaped(root.description));
  for_each_command(root, [&](const std::string& path, const CommandText& command) {
    if (path != root.name && command.commands.empty()) text += section_of(path, command);
  });
  text += ".SH EXIT STATUS\n.nf\n" + escaped(exit_code_list()) + ".fi\n";
  return text + std::string(kEnvironment);
}

}  // namespace facelatch::cli
