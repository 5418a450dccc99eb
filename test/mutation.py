# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Copies of the tree, each of which is changed in one place at a time, built and tried."""
import concurrent.futures
import contextlib
import os
import pathlib
import queue
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COPIED = ("include", "src", "test", "example", "cmake")
MEMORY_LIMIT = 4 << 30  # bytes; a change may make a loop endless


class Tree:
    """A copy in build/NAME, where one target is built."""

    def __init__(self, name, target):
        self.path = ROOT / "build" / name
        self.target = target

    def prepare(self):
        """Says what is wrong, or nothing."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in COPIED:
            shutil.copytree(ROOT / name, self.path / name, dirs_exist_ok=True,
                            copy_function=lambda a, b: None if _same(a, b) else shutil.copy(a, b))
        shutil.copy(ROOT / "CMakeLists.txt", self.path)
        configured = self.run(["cmake", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug",
                               "-DCMAKE_CXX_FLAGS_DEBUG=-O1 -D_GLIBCXX_ASSERTIONS",
                               "-DCMAKE_CXX_COMPILER=g++", "-DSTINT_INSTALL=OFF"], 600)
        built = self.build()
        return configured.stdout + built.stdout if configured.returncode or built.returncode else None

    def build(self):
        return self.run(["cmake", "--build", "build", "--target", self.target], 1800)

    def run(self, command, seconds):
        """What is not done after so many seconds returns -1."""
        try:
            return subprocess.run(command, cwd=self.path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  check=False, timeout=seconds, env={**os.environ, "CCACHE_BASEDIR": str(self.path)})
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, -1, "it hangs")

    def run_changed(self, command, seconds):
        """The same for a program that may do anything."""
        limited = ["prlimit", f"--as={MEMORY_LIMIT}", "--core=0"]
        return self.run(limited + command, seconds)

    @contextlib.contextmanager
    def changed(self, file, text):
        path = self.path / file
        original = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            path.write_text(original, encoding="utf-8")


def _same(a, b):
    b = pathlib.Path(b)
    return b.is_file() and b.read_bytes() == pathlib.Path(a).read_bytes()


def in_trees(name, target, unchanged, attempt, changes):
    """attempt(tree, change) for each of the changes, in one copy for each processor; the results, in their order.

    unchanged(tree) says what is wrong before anything is changed, or nothing.
    """
    trees = queue.SimpleQueue()
    for number in range(min(os.cpu_count(), len(changes))):
        tree = Tree(f"{name}/{number}", target)
        if wrong := tree.prepare() or unchanged(tree):
            sys.exit(f"{wrong}\n{name}: the tree is not in order before anything is changed")
        trees.put(tree)
    os.environ["CCACHE_DISABLE"] = "1"  # what is changed is compiled once

    def one(change):
        tree = trees.get()
        try:
            return attempt(tree, change)
        finally:
            trees.put(tree)

    with concurrent.futures.ThreadPoolExecutor(max(1, trees.qsize())) as workers:
        yield from workers.map(one, changes)
