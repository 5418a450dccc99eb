# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0

# Installs a build, then moves it: what was installed must not depend on where it was.

file(REMOVE_RECURSE ${STAGE} ${STAGE}.before)
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${STAGE}.before COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${STAGE}.before ${STAGE})
