#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Draws floors.svg: what is on each floor of the sources, what it knows from outside, and which floors include which.

usage: doc/floors.py [--check]

All of it is read from the includes of include/ and src/.
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from svg import lines_in, main, picture, text  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "test"))
from rules import INCLUDE, Tree, floor_of  # noqa: E402

TITLES = {3: "the process, and the test kit", 2: "the shell: carries out on a strand what a machine asks for",
          1: "values and pure state machines; time is an argument"}
COLOURS = {3: "cut", 2: "ends", 1: "serves"}
WIDTH, LEFT, CHIP, GAP, HEAD = 780, 92, 21, 5, 66


def outside(name):
    """What an included file belongs to that is none of ours."""
    boost = re.match(r"boost/(\w+)", name)
    if boost:
        return f"Boost.{boost[1].capitalize()}"
    return "POSIX" if name.endswith(".h") else "the standard library"


def read():
    """Names of each floor, what each knows, and which floors include which."""
    tree = Tree(ROOT)
    names, knows = {floor: set() for floor in TITLES}, {floor: set() for floor in TITLES}
    arrows = set()
    files = [path for path in tree.code() if path.parts[0] in ("include", "src")]
    by_name = {path.name: path for path in files}
    for path in files:
        floor = floor_of(path)
        names[floor].add(path.stem)
        for line in tree.lines(path):
            match = INCLUDE.match(line)
            if not match:
                continue
            own = by_name.get(match[1].rsplit("/", 1)[-1]) if not match[1].startswith("boost/") else None
            if own is None:
                knows[floor].add(outside(match[1]))
            elif floor_of(own) != floor:
                arrows.add((floor, floor_of(own)))
    return names, knows, arrows


def chips(names, top):
    """The names as boxes in lines, and where the last line ends."""
    out, x, y = [], LEFT + 12, top
    for name in sorted(names):
        width = round(len(name) * 6.7) + 14
        if x + width > WIDTH - 20:
            x, y = LEFT + 12, y + CHIP + GAP
        out.append(f'<rect class="page" x="{x}" y="{y}" width="{width}" height="{CHIP}" rx="4"/>')
        out.append(text(x + 7, y + 15, name))
        x += width + GAP
    return out, y + CHIP


def draw():
    names, knows, arrows = read()
    out = ['<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="2" refY="4" orient="auto">'
           '<path class="tip" d="M0,0 l8,4 l-8,4 z"/></marker></defs>']
    middle, top = {}, 14
    for floor in sorted(TITLES, reverse=True):
        boxes, bottom = chips(names[floor], top + HEAD)
        bottom += 12
        out.append(f'<rect class="{COLOURS[floor]}" x="{LEFT}" y="{top}" width="{WIDTH - LEFT - 12}" height="{bottom - top}" rx="6"/>')
        out.append(text(LEFT + 12, top + 24, f"{floor}  {TITLES[floor]}", "rung"))
        out += lines_in(LEFT + 12, top + 44, ["knows " + ", ".join(sorted(knows[floor] - {"the standard library"})
                                                                  + ["the standard library"])], "dim")
        out += boxes
        middle[floor] = (top + bottom) / 2
        top = bottom + 26
    for start, end in sorted(arrows):
        bend = LEFT - 34 * abs(start - end)
        kind = "line" if start > end else "line wrong"              # what points up breaks the rule
        shift = 12 if start > end else -12
        out.append(f'<path class="{kind}" marker-end="url(#tip)" d="M{LEFT - 2},{middle[start] + shift:g} '
                   f'C{bend},{middle[start] + shift:g} {bend},{middle[end] - shift:g} {LEFT - 10},{middle[end] - shift:g}"/>')
    out += lines_in(14, 30, ["includes"], "dim")
    return picture(WIDTH, top - 12, "The three floors of the sources: what is on each, what it knows from outside, and which "
                   "includes which", "doc/floors.py", out)


if __name__ == "__main__":
    main(__file__, draw)
