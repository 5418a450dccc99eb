#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Draws ladder.svg: what happens on each rung of a stop, and who sees what of it.

usage: doc/ladder.py [--check]
"""
import sys

sys.dont_write_bytecode = True
from svg import lines_in, main, picture, text  # noqa: E402

LABELS = 112                                    # width of the first column
COLUMNS = (("", "running", 118),                # above the line, its name, width
           ("1", "asked", 194),
           ("2", "graceful", 194),
           ("3", "hard", 178),
           ("4", "given up", 128))
TOP, ROW = 80, 54
BELOW = 68                                      # for the spans of time

# Each cell: (class, lines). A class is a colour: what is served, ends well, is cut, only waits.
ROWS = (
    (["the process"], (
        ("serves", ["accepts and", "serves"]),
        ("serves", ["on_stopping hooks, then", "the drain delay: it accepts", "and serves as before"]),
        ("ends", ["until_stop returns empty,", "it accepts no more; it ends", "when all is done: code 0"]),
        ("cut", ["run() and each task are", "cancelled; it ends when", "they do: exit code 3"]),
        ("cut", ["says who is still", "there, and ends:", "exit code 3"]))),
    (["the load", "balancer"], (
        ("serves", ["/readyz: 200"]),
        ("serves", ["/readyz: 503; it still sends", "requests until its checks", "have failed often enough"]),
        ("ends", ["sends nothing here any", "more, if the delay was", "long enough"]),
        ("none", []),
        ("none", []))),
    (["an idle", "connection"], (
        ("serves", ["is kept"]),
        ("serves", ["is kept; the next answer", "on it has Connection: close"]),
        ("ends", ["is closed at once: FIN"]),
        ("none", []),
        ("none", []))),
    (["a request", "in hand"], (
        ("serves", ["is answered"]),
        ("serves", ["is answered, with", "Connection: close"]),
        ("ends", ["is finished and answered,", "then closed: FIN"]),
        ("cut", ["is cut: the client gets", "no answer, or half of it"]),
        ("none", []))),
    (["a stuck", "request"], (
        ("waits", ["waits"]),
        ("waits", ["waits"]),
        ("waits", ["waits: nothing but what", "is in until_stop ends here"]),
        ("cut", ["is cancelled; the report", "counts it as a task of", "its service"]),
        ("cut", ["is left behind"]))),
)


def span(left, right, y, label):
    """A double arrow over time, with its name in the middle."""
    return [f'<path class="line" d="M{left + 3:g},{y} H{right - 3:g}"/>',
            f'<path class="tip" d="M{left + 1:g},{y} l7,-4 v8 z M{right - 1:g},{y} l-7,-4 v8 z"/>',
            text((left + right) / 2, y + 15, label, "dim", "middle")]


def draw():
    edges = [LABELS]
    for _, _, width in COLUMNS:
        edges.append(edges[-1] + width)
    right = edges[-1]
    bottom = TOP + ROW * len(ROWS)
    width, height = right + 10, bottom + BELOW

    out = []
    # What brings the process from one rung to the next stands at the line between them.
    moments = ("", "a stop is asked for", "the delay is over", "the deadline", "the grace is over")
    for (number, name, span_width), moment, left in zip(COLUMNS, moments, edges):
        middle = left + span_width / 2
        out.append(text(middle, TOP - 12, f"{number}  {name}".strip(), "rung", "middle"))
        if moment:
            out.append(f'<path class="line" stroke-dasharray="3,3" d="M{left},{TOP - 48} V{bottom + 18}"/>')
            out.append(f'<path class="tip" d="M{left - 4},{TOP - 49} h8 l-4,8 z"/>')
            out.append(text(left, TOP - 55, moment, "dim", "middle"))
    out.append(text(12, TOP - 12, "who sees what", "dim"))

    for row, (label, cells) in enumerate(ROWS):
        top = TOP + row * ROW
        middle = top + ROW / 2
        out += lines_in(12, middle, label, "name")
        for (kind, content), left, after in zip(cells, edges, edges[1:]):
            if kind != "none":
                out.append(f'<rect class="{kind}" x="{left + 2}" y="{top + 2}" width="{after - left - 4}" '
                           f'height="{ROW - 4}" rx="4"/>')
            out += lines_in(left + 10, middle, content)

    out += span(edges[1], edges[2], bottom + 14, "on_stopping hooks, drain_delay")
    out += span(edges[3], edges[4], bottom + 14, "abort_grace")
    out += span(edges[1], edges[3], bottom + 43, "shutdown_timeout")
    return picture(width, height, "The four rungs of a stop over time, and what the process, the load balancer, an idle "
                   "connection, a request in hand and a stuck request see of them", "doc/ladder.py", out)


if __name__ == "__main__":
    main(__file__, draw)
