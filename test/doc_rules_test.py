#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Breaks each rule of doc_rules.py and listings.py once, in a tree made up for it, and looks for the complaint."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import doc_rules  # noqa: E402
import listings  # noqa: E402
import rules  # noqa: E402

GOOD = {
    "README.md": "# x\n\n[all](doc/contents.md), [one](doc/errors.md#each-error), [web](https://example.org/a)\n",
    "CHANGELOG.md": "# Changelog\n",
    "doc/contents.md": "# Contents\n\n- [Errors](errors.md)\n- [Events](events.md)\n- [Guide](guide.md)\n",
    "doc/errors.md": "# Errors\n\n## Each error\n\n| e | means | do |\n|---|---|---|\n| `bad` | it is bad | mend it |\n",
    "doc/events.md": "# Events\n\n`BAD_THING`\n\n[here](#events)\n",
    "doc/guide.md": "# Guide\n\n```cpp\n#include <a>\nusing b;\n```\n\n[example/1.cpp](../example/1.cpp)\n\n"
                    "[example/1.txt](../example/1.txt)\n\n```cpp\n#include <c>\nint d;\n```\n",
    "include/stint/error.hpp": "enum class error\n{\n    bad = 1 ///< It is bad.\n};\n",
    "include/stint/code.hpp": "enum class code\n{\n    bad_thing, ///< BAD_THING\n};\n",
    "example/1.cpp": "", "example/1.txt": "", "example/CMakeLists.txt": "",
}


class Broken(unittest.TestCase):
    def tree(self, changes):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        for name, text in {**GOOD, **changes}.items():
            path = pathlib.Path(directory.name) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return rules.Tree(directory.name)

    def complaints(self, changes):
        tree = self.tree(changes)
        for check in doc_rules.CHECKS:
            check(tree)
        return tree.errors

    def broken(self, start, name, old, new):
        """Exactly one complaint, which begins with `start`."""
        self.assertIn(old, GOOD[name])
        errors = self.complaints({name: GOOD[name].replace(old, new)})
        self.assertEqual(len(errors), 1, errors)
        self.assertTrue(errors[0].startswith(start), errors)

    def test_good_tree(self):
        self.assertEqual(self.complaints({}), [])

    def test_links(self):
        self.broken("README.md:3: doc/none.md: there is no", "README.md", "doc/contents.md", "doc/none.md")
        self.broken("README.md:3: doc/errors.md#no: doc/errors.md has no heading", "README.md", "#each-error", "#no")
        self.broken("doc/events.md:5: #no: doc/events.md has no heading", "doc/events.md", "#events", "#no")
        self.broken("README.md:3: https:/example.org/a is no address", "README.md", "https://", "https:/")

    def test_contents(self):
        errors = self.complaints({"doc/new.md": "# New\n"})
        self.assertEqual(errors, ["doc/new.md:1: is not in doc/contents.md: add it there"])

    def test_errors(self):
        self.broken("include/stint/error.hpp:4: error::worse is not in", "include/stint/error.hpp", "};", "    worse ///< Worse.\n};")
        self.broken("doc/errors.md:1: explains error::gone", "doc/errors.md", "| `bad`", "| `gone` | x | y |\n| `bad`")
        self.broken("include/stint/error.hpp:3: error::bad is not in", "doc/errors.md", " | mend it |", " |")

    def test_codes(self):
        self.broken("include/stint/code.hpp:3: code::bad_thing is not in", "doc/events.md", "`BAD_THING`", "")

    def test_examples(self):
        self.broken("example/1.txt:1: is on no page", "doc/guide.md", "[example/1.txt](../example/1.txt)", "")
        self.broken("example/1.cpp:1: is on no page", "doc/guide.md", "[example/1.cpp]", "see [example/1.cpp]")

    def source(self, directive):
        text = GOOD["doc/guide.md"].replace("```cpp\n#include <c>", f"{directive}\n```cpp\n#include <c>")
        return listings.source(self.tree({"doc/guide.md": text}).root)[0]

    def test_listings(self):
        plain = '#include <a>\n#include <c>\n\n#line 4 "doc/guide.md"\n\nusing b;\n\n'
        self.assertEqual(self.source(""), plain + 'namespace listing_2\n{\n#line 14 "doc/guide.md"\n\nint d;\n\n}\n')
        self.assertIn("{\nint e;\nvoid statements_2()\n{\n#line", self.source("<!-- listing: statements, after int e; -->"))
        self.assertNotIn("namespace", self.source("<!-- listing: continues -->"))
        with self.assertRaisesRegex(SystemExit, "doc/guide.md:12: listing: nonsense"):
            self.source("<!-- listing: nonsense -->")


if __name__ == "__main__":
    unittest.main()
