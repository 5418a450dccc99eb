#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Breaks each rule of rules.py once, in a tree made up for it, and looks for the complaint."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import rules  # noqa: E402

CPP = "".join(f"// {line}\n" for line in rules.HEADER)
GOOD = {
    "include/stint/state.hpp": CPP + "#ifndef STINT_STATE_HPP\n#define STINT_STATE_HPP\n#endif\n",
    "include/stint/pool.hpp": CPP + "#ifndef STINT_POOL_HPP\n#define STINT_POOL_HPP\n#include <stint/state.hpp>\n#endif\n",
    "include/stint/run.hpp": CPP + "#ifndef STINT_RUN_HPP\n#define STINT_RUN_HPP\n#include <stint/pool.hpp>\n#endif\n",
    "src/state.cpp": CPP + "#include <stint/state.hpp>\n",
    "src/pool.cpp": CPP + "#include \"pool_impl.hpp\"\n#include <mutex>\n",
    "src/pool_impl.hpp": CPP + "#ifndef STINT_SRC_POOL_IMPL_HPP\n#define STINT_SRC_POOL_IMPL_HPP\n#endif\n",
    "src/log_sink.cpp": CPP + "#include <boost/log/core.hpp>\n",
    "test/unit/pool.cpp": CPP + "BOOST_AUTO_TEST_SUITE(pool)\nBOOST_AUTO_TEST_CASE(x) {}\nBOOST_AUTO_TEST_SUITE_END()\n",
    "test/support/clock.hpp": CPP + "#ifndef STINT_TEST_SUPPORT_CLOCK_HPP\n#define STINT_TEST_SUPPORT_CLOCK_HPP\n#endif\n",
    "test/compile_fail/a.cpp": "// expect: no\n" + CPP,
    "test/Jamfile": CPP.replace("// ", "# ") + "constant FLOOR1 : state ;\n",
    "test/mutants.py": CPP.replace("// ", "# ") + 'MUTANTS = [\n    ("no lock", "src/pool.cpp", "<mutex>", "<new>"),\n]\n',
    "test/uncovered.txt": "What no test executes.\nsrc/pool.cpp: never true: #include <mutex>\n",
    "test/machine_survivors.txt": "src/log_sink.cpp: #include <boost/log/«core» → «all».hpp> (number 1)\n",
    "cmake/files.cmake": "set(STINT_FLOOR1_SOURCES\n    src/state.cpp\n)\nset(STINT_SOURCES src/pool.cpp src/log_sink.cpp)\n"
                         "set(STINT_HEADERS include/stint/state.hpp include/stint/pool.hpp include/stint/run.hpp)\n",
    "cmake/test_files.cmake": "set(STINT_TEST_UNIT test/unit/pool.cpp)\nset(STINT_TEST_COMPILE_FAIL test/compile_fail/a.cpp)\n",
}


def complaints(changes, before=lambda tree: None):
    with tempfile.TemporaryDirectory() as directory:
        for name, text in {**GOOD, **changes}.items():
            path = pathlib.Path(directory) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        tree = rules.Tree(directory)
        before(tree)
        for check in rules.CHECKS:
            check(tree)
        return tree.errors


