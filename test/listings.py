#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Compiles the C++ listings of README.md and doc/*.md.

usage: listings.py COMPILER ARGUMENT...       compiles them, as one source: it takes as long as one
       listings.py --print                    prints that source

The rules by which a listing becomes part of it:

- A listing is a block that begins with ```cpp. Its `#include` lines move to the top; what is left stands in a namespace of its own.
- The first listing of doc/guide.md, which the pages speak of, stands before all others.
- A comment of the page on the line before a listing, which no reader sees, says where that is not enough:
  `<!-- listing: continues -->`        it stands in the namespace of the listing before it
  `<!-- listing: statements -->`       it stands in a function
  `<!-- listing: after CODE -->`       CODE stands before it; an `#include <x>` in it moves to the top, too
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(?:^<!-- listing: ([^\n]*) -->\n)?^```cpp\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INCLUDE = re.compile(r"#include <[^>]+>")
DIRECTIVE = re.compile(r"(continues|statements)?(?:(?:^|, )after (.*))?")


def pages(root):
    return [root / "doc/guide.md"] + sorted({root / "README.md", *root.glob("doc/*.md")} - {root / "doc/guide.md"})


def listings(root):
    """(page, line of the first line of code, directive, code) of each."""
    for page in pages(root):
        text = page.read_text(encoding="utf-8")
        for match in BLOCK.finditer(text):
            yield page.relative_to(root), text.count("\n", 0, match.start(2)) + 1, match[1] or "", match[2]


def source(root):
    """The whole source. `#line` has the compiler speak of the page."""
    includes, body, inside, number = [], [], False, 0
    for page, line, directive, code in listings(root):
        what = DIRECTIVE.fullmatch(directive)
        if not what:
            sys.exit(f"{page}:{line - 2}: listing: {directive}: say `continues`, `statements` or `after CODE`")
        kind, before = what[1], what[2] or ""
        lines = code.split("\n")
        includes += [each for each in lines if each.startswith("#include")] + INCLUDE.findall(before)
        before = INCLUDE.sub("", before).strip()
        lines = ["" if each.startswith("#include") else each for each in lines]
        first = number == 0                                     # that of the guide is for all: it is in no namespace
        number += 1
        if kind != "continues":
            body += ["}"] if inside else []
            body += [] if first else [f"namespace listing_{number}", "{"]
            inside = not first
        body += [before] if before else []
        body += [f"void statements_{number}()", "{"] if kind == "statements" else []
        body += [f'#line {line} "{page}"', *lines]
        body += ["}"] if kind == "statements" else []
    return "\n".join([*dict.fromkeys(includes), "", *body, "}" if inside else "", ""]), number


def main():
    text, number = source(ROOT)
    if sys.argv[1:] == ["--print"]:
        print(text)
        return 0
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    # In a namespace, main returns nothing by itself.
    run = subprocess.run([*sys.argv[1:], "-Wno-return-type", "-x", "c++", "-"], input=text, text=True, cwd=ROOT, check=False)
    print(f"{number} listings")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
