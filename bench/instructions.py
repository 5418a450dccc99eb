#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Counts the instructions of one service more, from its creation until nothing is left of it, and compares them with instructions.txt.

usage: instructions.py [--write] SERVICES      SERVICES is the program that bench/services.cpp makes, optimised

Ends with 1 where one variant costs over 5 % more than is written there. They do not depend on the machine's mood, but on the compiler: the
reference is that of g++ 12 with the preset "release". --write makes what is counted the reference.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

REFERENCE = pathlib.Path(__file__).with_suffix(".txt")
VARIANTS = ("service", "no_hook", "task", "crash")
FEW, MANY = 500, 1_000
LIMIT = 5   # per cent


def instructions(program, variant, count):
    with tempfile.NamedTemporaryFile() as out:
        command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out.name}", program, variant, str(count), "1"]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", text)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("program")
    arguments = parser.parse_args()
    counted = {v: (instructions(arguments.program, v, MANY) - instructions(arguments.program, v, FEW)) / (MANY - FEW) for v in VARIANTS}
    if arguments.write:
        REFERENCE.write_text("".join(f"{variant} {count:.0f}\n" for variant, count in counted.items()), encoding="utf-8")
        return
    reference = {variant: int(count) for variant, count in map(str.split, REFERENCE.read_text(encoding="utf-8").splitlines())}
    worse = []
    for variant, count in counted.items():
        change = (count / reference[variant] - 1) * 100
        print(f"{variant}: {count:,.0f} instructions, {change:+.1f} % of {reference[variant]:,}")
        if change > LIMIT:
            worse.append(variant)
    if worse:
        sys.exit(f"bench/instructions.txt:1: {', '.join(worse)} costs over {LIMIT} % more: mend it, or say why and run bench/instructions.py --write")


if __name__ == "__main__":
    main()
