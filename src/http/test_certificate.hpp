// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace facelatch::http {

struct TestCertificate {
  std::string certificate_pem;
  std::string key_pem;
};

/// A new self-signed certificate for localhost with a new P-256 key, valid for an hour. Throws
/// std::runtime_error when OpenSSL cannot.
TestCertificate make_test_certificate();

}  // namespace facelatch::http
