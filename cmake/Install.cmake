# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts in place: the program with OpenVINO's runtime beside it, the libraries
# with their headers and a CMake package, the manual page, completions, and the tools that fetch
# models. The place may be moved as a whole.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(FACELATCH_INSTALL_OPENVINO ${CMAKE_INSTALL_LIBDIR}/facelatch/openvino)
set(FACELATCH_INSTALL_PACKAGE ${CMAKE_INSTALL_LIBDIR}/cmake/facelatch)
set(FACELATCH_INSTALL_SHARE ${CMAKE_INSTALL_DATADIR}/facelatch)

# What others may build upon; the server's and the program's own parts are not among it.
set(FACELATCH_INSTALLED_MODULES
    base
    sandbox
    imaging
    inference
    models
    vision
    similarity
    embedding
    quality
    pipeline
    evaluation
)

# facelatch_install_module(NAME): the library of a folder of src/ and the headers in it, if it is one
# of those above.
function(facelatch_install_module name)
  if(NOT name IN_LIST FACELATCH_INSTALLED_MODULES)
    return()
  endif()
  set_target_properties(facelatch_${name} PROPERTIES EXPORT_NAME ${name})
  target_include_directories(
    facelatch_${name} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/facelatch>
  )
  target_compile_features(facelatch_${name} INTERFACE cxx_std_23)
  install(TARGETS facelatch_${name} EXPORT facelatch ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR}/src ${CMAKE_CURRENT_SOURCE_DIR})
  install(
    DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/facelatch/${folder}
    FILES_MATCHING
    PATTERN "*.hpp"
    PATTERN "test_*" EXCLUDE
  )
endfunction()

# facelatch_install_package(): the rest, once every target is there.
function(facelatch_install_package)
  install(EXPORT facelatch NAMESPACE facelatch:: DESTINATION ${FACELATCH_INSTALL_PACKAGE}
          FILE facelatchTargets.cmake
  )
  write_basic_package_version_file(
    ${CMAKE_BINARY_DIR}/facelatchConfigVersion.cmake COMPATIBILITY SameMinorVersion
  )
  install(
    FILES ${CMAKE_SOURCE_DIR}/cmake/facelatchConfig.cmake
          ${CMAKE_SOURCE_DIR}/cmake/Dependencies.cmake ${CMAKE_SOURCE_DIR}/cmake/OpenVinoWheel.cmake
          ${CMAKE_BINARY_DIR}/facelatchConfigVersion.cmake
    DESTINATION ${FACELATCH_INSTALL_PACKAGE}
  )
  # The C library, the front ends of other frameworks and the plugins of other devices stay behind.
  install(
    DIRECTORY ${FACELATCH_OPENVINO_DIR}/libs/
    DESTINATION ${FACELATCH_INSTALL_OPENVINO}
    FILES_MATCHING
    REGEX "/libopenvino\\.so[.0-9]*$"
    REGEX "/libopenvino_(onnx|tensorflow_lite|ir)_frontend\\.so[.0-9]*$"
    REGEX "/libopenvino_intel_cpu_plugin\\.so$"
    REGEX "/lib(tbb|hwloc)[a-z0-9_]*\\.so[.0-9]*$"
  )
  foreach(part tools/models tools/setup tools/requirements.txt models)
    get_filename_component(place ${part} DIRECTORY)
    if(IS_DIRECTORY ${CMAKE_SOURCE_DIR}/${part})
      install(
        DIRECTORY ${CMAKE_SOURCE_DIR}/${part}
        DESTINATION ${FACELATCH_INSTALL_SHARE}/${place}
        USE_SOURCE_PERMISSIONS
        PATTERN "test_*" EXCLUDE
        PATTERN "conftest.py" EXCLUDE
        PATTERN "__pycache__" EXCLUDE
      )
    else()
      install(FILES ${CMAKE_SOURCE_DIR}/${part} DESTINATION ${FACELATCH_INSTALL_SHARE}/${place})
    endif()
  endforeach()
  install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/README.md
          DESTINATION ${CMAKE_INSTALL_DOCDIR}
  )
endfunction()

# facelatch_install_program(TARGET): the program, and what it tells of itself.
function(facelatch_install_program target)
  set_target_properties(
    ${target} PROPERTIES INSTALL_RPATH "$ORIGIN/../${FACELATCH_INSTALL_OPENVINO}"
  )
  install(TARGETS ${target} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  set(texts ${CMAKE_CURRENT_BINARY_DIR}/texts)
  install(
    CODE
      "
    file(MAKE_DIRECTORY ${texts})
    foreach(text \"man>facelatch.1\" \"completion bash>facelatch\" \"completion zsh>_facelatch\"
                 \"completion fish>facelatch.fish\")
      string(REGEX MATCH \"(.*)>(.*)\" whole \"\${text}\")
      set(file ${texts}/\${CMAKE_MATCH_2})
      separate_arguments(words UNIX_COMMAND \"\${CMAKE_MATCH_1}\")
      execute_process(
        COMMAND $<TARGET_FILE:${target}> \${words} OUTPUT_FILE \${file} COMMAND_ERROR_IS_FATAL ANY
      )
    endforeach()
  "
  )
  install(FILES ${texts}/facelatch.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${texts}/facelatch
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  )
  install(FILES ${texts}/_facelatch DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${texts}/facelatch.fish
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
  )
endfunction()
