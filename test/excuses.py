# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""What a check may find, because there is a reason for it."""
from mutation import ROOT

UNCOVERED = "test/uncovered.txt"            # of coverage.py
SURVIVORS = "test/machine_survivors.txt"    # of machine_mutants.py


def numbered(lines):
    """Those that name a place in the source, with their numbers; those between them say why."""
    return [(number, line) for number, line in enumerate(lines, 1) if line.startswith("src/")]


def excused_in(file):
    return {line for _, line in numbered((ROOT / file).read_text(encoding="utf-8").splitlines())}
