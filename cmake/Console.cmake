# SPDX-License-Identifier: Apache-2.0
# The console, the page for people, is built by Vite from web/ (tools/setup/console) and goes into the
# program. Which modules it consists of is told by their imports, so they are found, not listed.
set(FACELATCH_CONSOLE_DIR ${CMAKE_SOURCE_DIR}/build/console)
file(
  GLOB_RECURSE FACELATCH_CONSOLE_SOURCES CONFIGURE_DEPENDS
  ${CMAKE_SOURCE_DIR}/web/src/* ${CMAKE_SOURCE_DIR}/web/public/*
)
list(APPEND FACELATCH_CONSOLE_SOURCES ${CMAKE_SOURCE_DIR}/web/index.html
     ${CMAKE_SOURCE_DIR}/web/package-lock.json ${CMAKE_SOURCE_DIR}/web/vite.config.ts
)
set(FACELATCH_CONSOLE_FILES
    ${FACELATCH_CONSOLE_DIR}/index.html ${FACELATCH_CONSOLE_DIR}/console/console.js
    ${FACELATCH_CONSOLE_DIR}/console/console.css ${FACELATCH_CONSOLE_DIR}/console/icon.svg
)
add_custom_command(
  OUTPUT ${FACELATCH_CONSOLE_FILES}
  COMMAND ${CMAKE_SOURCE_DIR}/tools/setup/console
  DEPENDS ${FACELATCH_CONSOLE_SOURCES}
  COMMENT "Building the console"
  VERBATIM
)
