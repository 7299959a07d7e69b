// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <ctime>

#include "base/number.hpp"

namespace facelatch::base {
namespace {

/// Takes parts off the front of a text; once one is not there, none is.
class Parts {
 public:
  explicit Parts(std::string_view text) : rest_(text) {}

  /// A number of exactly so many digits.
  int number(std::size_t digits, int least, int most) {
    const auto text = rest_.substr(0, digits);
    const auto value = text.starts_with('-') ? std::nullopt : parse_number<int>(text);
    is_good_ = is_good_ && text.size() == digits && value && *value >= least && *value <= most;
    rest_.remove_prefix(text.size());
    return value.value_or(0);
  }
  /// One of these characters; 0 where there is another.
  char one_of(std::string_view characters) {
    const char found = !rest_.empty() && characters.contains(rest_.front()) ? rest_.front() : '\0';
    is_good_ = is_good_ && found != '\0';
    rest_.remove_prefix(rest_.empty() ? 0 : 1);
    return found;
  }
  /// What stands behind the point of seconds, if there is one; cut to milliseconds.
  std::chrono::milliseconds fraction() {
    if (!rest_.starts_with('.')) return {};
    rest_.remove_prefix(1);
    const auto size = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    is_good_ = is_good_ && size > 0;
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i) value = value * 10 + (i < size ? rest_[i] - '0' : 0);
    rest_.remove_prefix(size);
    return std::chrono::milliseconds(value);
  }
  /// What stands before "Z" is UTC already.
  std::chrono::minutes offset() {
    const char sign = one_of("Zz+-");
    if (sign == 'Z' || sign == 'z' || sign == '\0') return {};
    const std::chrono::hours hours(number(2, 0, 23));
    one_of(":");
    const auto whole = hours + std::chrono::minutes(number(2, 0, 59));
    return sign == '-' ? -whole : whole;
  }
  [[nodiscard]] bool are_all_good() const { return is_good_ && rest_.empty(); }
  void refuse_unless(bool condition) { is_good_ = is_good_ && condition; }

 private:
  std::string_view rest_;
  bool is_good_ = true;
};

std::chrono::sys_days date_in(Parts& parts) {
  const std::chrono::year year(parts.number(4, 0, 9999));
  parts.one_of("-");
  const std::chrono::month month(static_cast<unsigned>(parts.number(2, 1, 12)));
  parts.one_of("-");
  const std::chrono::day day(static_cast<unsigned>(parts.number(2, 1, 31)));
  const auto date = year / month / day;
  parts.refuse_unless(date.ok());
  return date.ok() ? std::chrono::sys_days(date) : std::chrono::sys_days();
}

}  // namespace

std::string time_text(UnixTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const std::time_t moment = seconds;
  std::tm parts{};
  if (::gmtime_r(&moment, &parts) == nullptr) return {};
  std::array<char, 64> text{};
  const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), size};
}

std::optional<UnixTime> parse_time(std::string_view text) {
  Parts parts(text);
  const auto date = date_in(parts);
  parts.one_of("Tt ");
  const std::chrono::hours hours(parts.number(2, 0, 23));
  parts.one_of(":");
  const std::chrono::minutes minutes(parts.number(2, 0, 59));
  parts.one_of(":");
  // 60 is a leap second, which this calendar does not have: the one behind it.
  const std::chrono::seconds seconds(parts.number(2, 0, 60));
  const auto fraction = parts.fraction();
  const auto offset = parts.offset();
  if (!parts.are_all_good()) return std::nullopt;
  return UnixTime(date) + hours + minutes + seconds + fraction - offset;
}

}  // namespace facelatch::base
