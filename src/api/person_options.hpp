// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "api/fields.hpp"
#include "api/service.hpp"
#include "http/router.hpp"
#include "recognition/counted_try.hpp"
#include "recognition/recogniser.hpp"

namespace facelatch::api {

/// Small bodies, and waiting for a disk: for those who may enrol.
http::RouteOptions people_route();

/// Who asks, for the audit log and the count of failures: the id of the API key. Where the server
/// asks for none, "local" for this machine, else "address " and the peer's address, of IPv6 the
/// first 64 bits: whoever has one address there has all of those (RFC 6177). Behind a proxy that is
/// the proxy's, so that such servers should ask for keys.
std::string client_of(const http::Request& request);
/// The same of a key's id, which may be empty, and an address.
std::string client_of(const std::string& caller, const std::string& address);

/// Appends {"cosine", "false_accept_rate", "false_accept_rate_high"}.
void append_threshold(std::string& json, const recognition::Threshold& threshold);

/// A problem that says when to come again, if that helps.
http::Response refused(const recognition::Refusal& refusal, std::string_view request_id);

}  // namespace facelatch::api
