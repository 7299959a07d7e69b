// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crypto/key_ring.hpp"
#include "crypto/template_cipher.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace facelatch::crypto;
  static const auto keys =
      KeyRing::from_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").value();
  static const auto cipher = TemplateCipher::create(keys, Purpose::templates).value();
  const RecordContext context{
      .person_id = "p", .record_id = "r", .model_id = "m", .preprocessing_id = "q"};
  // Nobody forges a code by chance: a record that opens is a fault.
  if (cipher.open(context, {data, size})) std::abort();
  (void)KeyRing::from_text({reinterpret_cast<const char*>(data), size});
  return 0;
}
