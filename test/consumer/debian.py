#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Makes the Debian packages, installs them, builds a program against them, and removes them.

usage: debian.py TREE BUILD [CMAKE_OPTION...]

They are installed in a root of their own, whose database of packages is a copy of the machine's: what they depend on must be installed
there, and the machine stays as it is. Exit code 77: it was not tried, for the reason that it says.
"""
import os
import pathlib
import shutil
import subprocess
import sys

DPKG = pathlib.Path("/var/lib/dpkg")


def run(*command, **options):
    print("$", *command, flush=True)
    return subprocess.run(list(map(str, command)), check=True, **options)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def make(tree, build, options):
    """The packages, by their names."""
    run("cmake", "-S", tree, "-B", build, "-G", "Ninja", "-DBUILD_SHARED_LIBS=ON", "-DCMAKE_INSTALL_PREFIX=/usr",
        "-DSTINT_BUILD_TESTS=OFF", "-DSTINT_BUILD_EXAMPLES=OFF", *options)
    run("cmake", "--build", build)
    for old in build.glob("*.deb"):
        old.unlink()
    run("cpack", "-G", "DEB", cwd=build, stdout=subprocess.DEVNULL)
    return {path.name.split("_")[0]: path for path in build.glob("*.deb")}


def make_root(root):
    """An empty system, which believes that all packages of this machine are installed."""
    shutil.rmtree(root, ignore_errors=True)
    admin = root / DPKG.relative_to("/")
    for directory in ("info", "updates", "triggers"):
        (admin / directory).mkdir(parents=True)
    (root / "var/log").mkdir(parents=True)
    shutil.copy(DPKG / "status", admin)
    for files in (DPKG / "info").glob("*.list"):
        (admin / "info" / files.name).touch()
    return root


def content(root):
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*")
                  if not path.relative_to(root).as_posix().startswith(("var/lib/dpkg", "var/log")))


def main():
    tree, build, *options = sys.argv[1:]
    if not shutil.which("dpkg-deb") or not shutil.which("dpkg-shlibdeps"):
        skip("no dpkg-deb or no dpkg-shlibdeps (package dpkg-dev)")
    if os.geteuid() != 0:
        skip("dpkg installs as root only")
    build = pathlib.Path(build)

    packages = make(tree, build / "packages", options)
    library, = (name for name in packages if name != "libstint-dev")
    assert set(packages) == {library, "libstint-dev"} and library.startswith("libstint"), packages

    if shutil.which("lintian"):
        run("lintian", "--allow-root", "--fail-on", "error", *packages.values())
    else:
        print("no lintian: the packages are not checked by it")

    root = make_root(build / "root")
    before = content(root)
    dpkg = ("dpkg", f"--root={root}")
    run(*dpkg, "--install", *packages.values())
    for name in packages:
        print(f"{name}:", *subprocess.check_output([*dpkg, "--listfiles", name], text=True).split())

    program = build / "program"
    shutil.rmtree(program, ignore_errors=True)
    run("cmake", "-S", pathlib.Path(__file__).parent, "-B", program, "-G", "Ninja", "-DHOW=find_package",
        f"-DCMAKE_PREFIX_PATH={root}/usr", *options)
    run("cmake", "--build", program, "--target", "hello")
    run(program / "hello")

    run(*dpkg, "--purge", *packages)
    assert content(root) == before, f"left behind: {set(content(root)) - set(before)}"
    orphan = subprocess.run([program / "hello"], stderr=subprocess.PIPE, text=True, check=False)
    assert "cannot open shared object file" in orphan.stderr, "the program was not linked with the package's library"


if __name__ == "__main__":
    main()
