#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""What the pictures share: colours, light and dark, text, and how they are written or compared."""
import pathlib
import sys
from xml.sax.saxutils import escape

LINE = 14.5                                     # height of a line of text
LIGHT = {"page": "#ffffff", "frame": "#d0d7de", "text": "#1f2328", "dim": "#59636e",
         "serves": "#ddf4e4", "ends": "#ddebfb", "cut": "#fde3df", "waits": "#eff1f3", "line": "#8c959f"}
DARK = {"page": "#0d1117", "frame": "#3d444d", "text": "#e6edf3", "dim": "#9198a1",
        "serves": "#12351f", "ends": "#122d4d", "cut": "#4a1d1a", "waits": "#232a33", "line": "#6e7681"}


def rules(colours):
    fills = " ".join(f".{name} {{ fill: {colours[name]}; }}" for name in ("page", "serves", "ends", "cut", "waits"))
    return (f"{fills} text {{ fill: {colours['text']}; }} .dim {{ fill: {colours['dim']}; }} "
            f".frame {{ fill: none; stroke: {colours['frame']}; }} "
            f".line {{ fill: none; stroke: {colours['line']}; }} .tip {{ fill: {colours['line']}; }}")


def text(x, y, content, kind="", anchor="start"):
    return f'<text x="{x:g}" y="{y:g}" class="{kind}" text-anchor="{anchor}">{escape(content)}</text>'


def lines_in(x, middle, lines, kind="", anchor="start"):
    first = middle - (len(lines) - 1) * LINE / 2 + 4
    return [text(x, first + i * LINE, line, kind, anchor) for i, line in enumerate(lines)]


def picture(width, height, title, script, body):
    """The whole file."""
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}" '
           'role="img" aria-labelledby="title">',
           f"<!-- Copyright (c) 2026 The stint authors. SPDX-License-Identifier: BSL-1.0. Made by {script}. -->",
           f'<title id="title">{escape(title)}</title>',
           "<style>text { font: 11.5px 'DejaVu Sans', Verdana, sans-serif; } .name { font-weight: bold; } "
           f".rung {{ font-weight: bold; font-size: 14px; }} {rules(LIGHT)} "
           f"@media (prefers-color-scheme: dark) {{ {rules(DARK)} }}</style>",
           f'<rect class="page" width="{width:g}" height="{height:g}" rx="6"/>',
           *body,
           f'<rect class="frame" x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1:g}" rx="6"/>',
           "</svg>"]
    return "\n".join(out) + "\n"


def main(script, draw):
    """Writes the picture beside its script, or with --check says whether it is there as it should be."""
    target = pathlib.Path(script).with_suffix(".svg")
    if sys.argv[1:] == ["--check"]:
        if not target.is_file() or target.read_text(encoding="utf-8") != draw():
            sys.exit(f"{target}:1: is not what {pathlib.Path(script).name} draws: run doc/{pathlib.Path(script).name}")
    elif sys.argv[1:]:
        sys.exit(f"usage: {script} [--check]")
    else:
        target.write_text(draw(), encoding="utf-8")
