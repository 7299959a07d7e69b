// SPDX-License-Identifier: Apache-2.0
#include "http/websocket.hpp"

#include <utility>

#include "http/websocket_outbox.hpp"

namespace facelatch::http {

bool WebSocket::send(WebSocketMessage message) { return outbox_->push(std::move(message)); }

void WebSocket::close(CloseCode code, std::string reason) {
  outbox_->finish(code, std::move(reason));
}

std::size_t WebSocket::queued_bytes() const { return outbox_->queued_bytes(); }

bool WebSocket::run(std::move_only_function<void()> job) { return outbox_->run(std::move(job)); }

bool WebSocket::Outbox::push(WebSocketMessage message) {
  const std::scoped_lock lock(mutex_);
  if (state_ != State::open || bytes_ + message.data.size() > limit_bytes_) return false;
  bytes_ += message.data.size();
  messages_.push_back(std::move(message));
  notify_();
  return true;
}

void WebSocket::Outbox::finish(CloseCode code, std::string reason) {
  constexpr std::size_t kMaxReason = 120;  // RFC 6455, section 5.5: 125 with the code.
  const std::scoped_lock lock(mutex_);
  if (state_ != State::open) return;
  state_ = State::finishing;
  code_ = code;
  reason_ = std::move(reason);
  if (reason_.size() > kMaxReason) reason_.clear();
  notify_();
}

void WebSocket::Outbox::shut() {
  const std::scoped_lock lock(mutex_);
  state_ = State::shut;
  messages_.clear();
  bytes_ = 0;
  notify_ = {};
  workers_ = nullptr;
}

bool WebSocket::Outbox::run(WorkQueue::Job job) {
  const std::scoped_lock lock(mutex_);
  return state_ == State::open && workers_->submit(std::move(job)).has_value();
}

WebSocket::Outbox::Next WebSocket::Outbox::next() {
  const std::scoped_lock lock(mutex_);
  Next next;
  if (!messages_.empty()) {
    next.message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= next.message->data.size();
  } else if (state_ == State::shut) {
    next.is_shut = true;
  } else if (state_ == State::finishing) {
    next.close = code_;
    next.reason = reason_;
  }
  return next;
}

std::size_t WebSocket::Outbox::queued_bytes() const {
  const std::scoped_lock lock(mutex_);
  return bytes_;
}

}  // namespace facelatch::http
