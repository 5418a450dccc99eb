#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Checks the rules of the tree that no compiler checks.

usage: rules.py [--root DIR]                       what the files say
       rules.py [--root DIR] --floor1 COMPILER     what floor 1 includes in the end, through others
       rules.py [--root DIR] --write-lists         checks nothing, but makes the lists of files right

Every line that it prints is `file:line: what is wrong: what to do`.
"""
import argparse
import ast
import pathlib
import re
import subprocess
import sys

from excuses import SURVIVORS, UNCOVERED, numbered

# The floors (doc/structure.md). A name is that of a header in include/stint, of its source, and of
# private headers beside that. What is not named here is on floor 2, the umbrella stint.hpp on top.
# A file includes its own floor and those below.
FLOORS = {
    1: "accept_machine busy_code code config error event failure joined lifecycle_machine plain_text pool_machine pool_machine_changes report restart_backoff scoped_value service_graph stall_machine state supervision time time_spans version",
    3: "context json log process_guard ready_queue recorder run script stall_detector testing virtual_clock",
}
FLOOR_OF = {name: floor for floor, names in FLOORS.items() for name in names.split()}

MUTANTS = "test/mutants.py"
DIRECTORIES = ("include", "src", "test", "example", "bench")
MAX_LINES = 400
SLEEP = re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b|std::this_thread::sleep")
INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')
NOT_ON_FLOOR1 = re.compile(r"boost/(asio|log)(/|\.hpp)|(thread|mutex)$")
COMMENTS = {".erl": "%% "} | dict.fromkeys((".cpp", ".go", ".hpp", ".java", ".pml", ".rs"), "// ")
HEADER = ("Copyright (c) 2026 The stint authors", "SPDX-License-Identifier: BSL-1.0")

# What each list of cmake/*.cmake holds: all files that match, but for those whose paths begin so.
LISTS = {
    "STINT_HEADERS": ("cmake/files.cmake", "include/**/*.hpp", ("include/stint/testing",)),
    "STINT_TESTING_HEADERS": ("cmake/files.cmake", "include/stint/testing.hpp include/stint/testing/*.hpp", ()),
    "STINT_TESTING_SOURCES": ("cmake/files.cmake", "src/testing/*.cpp", ()),
    "STINT_FLOOR1_SOURCES STINT_SOURCES": ("cmake/files.cmake", "src/*.cpp", ()),
    "STINT_BENCHMARKS": ("cmake/files.cmake", "bench/*.cpp", ()),
    "STINT_EXAMPLES": ("cmake/files.cmake", "example/*.cpp", ()),
    "STINT_TEST_SUPPORT": ("cmake/test_files.cmake", "test/support/*.cpp", ("test/support/main.cpp",)),
    **{f"STINT_TEST_{category.upper()}": ("cmake/test_files.cmake", f"test/{category}/*.cpp", ())
       for category in ("machine", "unit", "async", "thread", "process", "process_driver", "compile_fail", "lab",
                        "allocation")},
    "STINT_TEST_FUZZ": ("cmake/test_files.cmake", "test/fuzz/*.cpp", ("test/fuzz/replay.cpp",)),
}
SUITE_DIRECTORIES = ("machine", "unit", "async", "thread", "process_driver")


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.errors = []

    def error(self, path, line, text):
        self.errors.append(f"{path}:{line}: {text}")

    def lines(self, path):
        return (self.root / path).read_text(encoding="utf-8").splitlines()

    def files(self):
        """All files that people write, relative to the root."""
        for directory in DIRECTORIES:
            for path in sorted((self.root / directory).rglob("*")):
                if path.is_file() and not {"__pycache__", "corpus"} & set(path.parts):
                    yield path.relative_to(self.root)

    def code(self):
        return [path for path in self.files() if path.suffix in (".hpp", ".cpp")]

    def cmake_list(self, file, name):
        """The elements of `set(name ...)`, with their lines."""
        elements, inside = [], False
        for number, line in enumerate(self.lines(file), 1):
            line = line.split("#")[0]
            if re.match(rf"\s*set\({name}\b", line):
                inside, line = True, line.split(name, 1)[1]
            if inside:
                elements += [(word, number) for word in line.replace(")", " ").split()]
                inside = ")" not in line
        return elements


def floor_of(path):
    """The floor of a file of include/ or src/, given as a path relative to the root."""
    if path.as_posix() == "include/stint.hpp":
        return max(FLOORS)
    return FLOOR_OF.get(path.stem, 2)


def check_size(tree):
    for path in tree.files():
        count = len(tree.lines(path))
        if count > MAX_LINES:
            tree.error(path, count, f"{count} lines, more than {MAX_LINES}: divide it by what it is about")


def check_header(tree):
    for path in tree.files():
        if path.suffix == ".txt" and path.name != "CMakeLists.txt":
            continue                                    # what an example prints
        comment = COMMENTS.get(path.suffix, "# ")
        lines = [line for line in tree.lines(path)[:3]
                 if not line.startswith("#!") and not line.startswith("// expect: ")]
        if lines[:2] != [comment + text for text in HEADER]:
            tree.error(path, 1, f"does not begin with the two lines '{comment}{HEADER[0]}' and "
                       f"'{comment}{HEADER[1]}': put them first")


def check_guard(tree):
    for path in tree.code():
        if path.suffix != ".hpp":
            continue
        words = path.parts[1:] if path.parts[0] == "include" else ("stint", *path.parts)
        guard = re.sub(r"\W", "_", "_".join(words)).upper()
        lines = [(number, line) for number, line in enumerate(tree.lines(path), 1) if line.startswith("#")]
        expected = [f"#ifndef {guard}", f"#define {guard}"]
        if [line for _, line in lines[:2]] != expected:
            tree.error(path, lines[0][0] if lines else 1,
                       f"the first directives are not '{expected[0]}' and '{expected[1]}': name the guard after the path")


def check_includes(tree):
    for path in tree.code():
        library = path.parts[0] in ("include", "src")
        floor = 1 if path.parts[:2] == ("test", "machine") else floor_of(path) if library else max(FLOORS)
        may_log = not library or path.stem == "log" or path.as_posix().startswith("src/log")
        for number, line in enumerate(tree.lines(path), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            name = match[1]
            if name == "boost/asio.hpp":
                tree.error(path, number, "includes all of Asio: include the headers of what is used")
            elif floor == 1 and NOT_ON_FLOOR1.match(name):
                tree.error(path, number, f"floor 1 includes <{name}>: values and machines know no Asio, no Log "
                           "and no threads; give it what it needs as an argument")
            elif re.match(r"boost/log(/|\.hpp)", name) and not may_log:
                tree.error(path, number, f"includes <{name}>: only log.hpp and src/log*.cpp may; emit an event instead")
            # Where it lies: private headers are found beside the file, or by `machine` in src.
            target = next((directory / name for directory in (path.parent, pathlib.Path("src"), pathlib.Path("include"))
                           if (tree.root / directory / name).is_file()), pathlib.Path("include") / name)
            own = name.startswith("stint/") or name == "stint.hpp" or target.parts[0] == "src"
            if own and floor_of(target) > floor:
                tree.error(path, number, f"a file of floor {floor} includes {name} of floor {floor_of(target)}: includes "
                           "point down only; move what it needs down, or the file up (FLOORS in test/rules.py)")


def listed_files(tree, pattern, others):
    paths = [path.relative_to(tree.root).as_posix() for each in pattern.split() for path in tree.root.glob(each)]
    return {path for path in paths if not path.startswith(tuple(others))}


def check_lists(tree):
    for names, (file, pattern, others) in LISTS.items():
        listed = [element for name in names.split() for element in tree.cmake_list(file, name)]
        present = listed_files(tree, pattern, others)
        seen = set()
        for element, number in listed:
            if element not in present:
                tree.error(file, number, f"{names} has {element}, which is not there: remove the line, or add the file")
            if element in seen:
                tree.error(file, number, f"{element} is listed twice: remove the line")
            seen.add(element)
        for path in sorted(present - seen):
            tree.error(path, 1, f"is not built by CMake: add it to {' or '.join(names.split())} in {file}, "
                       "or say test/rules.py --write-lists")

    listed = [(pathlib.Path(element).stem, number)
              for element, number in tree.cmake_list("cmake/files.cmake", "STINT_FLOOR1_SOURCES")]
    for stem, number in listed:
        if FLOOR_OF.get(stem) != 1:
            tree.error("cmake/files.cmake", number,
                       f"STINT_FLOOR1_SOURCES has {stem}, which is not on floor 1: name it in FLOORS in test/rules.py")
    for number, line in enumerate(tree.lines("test/Jamfile"), 1):
        match = re.match(r"constant FLOOR1 : (.*) ;", line)
        if match and sorted(match[1].split()) != sorted(stem for stem, _ in listed):
            tree.error("test/Jamfile", number, "FLOOR1 is not STINT_FLOOR1_SOURCES of cmake/files.cmake: "
                       f"write {' '.join(stem for stem, _ in listed)}")


def write_lists(tree):
    def replace(file, pattern, text):
        path = tree.root / file
        path.write_text(re.sub(pattern, text, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")

    for names, (file, pattern, others) in LISTS.items():
        files = sorted(listed_files(tree, pattern, others))
        for name in names.split():
            mine = files if name == names else [element for element in files if (name == "STINT_FLOOR1_SOURCES") ==
                                                (FLOOR_OF.get(pathlib.Path(element).stem) == 1)]
            lines = "".join(f"\n    {element}" for element in mine)
            replace(file, rf"set\({name}\b[^)]*\)", f"set({name}{lines}\n)" if mine else f"set({name})")
    floor1 = " ".join(pathlib.Path(element).stem for element, _ in tree.cmake_list("cmake/files.cmake", "STINT_FLOOR1_SOURCES"))
    replace("test/Jamfile", r"constant FLOOR1 : .* ;", f"constant FLOOR1 : {floor1} ;")


def check_tests(tree):
    for path in tree.code():
        if path.parts[0] != "test":
            continue
        lines = list(enumerate(tree.lines(path), 1))
        for number, line in lines:
            if SLEEP.search(line):
                tree.error(path, number, "a test sleeps: wait for what it waits for (a timer, an event, a file descriptor)")
        if path.parts[1] not in SUITE_DIRECTORIES or path.suffix != ".cpp":
            continue
        suite, depth = f"BOOST_AUTO_TEST_SUITE({path.stem}", 0
        for number, line in lines:
            if re.match(r"\s*BOOST_(AUTO|FIXTURE)_TEST_SUITE\(", line):
                if depth == 0 and not re.match(rf"BOOST_(AUTO|FIXTURE)_TEST_SUITE\({path.stem}\b", line):
                    tree.error(path, number, f"the suite is not named after the file: write {suite})")
                depth += 1
            elif re.match(r"\s*BOOST_AUTO_TEST_SUITE_END", line):
                depth -= 1
            elif re.match(r"\s*BOOST_\w+_TEST_CASE\w*\(", line) and depth == 0:
                tree.error(path, number, f"ctest would not run a case outside of the file's suite: put it into {suite})")


def check_excuses(tree):
    for file in (UNCOVERED, SURVIVORS):
        for number, line in numbered(tree.lines(file)):
            path, code, among = re.fullmatch(r"(.*?): (?:never (?:true|false): )?(.*?)(?: \(number (\d+)\))?", line).groups()
            code = re.sub("«(.*?)» → «.*?»", r"\1", code)
            present = [text.strip() for text in tree.lines(path)] if (tree.root / path).is_file() else []
            if present.count(code) < int(among or 1):
                tree.error(file, number, f"{path} has no such line: remove it, or write it as it is now")


def check_mutants(tree):
    """What each bug that the lab has to find replaces."""
    source = ast.parse("\n".join(tree.lines(MUTANTS)))
    listed = next(node.value for node in source.body if isinstance(node, ast.Assign) and node.targets[0].id == "MUTANTS")
    for mutant in listed.elts:
        _, path, old, _ = ast.literal_eval(mutant)
        if old not in (tree.root / path).read_text(encoding="utf-8"):
            tree.error(MUTANTS, mutant.lineno, f"{path} has no such text: mend the mutant")


CHECKS = (check_size, check_header, check_guard, check_includes, check_lists, check_tests, check_excuses, check_mutants)


def check_floor1_reach(tree, compiler):
    """What the compiler really opens for floor 1. For the standard library only direct includes count."""
    sources = [element for element, _ in tree.cmake_list("cmake/files.cmake", "STINT_FLOOR1_SOURCES")]
    for source in sources:
        run = subprocess.run([compiler, "-std=c++20", "-Iinclude", "-M", source], cwd=tree.root,
                             text=True, capture_output=True, check=False)
        if run.returncode != 0:
            tree.error(source, 1, f"{compiler} -M fails: {run.stderr.strip()}")
        reached = re.search(r"\S*boost/(asio|log)(/|\.hpp)\S*", run.stdout)
        if reached:
            tree.error(source, 1, f"floor 1 reaches {reached[0]} through what it includes: `{compiler} -std=c++20 "
                       f"-Iinclude -H -fsyntax-only {source}` shows the way")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parent.parent)
    parser.add_argument("--floor1", metavar="COMPILER")
    parser.add_argument("--write-lists", action="store_true")
    arguments = parser.parse_args()
    tree = Tree(arguments.root)
    if arguments.write_lists:
        write_lists(tree)
    elif arguments.floor1:
        check_floor1_reach(tree, arguments.floor1)
    else:
        for check in CHECKS:
            check(tree)
    for error in tree.errors:
        print(error)
    return 1 if tree.errors else 0


if __name__ == "__main__":
    sys.exit(main())
