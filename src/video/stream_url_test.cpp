// SPDX-License-Identifier: Apache-2.0
#include "video/stream_url.hpp"

#include <gtest/gtest.h>

#include <string>

namespace facelatch::video {
namespace {

TEST(StreamUrl, TakesAnAddressApart) {
  auto url = StreamUrl::parse("rtsp://user:p%40ss@camera.local:8554/live?channel=1#x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->scheme, StreamUrl::Scheme::rtsp);
  EXPECT_EQ(url->credentials, "user:p%40ss");
  EXPECT_EQ(url->host, "camera.local");
  EXPECT_EQ(url->port, 8554);
  EXPECT_EQ(url->path, "/live?channel=1");
  EXPECT_EQ(url->host_header(), "camera.local:8554");
  url->address = "192.0.2.1";
  EXPECT_EQ(url->numeric(), "rtsp://user:p%40ss@192.0.2.1:8554/live?channel=1");
}

TEST(StreamUrl, KnowsTheUsualPorts) {
  EXPECT_EQ(StreamUrl::parse("rtsp://a/b")->port, 554);
  EXPECT_EQ(StreamUrl::parse("http://a")->port, 80);
  EXPECT_EQ(StreamUrl::parse("http://a")->path, "/");
  EXPECT_EQ(StreamUrl::parse("http://a?b")->path, "/?b");
  EXPECT_EQ(StreamUrl::parse("http://a")->host_header(), "a");
}

TEST(StreamUrl, TakesIpv6InBrackets) {
  auto url = StreamUrl::parse("http://[2001:db8::1]:8080/x");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "2001:db8::1");
  url->address = url->host;
  EXPECT_EQ(url->numeric(), "http://[2001:db8::1]:8080/x");
}

TEST(StreamUrl, RefusesEverythingElse) {
  for (const std::string text :
       {"", "camera", "file:///etc/passwd", "https://a/", "rtsp://", "rtsp:///path", "http://a b/",
        "http://a\r\nX: y/", "http://a:0/", "http://a:99999/", "http://a:b/", "http://[::1/",
        "http://[::1]x/", "http://a:1:2/", "concat:http://a/", "http://a|b/"}) {
    const auto url = StreamUrl::parse(text);
    ASSERT_FALSE(url) << text;
    EXPECT_EQ(url.error().code, base::ErrorCode::invalid_argument);
  }
  EXPECT_FALSE(StreamUrl::parse("http://a/" + std::string(3000, 'x')));
}

TEST(StreamUrl, KeepsThePasswordOutOfItsError) {
  const auto url = StreamUrl::parse("rtsp://user:secret@ho st/");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace facelatch::video
