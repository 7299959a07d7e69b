// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "base/file.hpp"
#include "pipeline/analyser.hpp"

/// Counts the faces of a picture and the values of an embedding.
int main(int count, char** words) {
  if (count != 2) return 2;
  const auto store = facelatch::models::ModelStore::open();
  if (!store) return 1;
  const auto analyser = facelatch::pipeline::Analyser::load(*store, {});
  const auto picture = facelatch::base::read_file(words[1], 20U << 20U);
  if (!analyser || !picture) return 1;
  const auto analysis = analyser->analyse(*picture, {});
  if (!analysis || analysis->faces.empty()) return 1;
  std::printf("%zu face, %zu values\n", analysis->faces.size(),
              analysis->faces[0].embedding.values.size());
  return 0;
}
