#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Checks what the pages say about the tree: README.md, CHANGELOG.md and doc/*.md.

usage: doc_rules.py [--root DIR]

Every line that it prints is `file:line: what is wrong: what to do`.
"""
import argparse
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "doc/site"))
from markdown import headings, lines_of  # noqa: E402
from rules import Tree  # noqa: E402

LINK = re.compile(r"(?<!`)!?\[[^\]]*\]\(([^)\s]*)\)")
EXTERNAL = re.compile(r"https?://[\w.-]+\.[a-z]+(:\d+)?(/[^\s<>\"]*)?")
SHOWN = re.compile(r"\[example/([\w.]+)\]\(\.\./example/\1\)")          # as doc/site/markdown.py shows a file


def pages(tree):
    names = ["README.md", "CHANGELOG.md", *(path.relative_to(tree.root).as_posix() for path in sorted(tree.root.glob("doc/*.md")))]
    return {pathlib.Path(name): (tree.root / name).read_text(encoding="utf-8") for name in names}


def prose(text):
    """(number, line) of what is no listing."""
    return [(number, line) for number, (line, is_prose) in enumerate(lines_of(text), 1) if is_prose]


def check_links(tree):
    all_pages = pages(tree)
    anchors = {path: {name for _, _, name in headings(text)} for path, text in all_pages.items()}
    for path, text in all_pages.items():
        for number, line in prose(text):
            for link in LINK.findall(line):
                target, _, anchor = link.partition("#")
                if re.match(r"[a-z]+:", link):
                    if not EXTERNAL.fullmatch(link):
                        tree.error(path, number, f"{link} is no address: write https://host/path")
                    continue
                file = pathlib.Path(*normal(path.parent / target)) if target else path
                if not (tree.root / file).exists():
                    tree.error(path, number, f"{link}: there is no {file.as_posix()}: correct the link, or remove it")
                elif anchor and anchor not in anchors.get(file, ()):
                    tree.error(path, number, f"{link}: {file.as_posix()} has no heading #{anchor}: it has "
                               f"{', '.join(sorted(anchors.get(file, ()))) or 'none'}")


def normal(path):
    """Its parts without `..`."""
    parts = []
    for part in path.parts:
        if part == "..":
            del parts[-1:]
        else:
            parts.append(part)
    return parts


def check_contents(tree):
    """Each page is in the list from which the site is navigated."""
    text = (tree.root / "doc/contents.md").read_text(encoding="utf-8")
    for path in pages(tree):
        if path.parts[0] == "doc" and path.name != "contents.md" and f"]({path.name})" not in text:
            tree.error(path, 1, "is not in doc/contents.md: add it there")


def enumerators(tree, header, name):
    """(line, enumerator) of an enum class."""
    inside = False
    for number, line in enumerate(tree.lines(header), 1):
        if re.match(rf"enum class {name}\b", line):
            inside = True
        elif line.startswith("};"):
            inside = False
        match = re.match(r"    (\w+)(?: = \d+)?,? *(//.*)?$", line) if inside else None
        if match:
            yield number, match[1]


def check_errors(tree):
    """Each enumerator has a row of its own, with what it means and what to do."""
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", (tree.root / "doc/errors.md").read_text(encoding="utf-8"), re.MULTILINE)
    explained = {name for name, _, _ in rows}
    present = dict((name, number) for number, name in enumerators(tree, "include/stint/error.hpp", "error"))
    for name, number in present.items():
        if name not in explained:
            tree.error("include/stint/error.hpp", number, f"error::{name} is not in the table of doc/errors.md: add what it means, and what to do")
    for name in sorted(explained - set(present)):
        tree.error("doc/errors.md", 1, f"explains error::{name}, which is not there: remove the row")


def check_codes(tree):
    text = (tree.root / "doc/events.md").read_text(encoding="utf-8")
    for number, name in enumerators(tree, "include/stint/code.hpp", "code"):
        if f"`{name.upper()}`" not in text:
            tree.error("include/stint/code.hpp", number, f"code::{name} is not in doc/events.md: add {name.upper()} to the table")


def check_examples(tree):
    """The programs with an expected output are the ladder: each stands on a page, with what it prints."""
    shown = {match[1] for text in pages(tree).values() for _, line in prose(text) for match in [SHOWN.fullmatch(line)] if match}
    for path in sorted(tree.root.glob("example/*.txt")):
        if path.name == "CMakeLists.txt":
            continue
        for name in (path.with_suffix(".cpp").name, path.name):
            if name not in shown:
                tree.error(f"example/{name}", 1, f"is on no page: explain it, with the line [example/{name}](../example/{name}) where it is to stand")


CHECKS = (check_links, check_contents, check_errors, check_codes, check_examples)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent)
    tree = Tree(parser.parse_args().root)
    for check in CHECKS:
        check(tree)
    for error in tree.errors:
        print(error)
    return 1 if tree.errors else 0


if __name__ == "__main__":
    sys.exit(main())
