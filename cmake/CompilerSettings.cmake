# SPDX-License-Identifier: Apache-2.0
# One interface target carries what every target of ours is compiled with, so that the warnings
# never reach the libraries that we use.
add_library(facelatch_settings INTERFACE)
target_compile_options(
  facelatch_settings
  INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Werror
            -fno-omit-frame-pointer
            # Designated initialisers leave the other members to their defaults on purpose.
            -Wno-missing-field-initializers
)
target_include_directories(facelatch_settings INTERFACE ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR}/include)

if(FACELATCH_SANITIZE)
  target_compile_options(
    facelatch_settings INTERFACE -fsanitize=${FACELATCH_SANITIZE} -fno-sanitize-recover=all -O1
  )
  target_link_options(facelatch_settings INTERFACE -fsanitize=${FACELATCH_SANITIZE})
else()
  # A hardened release: checked containers, stack protector, read-only relocations.
  target_compile_options(facelatch_settings INTERFACE -fstack-protector-strong)
  target_compile_definitions(
    facelatch_settings INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2> _GLIBCXX_ASSERTIONS
  )
  target_link_options(facelatch_settings INTERFACE -Wl,-z,relro -Wl,-z,now)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives inside its own library headers (GCC bugs 105562 and 107532).
  target_compile_options(
    facelatch_settings INTERFACE -Wno-maybe-uninitialized -Wno-restrict
  )
  target_link_options(facelatch_settings INTERFACE -fuse-ld=mold)
else()
  # clang complains about what std::stable_sort of g++ 12's library calls.
  target_compile_options(facelatch_settings INTERFACE -Wno-deprecated-declarations)
endif()
