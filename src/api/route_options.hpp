// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>

#include "api/routes.hpp"
#include "http/router.hpp"

namespace facelatch::api {

/// For a body of `pictures` pictures, which may be written in base64.
http::RouteOptions picture_route(const Service& service, std::size_t pictures);

/// For a route that answers in microseconds and waits for nothing; for everybody.
http::RouteOptions trivial_route();

/// The same for those who may analyse pictures.
http::RouteOptions trivial_analysis_route();

/// `answer`, called with the service.
http::Handler with(const SharedService& service,
                   base::Result<http::Response> (*answer)(const Service&, http::Request));

}  // namespace facelatch::api
