// SPDX-License-Identifier: Apache-2.0
// Which handler a request reaches, and what is answered when there is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "http/test_client.hpp"
#include "http/test_server.hpp"

namespace facelatch::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Handler saying(std::string text) {
  return [text = std::move(text)](const Request&) { return text_response(200, text); };
}

base::Result<Response> say_item(const Request& request) {
  return text_response(200, std::string(request.parameter("id")));
}

Router small_router() {
  Router router;
  const auto trivial = trivial_route();
  router.add(Method::get, "/", trivial, saying("welcome"));
  router.add(Method::get, "/items/{id}", trivial, say_item);
  router.add(Method::remove, "/items/{id}", trivial, saying("removed"));
  router.add(Method::get, "/items/special", trivial, saying("special"));
  router.add(Method::post, "/items", trivial, saying("created"));
  router.add(Method::get, "/work", {}, saying("worked"));
  auto legacy = trivial;
  legacy.errors = ErrorStyle::legacy;
  router.add(Method::post, "/legacy", legacy, [](const Request&) -> base::Result<Response> {
    return base::failure(base::ErrorCode::no_face, "No \"face\" detected");
  });
  router.add(Method::get, "/throwing", {}, [](const Request&) -> base::Result<Response> {
    throw std::runtime_error("/home/somebody/secret.cpp:42");
  });
  return router;
}

class Routing : public testing::Test {
 protected:
  TestServer server_{small_router()};
  TestClient client_{server_.port()};
};

TEST_F(Routing, AnExactPathReachesItsHandler) {
  const auto answer = client_.get("/");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "welcome");
  EXPECT_EQ(answer.headers.value_or_empty("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_TRUE(answer.headers.contains("Date"));
}

TEST_F(Routing, AHandlerOfTheWorkerPoolAnswersToo) {
  EXPECT_EQ(client_.get("/work").body, "worked");
}

TEST_F(Routing, APartOfThePathReachesTheHandlerDecoded) {
  EXPECT_EQ(client_.get("/items/a%20b%2Fc").body, "a b/c");
}

TEST_F(Routing, AnExactPathWinsOverAPattern) {
  EXPECT_EQ(client_.get("/items/special").body, "special");
  EXPECT_EQ(client_.get("/items/%73pecial").body, "special");
}

TEST_F(Routing, APartOfAPatternIsNeverEmpty) { EXPECT_EQ(client_.get("/items/").status, 404); }

TEST_F(Routing, AnUnknownPathIsAProblemWithItsRequestId) {
  const auto answer = client_.get("/nowhere", "X-Request-Id: abc-1\r\n");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.headers.value_or_empty("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.headers.value_or_empty("X-Request-Id"), "abc-1");
  EXPECT_THAT(answer.body,
              AllOf(HasSubstr(R"("status":404)"), HasSubstr(R"("code":"not_found")"),
                    HasSubstr(R"("title":"Not Found")"), HasSubstr(R"("request_id":"abc-1")")));
}

TEST_F(Routing, ThePathIsNeverToldInTheAnswer) {
  EXPECT_THAT(client_.get("/<script>").body, Not(HasSubstr("script")));
}

TEST_F(Routing, DotsAndDoubleSlashesMatchNothing) {
  EXPECT_EQ(client_.get("/items/../items/special").status, 404);
  EXPECT_EQ(client_.get("//").status, 404);
  EXPECT_EQ(client_.get("/items/%2e%2e").body, "..");
}

TEST_F(Routing, AMethodThatAPathDoesNotHaveIsToldWhichItHas) {
  client_.send(request_text("PUT", "/items/7", "Content-Length: 0\r\n"));
  const auto answer = client_.read_answer();
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.headers.value_or_empty("Allow"), "GET, HEAD, DELETE, OPTIONS");
  EXPECT_THAT(answer.body, HasSubstr("method_not_allowed"));
}

TEST_F(Routing, AMethodThatDoesNotExistIsNotAllowedEither) {
  client_.send(request_text("BREW", "/items/7"));
  EXPECT_EQ(client_.read_answer().status, 405);
}

TEST_F(Routing, OptionsListsTheMethodsOfAPath) {
  client_.send(request_text("OPTIONS", "/items"));
  const auto answer = client_.read_answer();
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.headers.value_or_empty("Allow"), "POST, OPTIONS");
  EXPECT_FALSE(answer.headers.contains("Access-Control-Allow-Origin"));
}

TEST_F(Routing, OptionsOfTheWholeServerIsAnswered) {
  client_.send(request_text("OPTIONS", "*"));
  EXPECT_EQ(client_.read_answer().status, 204);
}

TEST_F(Routing, HeadHasTheHeadersOfGetAndNoBody) {
  client_.send(request_text("HEAD", "/"));
  const auto answer = client_.read_answer(TestClient::Body::none);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.value_or_empty("Content-Length"), "7");
  // Had a body come, it would be read as the beginning of the next answer.
  EXPECT_EQ(client_.get("/").body, "welcome");
}

TEST_F(Routing, HeadOfAPathWithoutGetIsNotAllowed) {
  client_.send(request_text("HEAD", "/items"));
  EXPECT_EQ(client_.read_answer(TestClient::Body::none).status, 405);
}

TEST_F(Routing, TheOldRoutesHaveTheOldErrors) {
  const auto answer = client_.post("/legacy", "text/plain", "x");
  EXPECT_EQ(answer.status, 422);
  EXPECT_EQ(answer.body, R"({"error":"No \"face\" detected"})");
  EXPECT_EQ(client_.get("/legacy").status, 405);
  EXPECT_THAT(client_.get("/legacy").body, HasSubstr(R"({"error":)"));
}

TEST_F(Routing, AnExceptionTellsNothingOfTheInside) {
  const auto answer = client_.get("/throwing");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(answer.body, AllOf(HasSubstr(R"("code":"internal")"), Not(HasSubstr("secret"))));
  EXPECT_EQ(client_.get("/").status, 200) << "the connection goes on";
}

TEST_F(Routing, TheObserverSeesPatternsAndNotPaths) {
  client_.get("/items/somebody");
  client_.get("/nowhere");
  const auto seen = server_.wait_for_exchanges(2);
  EXPECT_EQ(seen[0].route, "/items/{id}");
  EXPECT_EQ(seen[0].method, "GET");
  EXPECT_EQ(seen[0].status, 200);
  EXPECT_EQ(seen[1].route, "");
  EXPECT_EQ(seen[1].status, 404);
}

}  // namespace
}  // namespace facelatch::http
