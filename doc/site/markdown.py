#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""A filter of Doxygen: makes of a page as people write it what Doxygen understands.

usage: doc/site/markdown.py FILE        prints it, changed as follows

- The title and each heading get a label, by which links find them.
- A link to another page, or into one, becomes a reference, and stands in one line: Doxygen knows no anchors of Markdown, and mistakes
  links that go on in the next line.
- A paragraph that is nothing but a link to a file of example/ becomes the file itself.
- A page with many headings gets a table of contents.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
BROKEN = re.compile(r"\[([^\[\]\n]*)\n *([^\[\]\n]*)\](?=\((?:https?:|#|[\w./]*\.md\b))")
EXAMPLE = re.compile(r"\[example/([\w.]+)\]\((?:\.\./)?example/\1\)")
LICENCE = "[LICENSE](LICENSE)"
MANY = 5


def slug(heading):
    """The anchor that GitHub gives to a heading."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def lines_of(text):
    """Each line, and whether it is prose: no line of a listing."""
    fence = None
    for line in text.split("\n"):
        mark = re.match(r" *(```+)", line)
        if mark and fence is None:
            fence = mark[1]
            yield line, False
        elif mark and line.strip() == fence:
            fence = None
            yield line, False
        else:
            yield line, fence is None


def headings(text):
    """(level, text, slug) of each heading."""
    seen = {}
    for line, prose in lines_of(text):
        match = re.match(r"(#+) +(.*)", line) if prose else None
        if match:
            name = slug(match[2])
            count = seen[name] = seen.get(name, -1) + 1
            yield len(match[1]), match[2], f"{name}-{count}" if count else name


def page_of(path):
    """The label of a page."""
    return "index" if path.name == "README.md" else path.stem.lower()


def example(name):
    """A program without the two lines of its licence, or what it prints."""
    lines = (ROOT / "example" / name).read_text(encoding="utf-8").splitlines()
    while lines and (lines[0].startswith("//") and ("Copyright" in lines[0] or "SPDX" in lines[0]) or not lines[0]):
        del lines[0]
    return ["```cpp" if name.endswith("pp") else "```", *lines, "```"]


def convert(path, text):
    page = page_of(path)
    text = BROKEN.sub(r"[\1 \2]", text)
    labels = list(headings(text))
    slugs = iter(name for _, _, name in labels)

    def reference(match):
        target, anchor = match[1], match[2]
        if target and not target.endswith(".md"):
            return match[0]
        label = page_of(pathlib.Path(target)) if target else page
        return f"](@ref {label}-{anchor})" if anchor else f"](@ref {label})"

    out = []
    for line, prose in lines_of(text):
        heading = re.match(r"(#+) ", line) if prose else None
        if heading:
            name = next(slugs)
            line = line.replace("`", "")                        # Doxygen would show its own mark-up
            if len(heading[1]) > 1:
                line += f" {{#{page}-{name}}}"
            elif page != "index":
                line += f" {{#{page}}}"
            out.append(line)
            if len(heading[1]) == 1 and page != "index" and sum(level == 2 for level, _, _ in labels) >= MANY:
                out += ["", "[TOC]"]
        elif prose and line.startswith("<!-- listing: "):
            continue                                            # for test/listings.py
        elif prose and EXAMPLE.fullmatch(line):
            out += example(EXAMPLE.fullmatch(line)[1])
        else:
            line = line.replace(LICENCE, '<a href="LICENSE">LICENSE</a>')  # Doxygen knows pages only
            out.append(LINK.sub(reference, line) if prose else line)
    return "\n".join(out)


if __name__ == "__main__":
    file = pathlib.Path(sys.argv[1])
    sys.stdout.write(convert(file, file.read_text(encoding="utf-8")))
