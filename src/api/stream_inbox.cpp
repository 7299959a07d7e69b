// SPDX-License-Identifier: Apache-2.0
#include "api/stream_inbox.hpp"

#include <utility>

namespace facelatch::api {
namespace {

std::uint64_t& count(DroppedFrames& dropped, DropReason reason) {
  return dropped.at(static_cast<std::size_t>(reason));
}

}  // namespace

bool StreamInbox::put(SentFrame frame) {
  const std::scoped_lock lock(mutex_);
  if (waiting_) ++count(dropped_, DropReason::newer);
  waiting_ = std::move(frame);
  return !std::exchange(is_worked_on_, true);
}

void StreamInbox::drop(DropReason reason) {
  const std::scoped_lock lock(mutex_);
  ++count(dropped_, reason);
}

StreamInbox::Placed StreamInbox::put(SentOrder order) {
  const std::scoped_lock lock(mutex_);
  if (order_) return Placed::refused;
  order_ = std::move(order);
  if (std::exchange(waiting_, std::nullopt)) ++count(dropped_, DropReason::newer);
  return std::exchange(is_worked_on_, true) ? Placed::somebody_works : Placed::call_worker;
}

StreamInbox::Lost StreamInbox::refuse() {
  const std::scoped_lock lock(mutex_);
  if (std::exchange(waiting_, std::nullopt)) ++count(dropped_, DropReason::busy);
  is_worked_on_ = false;
  return std::exchange(order_, std::nullopt) ? Lost::order : Lost::nothing;
}

std::optional<SentOrder> StreamInbox::take_order() {
  const std::scoped_lock lock(mutex_);
  return std::exchange(order_, std::nullopt);
}

std::optional<SentFrame> StreamInbox::take() {
  const std::scoped_lock lock(mutex_);
  auto frame = std::exchange(waiting_, std::nullopt);
  if (frame) frame->dropped = std::exchange(dropped_, {});
  return frame;
}

bool StreamInbox::finish() {
  const std::scoped_lock lock(mutex_);
  is_worked_on_ = waiting_.has_value() || order_.has_value();
  return is_worked_on_;
}

}  // namespace facelatch::api
