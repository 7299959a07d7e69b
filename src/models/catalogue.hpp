// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace facelatch::models {

enum class Role { detector, embedder, liveness, eye_state, head_pose };
std::string_view name_of(Role role);
std::optional<Role> role_named(std::string_view name);

enum class Layout { nchw, nhwc };
enum class Channels { bgr, rgb, gray };
std::string_view name_of(Layout layout);
std::string_view name_of(Channels channels);

/// How a picture becomes a network's input: x' = (x - mean) * scale / deviation, x in 0..255,
/// mean and deviation per channel in the order of `channels`.
struct InputSpec {
  Layout layout = Layout::nchw;
  int width = 0;   ///< pixels; 0: any
  int height = 0;  ///< pixels; 0: any
  int batch = 0;   ///< pictures in each run; 0: any
  Channels channels = Channels::bgr;
  std::array<float, 3> mean{};
  float scale = 1;
  std::array<float, 3> deviation{1, 1, 1};
};

/// The source of a file that came from no package.
inline constexpr std::string_view kAddedByUser = "added by the user";

/// One stored file of a model, pinned by its hash.
struct ModelFile {
  std::string part;  ///< "" for models of one file; pnet, rnet, onet for MTCNN
  std::string name;  ///< in the models folder
  std::string sha256;
  std::uint64_t bytes = 0;
  std::string source;  ///< "npm NAME VERSION" or "pypi NAME VERSION"; kAddedByUser
};

struct Model {
  std::string id;
  Role role = Role::detector;
  std::string family;  ///< the code that knows its input and output, e.g. "retinaface"
  std::string title;
  std::string licence;
  std::string like;  ///< the profile of a model that a user added; else empty
  bool is_default = false;
  std::vector<ModelFile> files;
  InputSpec input;
  int embedding_size = 0;  ///< values of an embedding; 0 for other roles
  std::map<std::string, double> thresholds;

  [[nodiscard]] bool is_own() const { return !like.empty(); }
  [[nodiscard]] double threshold(const std::string& name, double otherwise) const;
};

/// Every known model, and the shapes of those that users may bring (`profiles`, without files).
/// Immutable after parsing; any thread may read it.
struct Catalogue {
  std::vector<Model> models;
  std::vector<Model> profiles;

  /// Fails with not_found and a sentence that lists the known ids of that role.
  [[nodiscard]] base::Result<Model> find(std::string_view id, Role role) const;
  /// `id`, or the default of the role where it is empty.
  [[nodiscard]] base::Result<Model> find_or_default(std::string_view id, Role role) const;
  /// As find(), among the profiles.
  [[nodiscard]] base::Result<Model> find_profile(std::string_view id, Role role) const;
};

/// Reads the TOML of models/catalogue.toml. Fails with corrupt, naming the table that is wrong.
/// File names that could leave the models folder are refused.
base::Result<Catalogue> parse_catalogue(std::string_view toml);

/// The text of models/catalogue.toml as it was when this program was built.
std::string_view built_in_catalogue_text();

}  // namespace facelatch::models
