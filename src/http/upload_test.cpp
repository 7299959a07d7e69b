// SPDX-License-Identifier: Apache-2.0
// What becomes of a body: a form with fields and files, in memory or in a private file.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <future>

#include "base/sha256.hpp"
#include "http/content.hpp"
#include "http/form.hpp"
#include "http/test_client.hpp"
#include "http/test_parts.hpp"
#include "http/test_server.hpp"
#include "testing/temporary_folder.hpp"

namespace facelatch::http {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;

std::string file_part(std::string_view name, std::string_view file_name, std::string_view content) {
  return fmt::format(
      "--x\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\r\n{}\r\n", name,
      file_name, content);
}

std::string field_part(std::string_view name, std::string_view content) {
  return fmt::format("--x\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{}\r\n", name,
                     content);
}

Content written(SpoolOptions options, std::string_view text) {
  ContentWriter writer(std::move(options));
  EXPECT_TRUE(writer.append(bytes_of(text)));
  return std::move(writer).finish().value();
}

TEST(Spooling, ASmallBodyStaysInMemory) {
  const auto content = written({.memory_bytes = 10, .folder = {}, .budget = nullptr}, "0123456789");
  EXPECT_LT(content.file_descriptor(), 0);
  EXPECT_EQ(content.text(), "0123456789");
}

TEST(Spooling, ALargeBodyGoesToAFileThatNobodyElseCanOpen) {
  const testing::TemporaryFolder folder;
  const auto content =
      written({.memory_bytes = 9, .folder = folder.path(), .budget = nullptr}, "0123456789");
  EXPECT_EQ(content.text(), "0123456789");
  struct stat state{};
  ASSERT_EQ(::fstat(content.file_descriptor(), &state), 0);
  EXPECT_EQ(state.st_mode & 07777U, 0600U);
  EXPECT_EQ(state.st_nlink, 0U) << "it has no name";
  EXPECT_EQ(state.st_size, 10);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  EXPECT_NE(::fcntl(content.file_descriptor(), F_GETFD) & FD_CLOEXEC, 0)
      << "no child process inherits it unasked";
}

TEST(Spooling, AFolderThatIsMissingIsAPlainError) {
  ContentWriter writer({.memory_bytes = 1, .folder = "/nonexistent", .budget = nullptr});
  const auto appended = writer.append(bytes_of("0123456789"));
  ASSERT_FALSE(appended);
  EXPECT_EQ(appended.error().code, ErrorCode::unavailable);
  EXPECT_THAT(appended.error().message, ::testing::Not(HasSubstr("/nonexistent")));
}

TEST(Spooling, TheBudgetOfMemoryAndDiskIsHeldAndGivenBack) {
  const testing::TemporaryFolder folder;
  const auto budget = std::make_shared<StorageBudget>(10, 20);
  const SpoolOptions options{.memory_bytes = 10, .folder = folder.path(), .budget = budget};
  {
    const auto small = written(options, "0123456789");
    EXPECT_EQ(budget->used(StorageBudget::Place::memory), 10U);
    ContentWriter refused(options);
    EXPECT_EQ(refused.append(bytes_of("x")).error().code, ErrorCode::overloaded);
    const auto large = written(options, "0123456789abcdef");
    EXPECT_EQ(budget->used(StorageBudget::Place::disk), 16U);
    ContentWriter too_much(options);
    EXPECT_EQ(too_much.append(bytes_of("0123456789ab")).error().code, ErrorCode::overloaded);
  }
  EXPECT_EQ(budget->used(StorageBudget::Place::memory), 0U);
  EXPECT_EQ(budget->used(StorageBudget::Place::disk), 0U);
}

base::Result<Form> build(std::string_view body, FormLimits limits) {
  FormBuilder builder(limits, {});
  MultipartParser parser("x", limits.multipart, builder);
  if (auto fed = parser.feed(bytes_of(body)); !fed) return std::unexpected(fed.error());
  if (auto finished = parser.finish(); !finished) return std::unexpected(finished.error());
  return builder.take();
}

TEST(Forms, FieldsAndFilesAreToldApartByTheFileName) {
  const auto form = build(file_part("image", "a.jpg", "jpeg") + field_part("image", "field") +
                              file_part("empty", "", "") + "--x--",
                          {});
  ASSERT_TRUE(form);
  EXPECT_EQ(form->find_file("image")->content.text(), "jpeg");
  EXPECT_EQ(form->find_field("image")->value, "field");
  EXPECT_EQ(form->find_file("empty")->content.size(), 0U);
  EXPECT_EQ(form->find_file("missing"), nullptr);
  EXPECT_EQ(form->find_field("missing"), nullptr);
}

TEST(Forms, FieldsAndFilesAreBounded) {
  FormLimits limits;
  limits.field_bytes = 10;
  limits.fields_bytes = 15;
  limits.files = 1;
  EXPECT_TRUE(build(field_part("a", "0123456789") + "--x--", limits));
  EXPECT_EQ(build(field_part("a", "0123456789a") + "--x--", limits).error().code,
            ErrorCode::too_large);
  EXPECT_EQ(build(field_part("a", "01234567") + field_part("b", "01234567") + "--x--", limits)
                .error()
                .code,
            ErrorCode::too_large);
  EXPECT_EQ(build(file_part("a", "a", "") + file_part("b", "b", "") + "--x--", limits).error().code,
            ErrorCode::too_large);
}

TEST(Forms, UrlencodedFieldsAreDecoded) {
  const auto form = parse_urlencoded("a=1+2&b=%26&a=3&c", {});
  ASSERT_TRUE(form);
  EXPECT_EQ(form->find_field("a")->value, "1 2");
  EXPECT_EQ(form->find_field("b")->value, "&");
  EXPECT_EQ(form->find_field("c")->value, "");
  EXPECT_EQ(form->fields.size(), 4U);
  EXPECT_FALSE(parse_urlencoded("a=%g0", {}));
  FormLimits limits;
  limits.fields_bytes = 5;
  EXPECT_EQ(parse_urlencoded("a=12345", limits).error().code, ErrorCode::too_large);
}

/// Answers with the hash of the file "video" and where it lay.
base::Result<Response> hash_upload(const Request& request) {
  const auto* file = request.form ? request.form->find_file("video") : nullptr;
  if (file == nullptr) {
    return base::failure(ErrorCode::invalid_argument, "The file field \"video\" is missing.");
  }
  return text_response(
      200, fmt::format("{} {} {}", file->content.file_descriptor() < 0 ? "memory" : "disk",
                       file->content.size(), base::sha256_hex(file->content.bytes())));
}

class Uploads : public ::testing::Test {
 protected:
  static Router router() {
    Router router;
    RouteOptions upload;
    upload.body_bytes = 64UL << 20U;
    upload.memory_bytes = 64UL << 10U;
    router.add(Method::post, "/video", upload, hash_upload);
    return router;
  }
  ServerOptions options() const {
    ServerOptions options;
    options.spool_folder = folder_.path();
    return options;
  }
  static std::string expected(std::string_view place, std::string_view content) {
    return fmt::format("{} {} {}", place, content.size(), base::sha256_hex(bytes_of(content)));
  }

