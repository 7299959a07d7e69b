// SPDX-License-Identifier: Apache-2.0
#include "api/routes.hpp"

namespace facelatch::api {

void add_routes(http::Router& router, const SharedService& service) {
  add_original_routes(router, service);
  add_original_video_route(router, service);
  add_detect_route(router, service);
  add_embed_route(router, service);
  add_batch_route(router, service);
  add_video_route(router, service);
  add_job_routes(router, service);
  add_compare_route(router, service);
  add_people_routes(router, service);
  add_enrol_route(router, service);
  add_recognition_routes(router, service);
  add_attempts_routes(router, service);
  add_audit_routes(router, service);
  add_camera_routes(router, service);
  add_evaluation_routes(router, service);
  add_unlock_routes(router, service);
  add_stream_route(router, service);
  add_deepface_routes(router, service);
  add_document_routes(router);
  add_console_routes(router);
  add_information_routes(router, service);
  add_health_routes(router, service);
}

}  // namespace facelatch::api
