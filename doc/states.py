#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Draws states.svg: the states of a service, and what leads from one to the next.

usage: doc/states.py [--check]

The arrows are those of test/model/transitions.txt, which a test compares with what the code does. Here stands only where each is
drawn, and what is written beside it.
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from svg import lines_in, main, picture, text  # noqa: E402

TABLE = pathlib.Path(__file__).resolve().parent.parent / "test/model/transitions.txt"
BOX = (112, 40)
STATES = {"stopped": (75, 130, "waits"), "starting": (258, 130, "waits"), "running": (450, 130, "serves"),
          "stopping": (650, 130, "ends"), "crashed": (450, 285, "cut")}
# Of each arrow: its path, where its text stands, how that is anchored, and the text.
ARROWS = {
    ("stopped", "starting"): ("M133,130 H196", 165, 120, "middle", ["async_run"]),
    ("starting", "running"): ("M316,130 H388", 352, 120, "middle", ["running()"]),
    ("running", "stopping"): ("M508,130 H588", 548, 156, "middle", ["a stop, its", "end, an error"]),
    ("starting", "stopping"): ("M275,108 C340,50 560,50 625,106", 450, 88, "middle", ["the same, before it was ready"]),
    ("stopping", "stopped"): ("M665,108 C640,-5 130,-5 80,104", 365, 40, "middle", ["all that belongs to it has ended"]),
    ("starting", "crashed"): ("M262,152 C270,235 320,278 388,281", 296, 203, "start", ["an error, and", "nothing is left"]),
    ("running", "crashed"): ("M450,152 V259", 459, 203, "start", ["an error, and", "nothing is left"]),
    ("stopping", "crashed"): ("M645,152 C640,235 590,278 512,281", 648, 222, "start", ["an error, or", "it is given up"]),
    ("crashed", "starting"): ("M394,296 C240,316 190,240 236,156", 196, 262, "end", ["async_run, or a", "pool restarts it"]),
}


def transitions():
    """The pairs of states in the table, without the rung of a stop."""
    pairs = set()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        match = re.match(r"(\w+)\S* \S+ -> (\w+)", line)
        if match and match[1] in STATES and match[2] in STATES and match[1] != match[2]:
            pairs.add((match[1], match[2]))
    return pairs


def draw():
    pairs = transitions()
    if pairs != set(ARROWS):
        sys.exit(f"{__file__}:1: the table has other transitions than are drawn here: {sorted(pairs ^ set(ARROWS))}")
    out = ['<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="2" refY="4" orient="auto">'
           '<path class="tip" d="M0,0 l8,4 l-8,4 z"/></marker></defs>']
    for path, x, y, anchor, lines in ARROWS.values():
        out.append(f'<path class="line" marker-end="url(#tip)" d="{path}"/>')
        out += lines_in(x, y - 4, lines, "dim", anchor)
    for name, (x, y, kind) in STATES.items():
        out.append(f'<rect class="{kind}" x="{x - BOX[0] / 2:g}" y="{y - BOX[1] / 2:g}" width="{BOX[0]}" height="{BOX[1]}" rx="8"/>')
        out.append(text(x, y + 5, name, "rung", "middle"))
    return picture(760, 330, "The states of a service and all transitions between them", "doc/states.py", out)


if __name__ == "__main__":
    main(__file__, draw)