  testing::TemporaryFolder folder_;
  TestServer server_{router(), options()};
  TestClient client_{server_.port()};
};

constexpr auto kForm = "multipart/form-data; boundary=x";

TEST_F(Uploads, AFileReachesTheHandler) {
  const auto answer = client_.post("/video", kForm, file_part("video", "a", "small") + "--x--");
  EXPECT_EQ(answer.body, expected("memory", "small"));
}

TEST_F(Uploads, ALargeFileIsSpooledAndLeavesNothingBehind) {
  std::string content(20UL << 20U, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 251);
  const auto answer = client_.post("/video", kForm, file_part("video", "a", content) + "--x--");
  EXPECT_EQ(answer.body, expected("disk", content));
  server_.wait_for_exchanges(1);
  EXPECT_EQ(server_->status().bodies_disk_bytes, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Uploads, TwoFilesOfOneNameAtOnceDoNotMeet) {
  const auto upload = [&](char letter) {
    const std::string content(1UL << 20U, letter);
    TestClient client(server_.port());
    for (int i = 0; i < 5; ++i) {
      const auto answer =
          client.post("/video", kForm, file_part("video", "same.mp4", content) + "--x--");
      EXPECT_EQ(answer.body, expected("disk", content));
    }
  };
  auto other = std::async(std::launch::async, upload, 'a');
  upload('b');
  other.get();
}

TEST_F(Uploads, AFileNameIsNoPath) {
  const auto outside = folder_.path() / "outside";
  client_.post("/video", kForm,
               file_part("video", outside.string(), std::string(100'000, 'x')) + "--x--");
  EXPECT_FALSE(std::filesystem::exists(outside));
}

TEST_F(Uploads, AMissingFieldIsTheHandlersError) {
  const auto answer = client_.post("/video", kForm, field_part("other", "x") + "--x--");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("is missing"));
}

TEST_F(Uploads, AFormWithoutBoundaryOrEndIsRefused) {
  EXPECT_EQ(client_.post("/video", "multipart/form-data", "x").status, 400);
  TestClient other(server_.port());
  EXPECT_EQ(other.post("/video", kForm, file_part("video", "a", "half")).status, 400);
}

TEST_F(Uploads, AClientThatGoesAwayInTheMiddleLeavesNothing) {
  client_.send(request_text("POST", "/video",
                            "Content-Type: multipart/form-data; boundary=x\r\n"
                            "Content-Length: 30000000\r\n",
                            file_part("video", "a", std::string(1UL << 20U, 'x'))));
  while (server_->status().bodies_disk_bytes == 0) std::this_thread::yield();
  client_.reset();
  EXPECT_EQ(server_.wait_for_exchanges(1).front().status, 499);
  EXPECT_EQ(server_->status().bodies_disk_bytes, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

}  // namespace
}  // namespace facelatch::http
