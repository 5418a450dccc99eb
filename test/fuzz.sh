#!/usr/bin/env bash
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
#
# Fuzzes all that parses or takes a sequence: the targets test/fuzz/*.cpp, with clang's libFuzzer and its sanitizers.
#
#   test/fuzz.sh SECONDS [TARGET...]    each for its share of the time, from its corpus; building comes first
#   test/fuzz.sh --merge [TARGET...]    makes of each corpus, and of what was found since, at most 40 that reach most
#
# All that it makes is in build/fuzz: in found/TARGET the inputs that reached something new, and in failures/TARGET-* those that
# broke a promise. `build/fuzz/TARGET FILE` runs one again. CLANGXX is the compiler.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage()
{
    echo "usage: test/fuzz.sh SECONDS|--merge [TARGET...]" >&2
    exit 2
}

what=${1-}
[[ $what == --merge || $what =~ ^[1-9][0-9]*$ ]] || usage
shift
all=()
for file in test/fuzz/*.cpp; do
    [[ $file == */replay.cpp ]] || all+=("$(basename "$file" .cpp)")
done
targets=("${@:-${all[@]}}")
for target in "${targets[@]}"; do
    [[ " ${all[*]} " == *" $target "* ]] || usage
done
out=build/fuzz
longest=512    # bytes of an input
most_kept=40   # inputs of a corpus
mkdir -p $out/found $out/failures

# The values and the machines: of this archive each target takes what it needs. Boost.Test is for story.hpp, and for nobody else.
mapfile -t sources < <(sed -n '/^set(STINT_FLOOR1_SOURCES$/,/^)/s/^ *\(src.*\.cpp\)$/\1/p' cmake/files.cmake)
sources+=(src/snapshot.cpp)
rules()
{
    local launcher
    launcher=$(command -v ccache || true)
    cat <<END
flags = -std=c++20 -g1 -O1 -fno-omit-frame-pointer -Iinclude -Isrc -Itest $
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror $
    -DBOOST_ASIO_NO_DEPRECATED -DBOOST_TEST_DYN_LINK -fsanitize=address,undefined -fno-sanitize-recover=all
rule compile
  command = nice ${launcher:+ccache }${CLANGXX-clang++-19} \$flags -fsanitize=fuzzer-no-link -MMD -MF \$out.d -c \$in -o \$out
  depfile = \$out.d
  deps = gcc
rule archive
  command = rm -f \$out && ar rcs \$out \$in
rule link
  command = nice ${CLANGXX-clang++-19} \$flags -fsanitize=fuzzer \$in -o \$out -Wl,--as-needed -lboost_unit_test_framework
END
    local file
    for file in "${sources[@]}" "${all[@]/%/.cpp}"; do
        [[ $file == src/* ]] || file=test/fuzz/$file
        echo "build $out/obj/$file.o: compile $file"
    done
    echo "build $out/floor1.a: archive ${sources[*]/#/$out/obj/}" | sed 's/\.cpp\>/&.o/g'
    for file in "${all[@]}"; do
        echo "build $out/$file: link $out/obj/test/fuzz/$file.cpp.o $out/floor1.a"
    done
}
rules >$out/build.ninja
if ! ninja -f $out/build.ninja -j "${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}" "${targets[@]/#/$out/}" >$out/build.log; then
    cat $out/build.log >&2
    exit 1
fi

if [[ $what == --merge ]]; then
    for target in "${targets[@]}"; do
        corpus=test/fuzz/corpus/$target
        merged=$out/merged/$target
        rm -rf "$merged"
        mkdir -p "$merged"/{reached,counted,corpus} "$corpus" "$out/found/$target"
        merge()     # WHERE [OPTION]
        {
            nice "$out/$target" -set_cover_merge=1 "${@:2}" -artifact_prefix="$out/failures/$target-" \
                "$merged/$1" "$corpus" "$out/found/$target" 2>"$out/$target.log"
        }
        merge reached -use_counters=0
        merge counted
        # Those that reach all of the code come first. What room is left is for those that go there more often, the longest first.
        for set in reached counted; do
            find "$merged/$set" -type f -printf '%s %p\n' | sort -k1,1nr -k2
        done | awk -F/ '!seen[$NF]++' | sed -n "1,$most_kept s/^[0-9]* //p" | while read -r file; do
            name=$(basename "$file")
            cp "$file" "$merged/corpus/${name:0:8}"
        done
        rm -rf "$corpus"
        cp -r "$merged/corpus" "$corpus"
        echo "fuzz: $target: $(find "$corpus" -type f | wc -l) inputs, $(cat "$corpus"/* | wc -c) bytes"
    done
    exit 0
fi

share=$((what / ${#targets[@]}))
runs=0
failures=0
for target in "${targets[@]}"; do
    mkdir -p "$out/found/$target"
    log=$out/$target.log
    inputs=("$out/found/$target")
    if [[ -d test/fuzz/corpus/$target ]]; then  # a new target has none yet
        inputs+=("test/fuzz/corpus/$target")
    fi
    result=kept
    nice "$out/$target" -max_total_time=$((share > 0 ? share : 1)) -max_len=$longest -timeout=60 -print_final_stats=1 \
        -artifact_prefix="$out/failures/$target-" "${inputs[@]}" 2>"$log" || result=broken
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    speed=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    echo "fuzz: $target: ${count:-0} runs, ${speed:-0} per second: $result"
    runs=$((runs + ${count:-0}))
    if [[ $result == broken ]]; then
        failures=$((failures + 1))
        grep -E '^broken:|ERROR:|runtime error:|Test unit written to|^Base64:' "$log" || tail -n 20 "$log"
    fi
done
echo "fuzz: ${#targets[@]} targets, $runs runs, $failures failures"
((failures == 0))
