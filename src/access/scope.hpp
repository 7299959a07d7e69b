// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>

namespace facelatch::access {

struct Scope {
  std::string_view name;
  std::string_view meaning;  ///< For people who make keys.
};

/// What a key may be allowed. A route names one of them, or that it is for everybody; one that
/// names none (somebody forgot to) is for keys of kScopeAll alone.
inline constexpr std::string_view kScopeEverybody = "everybody";  ///< Of a route: no key is needed.
inline constexpr std::string_view kScopeAll = "all";
inline constexpr std::string_view kScopeAnalyse = "analyse";
inline constexpr std::string_view kScopeVerify = "verify";
inline constexpr std::string_view kScopeIdentify = "identify";
inline constexpr std::string_view kScopeEnrol = "enrol";
inline constexpr std::string_view kScopeWatch = "watch";
inline constexpr std::string_view kScopeUnlock = "unlock";
inline constexpr std::string_view kScopeAudit = "audit";
inline constexpr std::string_view kScopeMetrics = "metrics";

inline constexpr std::array<Scope, 9> kScopes{{
    {kScopeAll, "everything"},
    {kScopeAnalyse, "detect, embed and compare pictures and videos; nothing is kept"},
    {kScopeVerify, "say whether a face is that of one enrolled person"},
    {kScopeIdentify, "search all people that are enrolled"},
    {kScopeEnrol, "enrol, change and delete people"},
    {kScopeWatch, "watch the server's own cameras, and who is before them by name"},
    {kScopeUnlock, "ask whether the enrolled, living person is there, and get a token"},
    {kScopeAudit, "read and verify the log of what was done"},
    {kScopeMetrics, "read the metrics, and what was measured"},
}};

}  // namespace facelatch::access
