// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.hpp"

#include <fmt/format.h>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <limits>
#include <utility>

namespace facelatch::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::string_view;
using boost::system::error_code;

std::string_view view(string_view text) { return {text.data(), text.size()}; }

Fault bad_request(std::string message) { return {400, "invalid_argument", std::move(message)}; }

Fault head_too_large(std::size_t header_bytes) {
  return {431, "too_large",
          fmt::format("The request's head has more than {} bytes.", header_bytes)};
}

Fault fault_of(const error_code& error, std::size_t header_bytes) {
  if (error == beast_http::error::header_limit) return head_too_large(header_bytes);
  if (error == beast_http::error::bad_version) {
    return {505, "invalid_argument", "Only HTTP/1.0 and HTTP/1.1 are understood."};
  }
  return bad_request("The request is not valid HTTP.");
}

}  // namespace

class RequestReader::Parser final : public beast_http::basic_parser<true> {
 public:
  Parser(std::size_t header_bytes, std::size_t header_fields)
      : header_bytes_(header_bytes), header_fields_(header_fields) {
    header_limit(static_cast<std::uint32_t>(header_bytes));
    body_limit(boost::none);  // Known only when the route is.
  }

  std::expected<std::size_t, Fault> feed(std::span<const char> bytes) {
    const bool had_head = is_header_done();
    eager(had_head);
    error_code error;
    const auto taken = put({bytes.data(), bytes.size()}, error);
    if (fault_) return std::unexpected(*std::exchange(fault_, std::nullopt));
    if (error && error != beast_http::error::need_more) {
      return std::unexpected(fault_of(error, header_bytes_));
    }
    if (!had_head) head_taken_ += taken;
    // Beast leaves the first line out of its limit where the whole head comes at once.
    if (head_taken_ > header_bytes_) return std::unexpected(head_too_large(header_bytes_));
    if (!had_head && is_header_done()) {
      if (auto fault = finish_head()) return std::unexpected(*std::move(fault));
    }
    return taken;
  }

  RequestHead head;
  BodySink* sink = nullptr;
  std::uint64_t limit_bytes = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t received_bytes = 0;

 private:
  void refuse(Fault fault, error_code& error) {
    fault_ = std::move(fault);
    error = beast_http::error::bad_value;  // Any error; the fault is what counts.
  }

  void on_request_impl(beast_http::verb, string_view method, string_view target, int version,
                       error_code&) override {
    head.method = view(method);
    head.target = view(target);
    head.version = version;
    head_bytes_ = method.size() + target.size();
  }

  void on_field_impl(beast_http::field, string_view name, string_view value,
                     error_code& error) override {
    if (is_header_done()) return;  // Trailers could forge what the head has already decided.
    head_bytes_ += name.size() + value.size() + 4;
    if (head.headers.size() >= header_fields_ || head_bytes_ > header_bytes_) {
      return refuse({431, "too_large",
                     fmt::format("The request's head has more than {} bytes or {} fields.",
                                 header_bytes_, header_fields_)},
                    error);
    }
    head.headers.add(view(name), view(value));
  }

  std::size_t take(string_view bytes, error_code& error) {
    received_bytes += bytes.size();
    if (received_bytes > limit_bytes) {
      refuse({413, "too_large", fmt::format("The body has more than {} bytes.", limit_bytes)},
             error);
    } else if (sink != nullptr) {
      const auto* first = reinterpret_cast<const std::uint8_t*>(bytes.data());
      if (auto stored = sink->append({first, bytes.size()}); !stored) {
        refuse(Fault(stored.error()), error);
      }
    }
    return bytes.size();
  }

  std::size_t on_body_impl(string_view bytes, error_code& error) override {
    return take(bytes, error);
  }
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code& error) override {
    return take(bytes, error);
  }

  // A length that two parsers could read differently is how requests are smuggled past a proxy
  // (RFC 9112, sections 6.1 and 11.2), so what is not plainly one of the two framings is refused.
  std::optional<Fault> finish_head() {
    head.keep_alive = keep_alive();
    head.chunked = chunked();
    if (const auto length = content_length()) head.content_length = *length;
    const auto& headers = head.headers;
    if (headers.count("Host") > 1 || (head.version == 11 && !headers.contains("Host"))) {
      return bad_request("The request must have one Host field.");
    }
    const auto encoding = headers.find("Transfer-Encoding");
    if (encoding && (head.version == 10 || headers.contains("Content-Length"))) {
      return bad_request("The request's Transfer-Encoding contradicts the rest of its head.");
    }
    if (encoding && !equal_ignoring_case(*encoding, "chunked")) {
      return Fault(501, "invalid_argument", "Only the transfer encoding chunked is understood.");
    }
    return std::nullopt;
  }

  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  void on_finish_impl(error_code&) override {}

  std::size_t header_bytes_;
  std::size_t header_fields_;
  std::size_t head_bytes_ = 0;  ///< of names and values
  std::size_t head_taken_ = 0;  ///< with all that stands between them
  std::optional<Fault> fault_;
};

RequestReader::RequestReader(std::size_t header_bytes, std::size_t header_fields)
    : parser_(std::make_unique<Parser>(header_bytes, header_fields)) {}

RequestReader::~RequestReader() = default;

std::expected<std::size_t, Fault> RequestReader::feed(std::span<const char> bytes) {
  return parser_->feed(bytes);
}

bool RequestReader::has_head() const { return parser_->is_header_done(); }
bool RequestReader::complete() const { return parser_->is_done(); }
RequestHead& RequestReader::head() { return parser_->head; }
std::uint64_t RequestReader::body_bytes() const { return parser_->received_bytes; }

void RequestReader::send_body_to(BodySink* sink, std::uint64_t limit_bytes) {
  parser_->sink = sink;
  parser_->limit_bytes = limit_bytes;
}

}  // namespace facelatch::http
