// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "http/message.hpp"

namespace facelatch::api {

/// The page for people, which web/ is the source of. Its script and style have routes of their own.
http::Response console_page();

}  // namespace facelatch::api
