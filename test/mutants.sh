#!/usr/bin/env bash
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
#
# Shows that the lab finds what it is for: known bugs are put into copies of the tree, one at a time. Ends with `caught N of M`.
#
#   test/mutants.sh [--seconds N] [--only TEXT]

set -euo pipefail
exec python3 "$(dirname "${BASH_SOURCE[0]}")/mutants.py" "$@"
