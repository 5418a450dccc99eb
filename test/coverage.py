#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Shows which lines and branches of src/ no test executes. Needs clang 19 and llvm-19.

usage: coverage.py [--all] [--no-run]

Builds the preset `coverage` and runs its tests; --no-run looks at what they have counted last. What is not executed is printed, but for what stands
in uncovered.txt, with the reason; --all prints that too. The last line is `lines N of M (P %), branches N of M (P %), K excused`.
"""
import argparse
import collections
import json
import os
import pathlib
import shutil
import subprocess
import sys

from excuses import UNCOVERED, excused_in
from mutation import ROOT

BUILD = ROOT / "build" / "coverage"
COUNTS = BUILD / "counts"
PROFILE = BUILD / "all.profdata"


def run_tests():
    subprocess.run(["cmake", "--preset", "coverage"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "coverage"], cwd=ROOT, check=True)
    for old in COUNTS.glob("*.profraw"):
        old.unlink()
    # One file for each program, that all its processes count in: also those that are killed.
    environment = {**os.environ, "LLVM_PROFILE_FILE": str(COUNTS / "%m%c.profraw")}
    subprocess.run(["ctest", "--preset", "coverage", "--no-label-summary"], cwd=ROOT, check=True, env=environment)


def programs():
    found = (path for directory in ("test", "example") for path in (BUILD / directory).rglob("*"))
    return [path for path in found if path.is_file() and os.access(path, os.X_OK) and not path.suffix and "CMakeFiles" not in path.parts]


def counted(form):
    """What llvm-cov exports, in one of its formats."""
    first, *others = programs()
    objects = [word for path in others for word in ("--object", path)]
    return subprocess.run(["llvm-cov-19", "export", f"--format={form}", f"--instr-profile={PROFILE}", first, *objects,
                           "--sources", ROOT / "src"], check=True, text=True, stdout=subprocess.PIPE).stdout


def merge_counts():
    raw = list(COUNTS.glob("*.profraw"))
    if not raw:
        sys.exit("coverage.py: nothing was counted yet: run it without --no-run")
    subprocess.run(["llvm-profdata-19", "merge", "--sparse", "-o", PROFILE, *raw], check=True)


class Tally:
    def __init__(self):
        self.hit = self.all = 0

    def add(self, executed):
        self.hit += executed
        self.all += 1
        return executed

    def __str__(self):
        return f"{self.hit} of {self.all} ({100 * self.hit / self.all:.1f} %)"


def lines_of(report):
    """Each line with code: its file, its number, and whether it was executed."""
    for line in report.splitlines():
        kind, _, value = line.partition(":")
        if kind == "SF":
            file = value
        elif kind == "DA":
            number, count = value.split(",")[:2]
            yield file, int(number), int(count) > 0


def branches_of(report):
    """Each end of each condition: its file, its line, which end, and whether it was taken. Those of all instances of a template are one.

    What llvm-cov counts for a switch itself is that no case of it was taken: with an enum, the compiler sees to that.
    """
    taken = collections.Counter()
    for file in json.loads(report)["data"][0]["files"]:
        text = pathlib.Path(file["filename"]).read_text(encoding="utf-8").splitlines()
        for branch in file["branches"]:
            if text[branch[0] - 1][:branch[1] - 1].endswith("switch ("):
                continue
            for end, count in zip(("true", "false"), branch[4:6]):
                taken[file["filename"], *branch[:4], end] += count
    for (file, line, *_, end), count in taken.items():
        yield file, line, end, count > 0


def missed(lines, branches):
    """What is not executed, by the text of its line, so that an excuse stays true when others are added. A block is named by its condition, or by its
    first line."""
    missing = collections.defaultdict(dict)     # by file and line
    for file, number, executed in lines_of(counted("lcov")):
        if not lines.add(executed):
            missing[file][number] = []
    for file, number, end, executed in branches_of(counted("text")):
        if not branches.add(executed):
            missing[file].setdefault(number, []).append(f"never {end}: ")
    for file, numbers in sorted(missing.items()):
        text = pathlib.Path(file).read_text(encoding="utf-8").splitlines()
        for number, ends in sorted(numbers.items()):
            code = text[number - 1].strip()
            within = number - 1 in numbers or not code.strip("{};)")
            for what in dict.fromkeys(ends) if ends else () if within else ("",):
                yield f"{pathlib.Path(file).relative_to(ROOT)}: {what}{code}", number


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true", help="print also what is excused")
    parser.add_argument("--no-run", action="store_true", help="do not run the tests again")
    arguments = parser.parse_args()
    for tool in ("clang++-19", "llvm-profdata-19", "llvm-cov-19"):
        if not shutil.which(tool):
            sys.exit(f"coverage.py: {tool} is missing: install clang-19 and llvm-19")
    if not arguments.no_run:
        run_tests()
    excused = excused_in(UNCOVERED)
    merge_counts()
    lines, branches = Tally(), Tally()
    found = collections.Counter()
    for name, number in missed(lines, branches):
        found["excused" if name in excused else "not"] += 1
        if arguments.all or name not in excused:
            print(f"{name}    (line {number})")
    print(f"lines {lines}, branches {branches}, {found['excused']} excused")
    return 1 if found["not"] else 0


if __name__ == "__main__":
    sys.exit(main())
