// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "api/service.hpp"
#include "http/router.hpp"

namespace facelatch::api {

using SharedService = std::shared_ptr<const Service>;

/// Every route of the server.
void add_routes(http::Router& router, const SharedService& service);

// The groups that it consists of.
void add_original_routes(http::Router& router, const SharedService& service);
void add_original_video_route(http::Router& router, const SharedService& service);
void add_detect_route(http::Router& router, const SharedService& service);
void add_embed_route(http::Router& router, const SharedService& service);
void add_batch_route(http::Router& router, const SharedService& service);
void add_video_route(http::Router& router, const SharedService& service);
void add_job_routes(http::Router& router, const SharedService& service);
void add_compare_route(http::Router& router, const SharedService& service);
void add_people_routes(http::Router& router, const SharedService& service);
void add_enrol_route(http::Router& router, const SharedService& service);
void add_recognition_routes(http::Router& router, const SharedService& service);
void add_attempts_routes(http::Router& router, const SharedService& service);
void add_audit_routes(http::Router& router, const SharedService& service);
void add_camera_routes(http::Router& router, const SharedService& service);
void add_evaluation_routes(http::Router& router, const SharedService& service);
void add_unlock_routes(http::Router& router, const SharedService& service);
void add_stream_route(http::Router& router, const SharedService& service);
void add_deepface_routes(http::Router& router, const SharedService& service);
void add_document_routes(http::Router& router);
void add_console_routes(http::Router& router);
void add_information_routes(http::Router& router, const SharedService& service);
void add_health_routes(http::Router& router, const SharedService& service);

}  // namespace facelatch::api
