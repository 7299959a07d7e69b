// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "http/message.hpp"

namespace facelatch::http {

/// Whether whoever sends this request may change anything here. A browser sends the requests of any
/// page to any address, also to this machine's own (cross-site request forgery), and says of which
/// page they are: Sec-Fetch-Site (Fetch Metadata), and Origin for those that do not know it yet.
/// Programs send neither. `allowed` are the origins of --allowed-origin; "*" is any.
bool may_act(const Request& request, const std::vector<std::string>& allowed);

}  // namespace facelatch::http
