// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <expected>
#include <span>
#include <string>
#include <string_view>

#include "http/fault.hpp"
#include "http/message.hpp"
#include "http/server.hpp"

namespace facelatch::api {

/// Who speaks on a stream: the key that was shown, asked again now and then, for it may be revoked
/// meanwhile. Of the network thread.
class StreamCaller {
 public:
  /// Without a guard everybody may do everything. `scopes`, which must live longer, are what the
  /// stream is for.
  StreamCaller(http::Guard guard, std::string address, std::span<const std::string_view> scopes)
      : guard_(std::move(guard)), address_(std::move(address)), scopes_(scopes) {}

  /// A key that may do any of it.
  std::expected<void, http::Fault> show(http::Headers credential);

  /// Whether the key that was shown may do that too.
  [[nodiscard]] std::expected<void, http::Fault> ask(std::string_view scope) const;

  /// Asks again for what it was admitted for, once `interval` is over. Other faults than a key that
  /// is good no more are none.
  std::expected<void, http::Fault> ask_again(std::chrono::milliseconds interval);

  [[nodiscard]] bool needs_key() const { return static_cast<bool>(guard_); }
  [[nodiscard]] bool may_analyse() const { return may_analyse_; }
  [[nodiscard]] const std::string& key_id() const { return id_; }  ///< empty: none was needed
  /// Whose streams are counted together.
  [[nodiscard]] const std::string& owner() const { return id_.empty() ? address_ : id_; }
  /// As client_of() names them.
  [[nodiscard]] std::string client() const;

 private:
  using Clock = std::chrono::steady_clock;
  [[nodiscard]] std::expected<std::string, http::Fault> admit(const http::Headers& credential,
                                                              std::string_view scope) const;

  http::Guard guard_;
  std::string address_;
  std::span<const std::string_view> scopes_;
  std::string id_;
  http::Headers credential_;
  std::string_view scope_;  ///< that it was admitted for
  bool may_analyse_ = true;
  Clock::time_point asked_;
};

/// The fields of a request that show a key, and no others.
http::Headers credential_of(const http::Headers& headers);

/// Whether the fault says that a key is good for nothing, rather than that it must wait.
[[nodiscard]] bool is_about_key(const http::Fault& fault);

}  // namespace facelatch::api
