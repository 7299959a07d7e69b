// SPDX-License-Identifier: Apache-2.0
#include "api/person_options.hpp"

#include <gtest/gtest.h>

namespace facelatch::api {
namespace {

std::string client_at(std::string_view address, std::string_view caller = "") {
  http::Request request;
  request.remote_address = address;
  request.caller = caller;
  return client_of(request);
}

TEST(ClientOf, IsTheKeyThenThisMachineThenTheAddress) {
  EXPECT_EQ(client_at("192.0.2.7", "key-1"), "key-1");
  for (const auto* here : {"127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", ""}) {
    EXPECT_EQ(client_at(here), "local") << here;
  }
  EXPECT_EQ(client_at("192.0.2.7"), "address 192.0.2.7");
  EXPECT_EQ(client_at("::ffff:192.0.2.7"), "address 192.0.2.7");
}

TEST(ClientOf, TakesAnIpv6NetworkForOneClient) {
  EXPECT_EQ(client_at("2001:db8:1:2:3:4:5:6"), "address 2001:db8:1:2::/64");
  EXPECT_EQ(client_at("2001:db8:1:2:ffff::"), client_at("2001:db8:1:2::1"));
  EXPECT_NE(client_at("2001:db8:1:3::1"), client_at("2001:db8:1:2::1"));
}

}  // namespace
}  // namespace facelatch::api
