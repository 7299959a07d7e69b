// SPDX-License-Identifier: Apache-2.0
#include "models/catalogue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace facelatch::models {
namespace {

constexpr std::array<std::pair<Role, std::string_view>, 5> kRoleNames{{
    {Role::detector, "detector"},
    {Role::embedder, "embedder"},
    {Role::liveness, "liveness"},
    {Role::eye_state, "eye_state"},
    {Role::head_pose, "head_pose"},
}};

constexpr std::array<std::string_view, 2> kLayoutNames{"nchw", "nhwc"};
constexpr std::array<std::string_view, 3> kChannelsNames{"bgr", "rgb", "gray"};

base::Result<Model> find_among(const std::vector<Model>& list, std::string_view id, Role role,
                               std::string_view kind) {
  std::string known;
  for (const auto& model : list) {
    if (model.role != role) continue;
    if (model.id == id) return model;
    known += (known.empty() ? "" : ", ") + model.id;
  }
  if (known.empty()) known = "none";
  return base::failure(base::ErrorCode::not_found,
                       fmt::format("There is no {} of that name; known: {}.", kind, known));
}

}  // namespace

std::string_view name_of(Role role) { return kRoleNames.at(static_cast<std::size_t>(role)).second; }
std::string_view name_of(Layout layout) {
  return kLayoutNames.at(static_cast<std::size_t>(layout));
}
std::string_view name_of(Channels channels) {
  return kChannelsNames.at(static_cast<std::size_t>(channels));
}

std::optional<Role> role_named(std::string_view name) {
  const auto* found =
      std::ranges::find(kRoleNames, name, &std::pair<Role, std::string_view>::second);
  if (found == kRoleNames.end()) return std::nullopt;
  return found->first;
}

double Model::threshold(const std::string& name, double otherwise) const {
  const auto found = thresholds.find(name);
  return found == thresholds.end() ? otherwise : found->second;
}

base::Result<Model> Catalogue::find(std::string_view id, Role role) const {
  return find_among(models, id, role, name_of(role));
}

base::Result<Model> Catalogue::find_profile(std::string_view id, Role role) const {
  return find_among(profiles, id, role, fmt::format("profile for the role {}", name_of(role)));
}

base::Result<Model> Catalogue::find_or_default(std::string_view id, Role role) const {
  if (!id.empty()) return find(id, role);
  for (const auto& model : models) {
    if (model.role == role && model.is_default) return model;
  }
  return base::failure(base::ErrorCode::not_found,
                       fmt::format("No {} is marked as the default.", name_of(role)));
}

}  // namespace facelatch::models
