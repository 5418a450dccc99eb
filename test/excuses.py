# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""What a check may find, because there is a reason for it."""


def excused_in(file):
    """The lines of a file that name a place in the source; those between them say why."""
    return {line for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("src/")}
