// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <span>

namespace facelatch::http {

/// What was read from a connection and is not yet parsed. Gives its memory back when asked, so that
/// an idle connection has none. Externally synchronised.
class ReadBuffer {
 public:
  [[nodiscard]] std::span<const char> data() const {
    return {storage_.get() + begin_, end_ - begin_};
  }
  [[nodiscard]] bool empty() const { return begin_ == end_; }

  /// Room for at least `size` more bytes; invalidates data().
  std::span<char> prepare(std::size_t size) {
    if (capacity_ - end_ < size) make_room(size);
    return {storage_.get() + end_, capacity_ - end_};
  }
  void commit(std::size_t size) { end_ += size; }
  void consume(std::size_t size) {
    begin_ += size;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  void release() {
    storage_.reset();
    capacity_ = begin_ = end_ = 0;
  }

 private:
  void make_room(std::size_t size) {
    const auto used = end_ - begin_;
    if (capacity_ < used + size) {
      const auto capacity = std::max(used + size, capacity_ * 2);
      auto larger = std::make_unique_for_overwrite<char[]>(capacity);
      if (used > 0) std::memcpy(larger.get(), storage_.get() + begin_, used);
      storage_ = std::move(larger);
      capacity_ = capacity;
    } else if (used > 0) {
      std::memmove(storage_.get(), storage_.get() + begin_, used);
    }
    begin_ = 0;
    end_ = used;
  }

  std::unique_ptr<char[]> storage_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace facelatch::http
