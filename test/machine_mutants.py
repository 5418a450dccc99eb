#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Changes each operator and each constant of the pure machines in turn, in copies of the tree: a test has to fail each time.

usage: machine_mutants.py [--only TEXT] [--skip N] [--list]

What survives is printed; what may survive stands in machine_survivors.txt, with the reason. The last line is `killed N of M, K excused`.
"""
import argparse
import collections
import re
import sys

from excuses import SURVIVORS, excused_in
from mutation import ROOT, in_trees

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


Change = collections.namedtuple("Change", "name file text")


def changes(machine):
    for file in (f"src/{machine}.hpp", f"src/{machine}.cpp"):
        if not (ROOT / file).exists():
            continue
        text = (ROOT / file).read_text(encoding="utf-8")
        seen = collections.Counter()
        for begin, end, new in places(text):
            name = name_of(file, text, begin, end, new)
            seen[name] += 1
            yield Change(name if seen[name] == 1 else f"{name} (number {seen[name]})", file, text[:begin] + new + text[end:])


def places(text):
    """All that can be changed: where it begins and ends, and what stands there then."""
    comments = [found.span() for found in re.finditer(r"/\*.*?\*/", text, re.DOTALL)]
    for line in re.finditer(r"^.*$", text, re.MULTILINE):
        if line.group().startswith(("#", "template")) or "constexpr" in line.group():
            continue
        if any(begin <= line.start() < end for begin, end in comments):
            continue
        for found in TOKEN.finditer(line.group()):
            kind, old = found.lastgroup, found.group()
            if kind == "skip":
                continue
            new = {"operator": OPERATORS.get, "prefix": PREFIXES.get, "word": WORDS.get,
                   "number": lambda n: str(int(n.rstrip("U")) + 1) + ("U" if n.endswith("U") else "")}[kind](old)
            yield line.start() + found.start(), line.start() + found.end(), new


def name_of(file, text, begin, end, new):
    """Without the number of the line, so that an excuse stays true when others are added; lines that are alike are numbered."""
    line_begin, line_end = text.rfind("\n", 0, begin) + 1, text.find("\n", end)
    line = text[line_begin:begin] + "«" + text[begin:end] + "» → «" + new + "»" + text[end:line_end]
    return f"{file}: {line.strip()}"


def passes(tree):
    """True if all tests pass: the fast ones are tried first."""
    program = ["build/test/machine", "--log_level=nothing", "--report_level=no"]
    fast = [f"--run_test=!{suite}" for suite in SLOW]
    slow = [f"--run_test={','.join(SLOW)}"]
    return all(tree.run_changed(program + chosen, 120).returncode == 0 for chosen in (fast, slow))


def survives(tree, change):
    with tree.changed(change.file, change.text):
        return tree.build().returncode == 0 and passes(tree)


def unchanged(tree):
    return None if passes(tree) else "a test fails"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="", help="those with this text in what --list says")
    parser.add_argument("--skip", type=int, default=0, help="all but the first N of these: to go on where a run was cut")
    parser.add_argument("--list", action="store_true", help="say what would be changed")
    arguments = parser.parse_args()
    chosen = [change for machine in MACHINES for change in changes(machine) if arguments.only in change.name][arguments.skip:]
    if arguments.list:
        print("\n".join(change.name for change in chosen))
        return 0
    excused = excused_in(SURVIVORS)
    killed = pardoned = 0
    for change, survived in zip(chosen, in_trees("machine_mutants", "machine", unchanged, survives, chosen)):
        if not survived:
            killed += 1
        elif change.name in excused:
            pardoned += 1
        else:
            print(f"survived: {change.name}", flush=True)
    print(f"killed {killed} of {len(chosen)}, {pardoned} excused")
    return 0 if killed + pardoned == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