class EachRule(unittest.TestCase):
    def broken(self, start, changes):
        """Exactly one complaint, which begins with `start`."""
        errors = complaints(changes)
        self.assertEqual(len(errors), 1, errors)
        self.assertTrue(errors[0].startswith(start), errors)

    def add(self, name, text):
        return {name: GOOD[name] + text}

    def swap(self, name, old, new):
        self.assertIn(old, GOOD[name])
        return {name: GOOD[name].replace(old, new)}

    def test_good_tree(self):
        self.assertEqual(complaints({}), [])

    def test_size(self):
        self.broken("src/state.cpp:403: 403 lines", self.add("src/state.cpp", "\n" * 400))

    def test_header(self):
        self.broken("src/state.cpp:1: does not begin", {"src/state.cpp": "// Hello\n"})
        self.broken("test/compile_fail/a.cpp:1: does not begin", {"test/compile_fail/a.cpp": "// expect: x\n"})

    def test_guard(self):
        self.broken("include/stint/pool.hpp:3: the first directives",
                    self.swap("include/stint/pool.hpp", "STINT_POOL_HPP", "POOL_HPP"))
        self.broken("src/pool_impl.hpp:3: the first directives", self.swap("src/pool_impl.hpp", "STINT_SRC_", "STINT_"))
        self.broken("test/support/clock.hpp:3: the first directives",
                    self.swap("test/support/clock.hpp", "#ifndef STINT_TEST", "#ifndef TEST"))

    def test_includes_of_floor1(self):
        for name in ("boost/asio/awaitable.hpp", "boost/log/core.hpp", "thread", "mutex"):
            self.broken("src/state.cpp:4: floor 1 includes", self.add("src/state.cpp", f"#include <{name}>\n"))
        self.broken("src/state.cpp:4: a file of floor 1", self.add("src/state.cpp", "#include <stint/pool.hpp>\n"))
        self.broken("src/state.cpp:4: a file of floor 1", self.add("src/state.cpp", '#include "pool_impl.hpp"\n'))

    def test_includes_of_machine_tests(self):
        suite = GOOD["test/unit/pool.cpp"]
        lists = self.add("cmake/test_files.cmake", "set(STINT_TEST_MACHINE test/machine/pool.cpp)\n")
        for name in ("<stint/pool.hpp>", '"pool_impl.hpp"', "<stint.hpp>"):
            self.broken("test/machine/pool.cpp:6: a file of floor 1",
                        {**lists, "test/machine/pool.cpp": f"{suite}#include {name}\n"})

    def test_includes_point_down(self):
        self.broken("src/pool.cpp:5: a file of floor 2", self.add("src/pool.cpp", "#include <stint/run.hpp>\n"))
        self.broken("src/pool.cpp:5: a file of floor 2", self.add("src/pool.cpp", "#include <stint.hpp>\n"))

    def test_includes_of_boost(self):
        self.broken("src/pool.cpp:5: includes <boost/log", self.add("src/pool.cpp", "#include <boost/log/core.hpp>\n"))
        self.broken("test/unit/pool.cpp:6: includes all of Asio", self.add("test/unit/pool.cpp", "#include <boost/asio.hpp>\n"))

    def test_lists(self):
        self.broken("src/new.cpp:1: is not built", {"src/new.cpp": CPP})
        self.broken("include/stint/detail/new.hpp:1: is not built", {"include/stint/detail/new.hpp":
                    CPP + "#ifndef STINT_DETAIL_NEW_HPP\n#define STINT_DETAIL_NEW_HPP\n"})
        self.broken("cmake/files.cmake:4: STINT_FLOOR1_SOURCES STINT_SOURCES has src/old.cpp",
                    self.swap("cmake/files.cmake", "src/pool.cpp", "src/pool.cpp src/old.cpp"))
        self.broken("cmake/files.cmake:4: src/pool.cpp is listed twice",
                    self.swap("cmake/files.cmake", "src/pool.cpp", "src/pool.cpp src/pool.cpp"))
        self.broken("test/async/x.cpp:1: is not built", {"test/async/x.cpp": CPP})
        self.broken("test/Jamfile:3: FLOOR1 is not", self.swap("test/Jamfile", ": state", ": state code"))

    def test_write_lists(self):
        wrong = {"src/code.cpp": CPP, "src/new.cpp": CPP, **self.swap("cmake/files.cmake", "src/pool.cpp", "src/old.cpp")}
        self.assertEqual(len(complaints(wrong)), 4)
        self.assertEqual(complaints(wrong, rules.write_lists), [])

    def test_tests(self):
        self.broken("test/unit/pool.cpp:6: a test sleeps", self.add("test/unit/pool.cpp", "usleep(1);\n"))
        self.broken("test/unit/pool.cpp:3: the suite is not", self.swap("test/unit/pool.cpp", "(pool)", "(other)"))
        self.broken("test/unit/pool.cpp:6: ctest would not", self.add("test/unit/pool.cpp", "BOOST_AUTO_TEST_CASE(y) {}\n"))

    def test_excuses(self):
        self.broken("test/uncovered.txt:3: src/pool.cpp has no", self.add("test/uncovered.txt", "src/pool.cpp: if (old)\n"))
        self.broken("test/uncovered.txt:3: src/old.cpp has no", self.add("test/uncovered.txt", "src/old.cpp: if (old)\n"))
        self.broken("test/machine_survivors.txt:1: src/log_sink.cpp has no",
                    self.swap("test/machine_survivors.txt", "«core»", "«old»"))
        self.broken("test/machine_survivors.txt:1: src/log_sink.cpp has no",
                    self.swap("test/machine_survivors.txt", "number 1", "number 2"))

    def test_mutants(self):
        self.broken("test/mutants.py:4: src/pool.cpp has no", self.swap("test/mutants.py", "<mutex>", "<old>"))


if __name__ == "__main__":
    unittest.main()
