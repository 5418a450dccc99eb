#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Changes each operator and each constant of the pure machines in turn, in a copy of the tree: a test has to fail each time.

usage: machine_mutants.py [--only FILE] [--list]

What survives is printed; what may survive stands in machine_survivors.txt, with the reason. The last line is `killed N of M, K excused`.
"""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPY = ROOT / "build" / "machine_mutants"
EXCUSES = ROOT / "test" / "machine_survivors.txt"
MACHINES = ("accept_machine", "lifecycle_machine", "pool_machine", "pool_machine_changes", "restart_backoff",
            "service_graph", "stall_machine", "time_spans")

# What is written between two operands, and what is written instead. The longest comes first.
OPERATORS = {" == ": " != ", " != ": " == ", " <= ": " < ", " >= ": " > ", " < ": " <= ", " > ": " >= ", " && ": " || ",
             " || ": " && ", " + ": " - ", " - ": " + ", " * ": " / ", " / ": " * ", " += ": " -= ", " -= ": " += ",
             " |= ": " &= ", " | ": " & ", " ? ": " == false ? "}
PREFIXES = {"++": "--", "--": "++", "!": ""}
WORDS = {"true": "false", "false": "true", "min": "max", "max": "min", "never": "time_point{}", "begin": "end"}
TOKEN = re.compile(r"""
    (?P<skip>//.*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')
  | (?P<operator>[ ](?:==|!=|<=|>=|&&|\|\||\+=|-=|\|=|<|>|\+|-|\*|/|\||\?)[ ])
  | (?P<prefix>\+\+(?=\w)|--(?=\w)|!(?=[\w(]))
  | (?P<number>\b\d+U?\b)
  | (?P<word>\b(?:true|false|min|max|never)\b)
""", re.VERBOSE)
SLOW = ("lifecycle_exhaustive", "pool_exhaustive", "pool_against_model")


def changes(text):
    """All that can be changed: where it begins and ends, and what stands there then."""
    for line in re.finditer(r"^.*$", text, re.MULTILINE):
        if line.group().startswith(("#", "template", "///", "/**")) or "constexpr" in line.group():
            continue
        for found in TOKEN.finditer(line.group()):
            kind, old = found.lastgroup, found.group()
            if kind == "skip":
                continue
            new = {"operator": OPERATORS.get, "prefix": PREFIXES.get, "word": WORDS.get,
                   "number": lambda n: str(int(n.rstrip("U")) + 1) + ("U" if n.endswith("U") else "")}[kind](old)
            yield line.start() + found.start(), line.start() + found.end(), new


def name_of(file, text, begin, end, new):
    """Without the number of the line, so that an excuse stays true when others are added."""
    line_begin, line_end = text.rfind("\n", 0, begin) + 1, text.find("\n", end)
    line = text[line_begin:begin] + "«" + text[begin:end] + "» → «" + new + "»" + text[end:line_end]
    return f"{file}: {line.strip()}"


def run(command, seconds=120):
    try:
        return subprocess.run(command, cwd=COPY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                              timeout=seconds)
    except subprocess.TimeoutExpired as late:
        return subprocess.CompletedProcess(command, -1, str(late))


def build():
    return run(["cmake", "--build", "build", "--target", "machine"], 600)


def test():
    """True if all tests pass: the fast ones are tried first."""
    program = ["build/test/machine", "--log_level=nothing", "--report_level=no"]
    fast = [f"--run_test=!{suite}" for suite in SLOW]
    return run(program + fast).returncode == 0 and run(program + [f"--run_test={','.join(SLOW)}"]).returncode == 0


def prepare():
    COPY.mkdir(parents=True, exist_ok=True)
    for name in ("include", "src", "test", "example", "cmake"):
        shutil.rmtree(COPY / name, ignore_errors=True)
        shutil.copytree(ROOT / name, COPY / name)
    shutil.copy(ROOT / "CMakeLists.txt", COPY)
    made = run(["cmake", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O1",
                "-DCMAKE_CXX_COMPILER=g++", "-DSTINT_INSTALL=OFF"])
    built = build()
    if made.returncode or built.returncode or not test():
        sys.exit(made.stdout + built.stdout + "\nmachine_mutants: the tests do not pass before anything is changed")


def excuses():
    lines = EXCUSES.read_text(encoding="utf-8").splitlines() if EXCUSES.exists() else []
    return {line for line in lines if line.startswith(MACHINES)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="of the machines, those with this text in their name")
    parser.add_argument("--list", action="store_true", help="say what would be changed")
    arguments = parser.parse_args()
    all_changes = []
    for machine in (m for m in MACHINES if arguments.only in m):
        file = f"src/{machine}.cpp"
        text = (ROOT / file).read_text(encoding="utf-8")
        all_changes += [(file, text, *change, name_of(machine, text, *change)) for change in changes(text)]
    if arguments.list:
        print("\n".join(change[-1] for change in all_changes))
        return 0
    prepare()
    excused = excuses()
    killed = pardoned = 0
    for file, text, begin, end, new, name in all_changes:
        path = COPY / file
        path.write_text(text[:begin] + new + text[end:], encoding="utf-8")
        if build().returncode != 0 or not test():
            killed += 1
        elif name in excused:
            pardoned += 1
        else:
            print(f"survived: {name}", flush=True)
        path.write_text(text, encoding="utf-8")
    print(f"killed {killed} of {len(all_changes)}, {pardoned} excused")
    return 0 if killed + pardoned == len(all_changes) else 1


if __name__ == "__main__":
    sys.exit(main())
