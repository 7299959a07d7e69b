// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "store/store.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::store {

/// A store of its own with a clock that stands until it is moved.
class TestStore {
 public:
  TestStore() { reopen(); }

  void reopen() {
    store_.reset();
    store_ = Store::open(options()).value();
  }
  [[nodiscard]] StoreOptions options() const {
    StoreOptions options;
    options.folder = folder();
    options.clock = [this] { return now; };
    return options;
  }
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path() / "store"; }
  Store* operator->() { return store_.get(); }
  Store& operator*() { return *store_; }
  void close() { store_.reset(); }

  Person add_person(const std::string& name) {
    return store_->people()
        .create({.name = name, .reference = {}, .consent = "I agree.", .retention_days = 30},
                "tester")
        .value();
  }

  base::UnixTime now{std::chrono::milliseconds(1'800'000'000'000)};

 private:
  testing::TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

inline TemplateKind test_kind() { return {.model = "arcface", .preprocessing = "retinaface-1"}; }

/// A vector of length 1 that differs for each seed.
inline std::vector<float> test_vector(int seed, std::size_t size = 512) {
  std::vector<float> values(size);
  double sum = 0;
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = static_cast<float>(std::sin(static_cast<double>(i + 1) * (seed + 1) * 0.37));
    sum += static_cast<double>(values[i]) * static_cast<double>(values[i]);
  }
  for (auto& value : values) value = static_cast<float>(value / std::sqrt(sum));
  return values;
}

}  // namespace facelatch::store
