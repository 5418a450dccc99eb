#!/usr/bin/env bash
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
#
# Measures stint beside its peers. The last lines are "ratio NAME@N VALUE": stint's time, divided by that of NAME, for N services.
#
#   bench/run.sh            all numbers of services, five rounds
#   bench/run.sh --quick    two numbers of services, five rounds, within ten minutes
#
# Left out, with a word, are the peers whose tools are not installed. On Debian 12 they are in
#   cargo rustc librust-tokio-dev librust-tokio-util-dev golang-go golang-github-thejerf-suture-dev golang-github-oklog-run-dev
#   libguava-java default-jdk-headless erlang-base
# and what loads the server is wrk.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

.ci/setup
cmake --preset release -DSTINT_BUILD_BENCHMARKS=ON >/dev/null
cmake --build --preset release --target stint_benchmarks
exec bench/compare.py "$@" build/release
