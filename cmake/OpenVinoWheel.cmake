# SPDX-License-Identifier: Apache-2.0
# OpenVINO comes as an unpacked PyPI wheel (tools/setup puts it there): headers, libraries and a
# CMake package, no Python needed. Its own libtbb must come first in the run path: Debian's older
# one has the same soname, and OpenCV asks for it. Only a DT_RPATH also holds for what a library
# asks for (ld.so(8)).
set(FACELATCH_OPENVINO_VERSION 2026.4.1)
if(DEFINED ENV{XDG_DATA_HOME})
  set(facelatch_data_home $ENV{XDG_DATA_HOME})
else()
  set(facelatch_data_home $ENV{HOME}/.local/share)
endif()
set(FACELATCH_OPENVINO_DIR
    ${facelatch_data_home}/facelatch/toolchain/openvino-${FACELATCH_OPENVINO_VERSION}/openvino
    CACHE PATH "The folder `openvino` of the unpacked OpenVINO wheel"
)
if(NOT EXISTS ${FACELATCH_OPENVINO_DIR}/cmake/OpenVINOConfig.cmake)
  message(FATAL_ERROR "OpenVINO is not at ${FACELATCH_OPENVINO_DIR}: run ./run, which installs it.")
endif()
find_package(
  OpenVINO ${FACELATCH_OPENVINO_VERSION} REQUIRED COMPONENTS Runtime
  PATHS ${FACELATCH_OPENVINO_DIR}/cmake NO_DEFAULT_PATH
)
set(CMAKE_BUILD_RPATH ${FACELATCH_OPENVINO_DIR}/libs)
add_link_options(-Wl,--disable-new-dtags)
