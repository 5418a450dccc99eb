# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Read by cpack, when the library is there: the packages that it needs.

execute_process(COMMAND dpkg-shlibdeps -O ${CPACK_STINT_LIBRARY}
    WORKING_DIRECTORY ${CPACK_STINT_BUILD_DIR} OUTPUT_VARIABLE depends OUTPUT_STRIP_TRAILING_WHITESPACE
    COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "shlibs:Depends=" "" CPACK_DEBIAN_STINT_RUNTIME_PACKAGE_DEPENDS "${depends}")
