#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Checks that a file does not compile, and for the reason that it states.

usage: compile_fail.py FILE COMPILER ARGUMENT...

The first line of FILE is `// expect: <regex>`: what the compiler's output must contain. What is
wrong stands in `#ifndef STINT_CONTROL`: with STINT_CONTROL defined FILE must compile, which proves
that nothing else in it is wrong.
"""
import os
import re
import subprocess
import sys


def fail(text, output=""):
    print(f"{text}\n{output}", file=sys.stderr)
    sys.exit(1)


path, *compiler = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    source = file.read()
expect = re.match(r"// expect: (\S.*)\n", source)
if not expect:
    fail(f"{path}:1: the first line must be '// expect: <regex>'")
if "STINT_CONTROL" not in source:
    fail(f"{path}:1: no '#ifndef STINT_CONTROL': wrap the wrong line in it, so that the rest is proven right")


def compile_it(*options):
    return subprocess.run([*compiler, *options, path], text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**os.environ, "LC_ALL": "C"})


control = compile_it("-DSTINT_CONTROL")
if control.returncode != 0:
    fail(f"{path}: does not compile with -DSTINT_CONTROL, as it must:", control.stdout)
wrong = compile_it()
if wrong.returncode == 0:
    fail(f"{path}: compiles, and must not")
if not re.search(expect[1], wrong.stdout):
    fail(f"{path}: does not compile, but the compiler does not say '{expect[1]}':", wrong.stdout)
