# SPDX-License-Identifier: Apache-2.0
# facelatch_module(NAME SOURCES… [PUBLIC targets…] [PRIVATE targets…] [TESTS files…] [FUZZERS names…]
#                  [BENCHMARKS files…] [TEST_LIBRARIES targets…])
# One static library per folder of src/, its tests in one executable NAME_test, each fuzz target
# X in X_fuzz.cpp. Sources are listed, never globbed: what is built can be read.
if(FACELATCH_TESTS)
  find_package(GTest REQUIRED)
  find_package(rapidcheck REQUIRED)
endif()
if(FACELATCH_BENCHMARKS)
  find_package(benchmark REQUIRED)
endif()

function(facelatch_module name)
  cmake_parse_arguments(
    arg "" "" "SOURCES;PUBLIC;PRIVATE;TESTS;TEST_LIBRARIES;FUZZERS;BENCHMARKS" ${ARGN}
  )
  add_library(facelatch_${name} STATIC ${arg_SOURCES})
  target_link_libraries(
    facelatch_${name} PUBLIC $<BUILD_INTERFACE:facelatch_settings> ${arg_PUBLIC}
    PRIVATE ${arg_PRIVATE}
  )
  facelatch_install_module(${name})
  if(FACELATCH_TESTS AND arg_TESTS)
    add_executable(${name}_test ${arg_TESTS})
    target_link_libraries(
      ${name}_test PRIVATE facelatch_${name} facelatch_testing ${arg_TEST_LIBRARIES}
                           GTest::gtest_main GTest::gmock
    )
    add_test(NAME ${name} COMMAND ${name}_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES TIMEOUT 900)
  endif()
  if(FACELATCH_FUZZ)
    foreach(fuzzer IN LISTS arg_FUZZERS)
      add_executable(${fuzzer}_fuzz ${fuzzer}_fuzz.cpp)
      target_link_libraries(${fuzzer}_fuzz PRIVATE facelatch_${name})
      target_link_options(${fuzzer}_fuzz PRIVATE -fsanitize=fuzzer)
    endforeach()
  endif()
  if(FACELATCH_BENCHMARKS AND arg_BENCHMARKS)
    add_executable(${name}_bench ${arg_BENCHMARKS})
    target_link_libraries(${name}_bench PRIVATE facelatch_${name} benchmark::benchmark_main)
  endif()
endfunction()

# facelatch_built_in_text(VARIABLE FILE TEMPLATE): writes TEMPLATE.cpp of the current folder's build
# from TEMPLATE.cpp.in, with the text of FILE in the place of @VARIABLE@; again when FILE changes.
function(facelatch_built_in_text variable file template)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} ${variable})
  configure_file(${template}.cpp.in ${template}.cpp @ONLY)
endfunction()
