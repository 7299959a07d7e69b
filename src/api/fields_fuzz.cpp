// SPDX-License-Identifier: Apache-2.0
// The first byte chooses what the rest is said to be.
#include <array>
#include <cstdlib>

#include "api/fields.hpp"

namespace {

using facelatch::api::Fields;

constexpr std::array<std::string_view, 4> kTypes{
    "application/json", "application/x-www-form-urlencoded", "image/jpeg", "text/plain"};

void read_everything(Fields& fields) {
  double number = 0.5;
  int integer = 2;
  bool flag = false;
  std::string text;
  std::optional<facelatch::similarity::Embedding> embedding;
  fields.read_number("number", {0, 1}, number);
  fields.read_integer("integer", {1, 3}, integer);
  fields.read_flag("flag", flag);
  fields.read_text("text", text);
  fields.read_embedding("embedding", embedding);
  (void)fields.take_picture("image");
  (void)fields.take_pictures("images");
  (void)fields.finish();
  if (!(number >= 0 && number <= 1) || integer < 1 || integer > 3) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  facelatch::http::Request request;
  request.headers.add("Content-Type", kTypes.at(data[0] % kTypes.size()));
  request.body = facelatch::http::Content(facelatch::base::Bytes(data + 1, data + size));
  auto fields = Fields::read(request, "image");
  if (fields) read_everything(*fields);
  return 0;
}
