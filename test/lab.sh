#!/usr/bin/env bash
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
#
# Explores for so long, on all processors, with optimised code. The last line is `schedules N violations M`.
#
#   test/lab.sh SECONDS [FIRST]     from scenario number FIRST on; without it, from one that the clock gives
#
# A violation is told as a short story, with the number of its scenario: build/release/test/lab --replay NUMBER

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ ! ${1-} =~ ^[1-9][0-9]*$ ]]; then
    echo "usage: test/lab.sh SECONDS [FIRST]" >&2
    exit 2
fi
cmake --preset release >/dev/null
cmake --build --preset release --target lab
exec build/release/test/lab "$1" "${2:-$(date +%s%N)}" "$(nproc)"
