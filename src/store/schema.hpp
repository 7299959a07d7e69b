// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "store/connection.hpp"

namespace facelatch::store {

/// Brings the database to the newest version, step by step, in one transaction. Fails with
/// unavailable where a newer program has made it, else as Transaction does.
base::Result<void> migrate(Connection& connection);

/// The version that this program makes and needs.
int schema_version();

}  // namespace facelatch::store
