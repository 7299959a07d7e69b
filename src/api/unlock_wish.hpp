// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "api/fields.hpp"
#include "api/service.hpp"
#include "base/result.hpp"
#include "unlock/unlocker.hpp"

namespace facelatch::api {

/// Reads person, audience, nonce and policy; the client is the caller's to name.
unlock::Wish read_wish(Fields& fields);

/// Whether what a wish must have was sent. Fails with invalid_argument.
base::Result<void> check_texts(const unlock::Wish& wish);

/// Whether this server may be asked for it by its client: fails with denied for a policy that is
/// less than the client must ask for, unavailable where nobody could be judged.
base::Result<void> check_wish(const Service& service, const unlock::Wish& wish);

}  // namespace facelatch::api
