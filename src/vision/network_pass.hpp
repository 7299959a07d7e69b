// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "base/deadline.hpp"
#include "base/result.hpp"
#include "imaging/image.hpp"
#include "inference/network.hpp"
#include "vision/planes.hpp"

namespace facelatch::vision {

/// Runs `network` once on `picture`, in the upper left corner of a black `canvas` that is at least
/// as large. The request still holds the outputs. Fails with deadline_exceeded where no request
/// became free in time, or internal.
[[nodiscard]] base::Result<inference::Request> run_once(const inference::Network& network,
                                                        imaging::ImageView picture,
                                                        const PlaneArithmetic& arithmetic,
                                                        imaging::Size canvas,
                                                        base::Deadline deadline);

}  // namespace facelatch::vision
