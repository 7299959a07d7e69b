// SPDX-License-Identifier: Apache-2.0
#include "vision/network_pass.hpp"

namespace facelatch::vision {

base::Result<inference::Request> run_once(const inference::Network& network,
                                          imaging::ImageView picture,
                                          const PlaneArithmetic& arithmetic, imaging::Size canvas,
                                          base::Deadline deadline) {
  auto request = network.acquire(deadline);
  if (!request) return request;
  auto input = request->input({1, 3, canvas.height, canvas.width});
  if (!input) return std::unexpected(input.error());
  write_planes(picture, arithmetic, canvas, *input);
  if (const auto done = request->run(); !done) return std::unexpected(done.error());
  return request;
}

}  // namespace facelatch::vision
