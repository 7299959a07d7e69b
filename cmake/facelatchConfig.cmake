# SPDX-License-Identifier: Apache-2.0
# find_package(facelatch) gives targets facelatch::FOLDER for folders of facelatch's sources, such as
# facelatch::pipeline. The libraries are static: what they need themselves is found here.
option(FACELATCH_HEIF "facelatch was built with HEIC and AVIF" ON)
list(PREPEND CMAKE_MODULE_PATH ${CMAKE_CURRENT_LIST_DIR})
include(${CMAKE_CURRENT_LIST_DIR}/Dependencies.cmake)
list(POP_FRONT CMAKE_MODULE_PATH)
include(${CMAKE_CURRENT_LIST_DIR}/facelatchTargets.cmake)
