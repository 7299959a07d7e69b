# SPDX-License-Identifier: Apache-2.0
# Swagger UI comes from npm (tools/setup/swagger-ui unpacks it) and goes into the program, so that
# /docs works without the internet.
set(FACELATCH_SWAGGER_UI_VERSION 5.35.0)
set(FACELATCH_SWAGGER_UI_DIR
    ${facelatch_data_home}/facelatch/toolchain/swagger-ui-${FACELATCH_SWAGGER_UI_VERSION}
    CACHE PATH "The folder with swagger-ui-bundle.js and swagger-ui.css"
)
if(NOT EXISTS ${FACELATCH_SWAGGER_UI_DIR}/swagger-ui-bundle.js)
  message(FATAL_ERROR "Swagger UI is not at ${FACELATCH_SWAGGER_UI_DIR}: run ./run, which installs it.")
endif()
