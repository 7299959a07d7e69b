// SPDX-License-Identifier: Apache-2.0
#include "access/key_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace facelatch::access {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::failure;
using base::Result;

constexpr std::uint64_t kLimitBytes = 16ULL << 20U;
constexpr std::int64_t kFormat = 1;

auto damaged() { return failure(ErrorCode::corrupt, "The file of API keys is damaged."); }

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

base::UnixTime time_of(std::int64_t milliseconds) {
  return base::UnixTime(std::chrono::milliseconds(milliseconds));
}

template <std::size_t size>
std::array<std::uint8_t, size> bytes_at(const json::object& object, std::string_view name) {
  std::array<std::uint8_t, size> bytes{};
  if (!crypto::from_base64url(view(object.at(name).as_string()), bytes)) {
    throw std::invalid_argument("not so many bytes");
  }
  return bytes;
}

std::uint32_t number_at(const json::object& object, std::string_view name, std::uint32_t limit) {
  const auto number = object.at(name).to_number<std::uint32_t>();
  if (number < 1 || number > limit) throw std::out_of_range("no such rate");
  return number;
}

/// Throws whatever does not fit: parse_keys says that the file is damaged.
ApiKey key_of(const json::object& object) {
  ApiKey key;
  key.id = view(object.at("id").as_string());
  if (!crypto::is_id(key.id)) throw std::invalid_argument("no id");
  key.label = view(object.at("label").as_string());
  for (const auto& scope : object.at("scopes").as_array()) {
    key.scopes.emplace_back(view(scope.as_string()));
  }
  key.rate.per_minute = number_at(object, "per_minute", kMaximumPerMinute);
  key.rate.burst = number_at(object, "burst", kMaximumBurst);
  key.salt = bytes_at<sizeof(key.salt)>(object, "salt");
  key.hash = bytes_at<sizeof(key.hash)>(object, "hash");
  key.created = time_of(object.at("created_ms").to_number<std::int64_t>());
  if (const auto* expires = object.if_contains("expires_ms")) {
    key.expires = time_of(expires->to_number<std::int64_t>());
  }
  return key;
}

json::object object_of(const ApiKey& key) {
  json::object object{{"id", key.id},
                      {"label", key.label},
                      {"scopes", json::array(key.scopes.begin(), key.scopes.end())},
                      {"per_minute", key.rate.per_minute},
                      {"burst", key.rate.burst},
                      {"salt", crypto::to_base64url(key.salt)},
                      {"hash", crypto::to_base64url(key.hash)},
                      {"created_ms", key.created.time_since_epoch().count()}};
  if (key.expires) object["expires_ms"] = key.expires->time_since_epoch().count();
  return object;
}

/// Whoever can change the file can let in whom he likes.
Result<void> check_owner(const std::filesystem::path& path) {
  using std::filesystem::perms;
  std::error_code error;
  const auto mode = std::filesystem::status(path, error).permissions();
  if (!error && (mode & (perms::group_write | perms::others_write)) != perms::none) {
    return failure(ErrorCode::denied,
                   fmt::format("Others may change the file of API keys {}; its mode must be 0600.",
                               path.string()));
  }
  return {};
}

/// Held while a file is read, changed and written. Beside the file, because that is replaced.
Result<base::Descriptor> take_turn(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  auto lock = base::lock_file(path.string() + ".lock");
  if (lock.is_open()) return lock;
  return failure(ErrorCode::unavailable,
                 fmt::format("The file of API keys {} cannot be changed.", path.string()));
}

Result<void> write_keys(const std::filesystem::path& path, const ApiKeys& keys) {
  return base::write_text(path, keys_text(keys), 0600);
}

}  // namespace

Result<ApiKeys> parse_keys(std::string_view text) {
  try {
    const auto value = json::parse(text);
    const auto& root = value.as_object();
    if (root.at("format").to_number<std::int64_t>() != kFormat) return damaged();
    const auto& objects = root.at("keys").as_array();
    if (objects.size() > kMaximumKeys) return damaged();
    ApiKeys keys;
    for (const auto& object : objects) keys.push_back(key_of(object.as_object()));
    return keys;
  } catch (const std::exception&) {
    return damaged();
  }
}

std::string keys_text(const ApiKeys& keys) {
  std::string text = fmt::format("{{\"format\":{},\"keys\":[", kFormat);
  for (const auto& key : keys) {
    text += &key == keys.data() ? "\n" : ",\n";
    text += json::serialize(object_of(key));
  }
  return text + "\n]}\n";
}

Result<ApiKeys> read_keys(const std::filesystem::path& path) {
  auto text = base::read_text(path, kLimitBytes);
  if (!text) return std::unexpected(text.error());
  if (auto checked = check_owner(path); !checked) return std::unexpected(checked.error());
  return parse_keys(*text);
}

Result<NewKey> add_key(const std::filesystem::path& path, KeyPlan plan, base::UnixTime now) {
  auto made = make_key(std::move(plan), now);
  if (!made) return made;
  const auto turn = take_turn(path);
  if (!turn) return std::unexpected(turn.error());
  auto keys = read_keys(path);
  if (!keys && keys.error().code != ErrorCode::not_found) return std::unexpected(keys.error());
  if (!keys) keys.emplace();
  if (keys->size() >= kMaximumKeys) {
    return failure(ErrorCode::too_large, fmt::format("There are {} keys already.", kMaximumKeys));
  }
  keys->push_back(made->key);
  if (auto written = write_keys(path, *keys); !written) return std::unexpected(written.error());
  return made;
}

Result<void> revoke_key(const std::filesystem::path& path, std::string_view id) {
  const auto turn = take_turn(path);
  if (!turn) return std::unexpected(turn.error());
  auto keys = read_keys(path);
  if (!keys) return std::unexpected(keys.error());
  if (std::erase_if(*keys, [&](const ApiKey& key) { return key.id == id; }) == 0) {
    return failure(ErrorCode::not_found, "There is no key of that id.");
  }
  return write_keys(path, *keys);
}

}  // namespace facelatch::access
