# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Compiles the program against an installed stint with nothing but a compiler and pkg-config.

set(ENV{PKG_CONFIG_PATH} ${STAGE}/${LIBDIR}/pkgconfig)
execute_process(COMMAND ${PKG_CONFIG} --cflags --libs stint
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${flags}")
file(MAKE_DIRECTORY ${BUILD})
execute_process(COMMAND ${COMPILER} -std=c++20 ${SOURCE} -o ${BUILD}/hello ${flags} COMMAND_ERROR_IS_FATAL ANY)
set(ENV{LD_LIBRARY_PATH} ${STAGE}/${LIBDIR})
execute_process(COMMAND ${BUILD}/hello COMMAND_ERROR_IS_FATAL ANY)
