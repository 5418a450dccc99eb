#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""What stint's headers cost a compiler, and the library a program, beside those of Asio alone.

usage: compile_time.py [COMPILER...]                the headers; by default with g++ and clang++-19
       compile_time.py --check COMPILER             ends with 1 if stint.hpp costs more than 15 % over boost/asio.hpp
       compile_time.py --size LIBRARY [COMPILER]    programs with and without stint, linked with LIBRARY, a libstint.a or libstint.so

Seconds are those of the processor, user and system, the best of several runs; they say nothing on a busy machine. So --check looks at the
memory that g++ allocates while it compiles: it grows with what is parsed and instantiated, and is the same in each run.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIMIT = 15      # per cent
RUNS = 5

ASIO = ("boost/asio.hpp",)
# The headers of a server: coroutines, sockets, signals, timers.
NARROW = tuple(f"boost/asio/{name}.hpp" for name in (
    "awaitable", "co_spawn", "deferred", "detached", "io_context", "ip/tcp", "read_until", "signal_set", "steady_timer", "write"))
STINT = ("stint.hpp",)
# Each has what it is compared with. The more of a server there is, the less is added by stint.
UNITS = {
    "boost/asio.hpp": (ASIO, None),
    "boost/asio.hpp, stint.hpp": (ASIO + STINT, "boost/asio.hpp"),
    "the Asio headers of a server": (NARROW, None),
    "the Asio headers of a server, stint.hpp": (NARROW + STINT, "the Asio headers of a server"),
    "stint.hpp": (STINT, None),
    "boost/asio.hpp, stint/log.hpp": (ASIO + ("stint/log.hpp",), "boost/asio.hpp"),
}


def run(command):
    """Its standard error, CPU seconds, and peak MiB."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        text = errors.read().decode(errors="replace")
    if process.returncode != 0:
        sys.exit(f"compile_time: {' '.join(map(str, command))} failed:\n{text}")
    return text, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def flags(compiler):
    return [compiler, "-std=c++20", f"-I{ROOT / 'include'}", "-pthread"]


def write_unit(directory, name):
    headers, _ = UNITS[name]
    path = directory / "unit.cpp"
    path.write_text("".join(f"#include <{header}>\n" for header in headers) + "int main() {}\n", encoding="utf-8")
    return path


def allocated(compiler, directory, name):
    """KiB that g++ allocates for a unit."""
    report, _, _ = run(flags(compiler) + ["-c", write_unit(directory, name), "-o", directory / "unit.o", "-ftime-report"])
    total = re.search(r"^ TOTAL\s+:.*?(\d+)([kMG])$", report, re.MULTILINE)
    if not total:
        sys.exit(f"compile_time: {compiler} -ftime-report prints no line TOTAL that ends with an amount of memory: only g++ does")
    return int(total[1]) * {"k": 1, "M": 1024, "G": 1024 * 1024}[total[2]]


def over(cost, base):
    return f"{100 * (cost / base - 1):+.1f} %"


def measure(compiler, directory):
    print(f"{compiler}, -O0, best of {RUNS}")
    seconds = {}
    for name, (_, base) in UNITS.items():
        runs = [run(flags(compiler) + ["-c", write_unit(directory, name), "-o", directory / "unit.o"])[1:] for _ in range(RUNS)]
        seconds[name] = min(cpu for cpu, _ in runs)
        more = over(seconds[name], seconds[base]) if base else ""
        print(f"  {name:42} {seconds[name]:6.2f} s {min(peak for _, peak in runs):6.0f} MiB  {more}", flush=True)


def check(compiler, directory):
    name = "boost/asio.hpp, stint.hpp"
    _, base = UNITS[name]
    before, after = allocated(compiler, directory, base), allocated(compiler, directory, name)
    print(f"{compiler} allocates {before / 1024:.0f} MiB for {base}, {after / 1024:.0f} MiB for {name}: {over(after, before)}")
    if after > before * (1 + LIMIT / 100):
        sys.exit(f"compile_time: stint.hpp costs more than {LIMIT} %: `{compiler} -H` shows what it includes; forward-declare, or move code to src")


def measure_size(library, compiler, directory):
    sizes = {}
    for name, more in (("plain", []), ("with_stint", [library, "-lboost_log", "-lboost_thread"])):
        program = directory / name
        define = ["-DBOOST_LOG_DYN_LINK"] + (["-DSTINT_DYN_LINK"] if library.endswith(".so") else [])
        run(flags(compiler) + ["-O2", "-s", *define, ROOT / f"bench/footprint/{name}.cpp", "-o", program, *more])
        sizes[name] = program.stat().st_size
        print(f"  {name:12} {sizes[name] / 1024:7.0f} KiB")
    print(f"  with {pathlib.Path(library).name}: {over(sizes['with_stint'], sizes['plain'])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("compilers", nargs="*", metavar="COMPILER")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--size", metavar="LIBRARY")
    arguments = parser.parse_args()
    os.environ["CCACHE_DISABLE"] = "1"      # where g++ is ccache
    with tempfile.TemporaryDirectory() as directory:
        directory = pathlib.Path(directory)
        if arguments.size:
            measure_size(arguments.size, (arguments.compilers or ["g++"])[0], directory)
            return
        for compiler in arguments.compilers or ["g++", "clang++-19"]:
            (check if arguments.check else measure)(compiler, directory)


if __name__ == "__main__":
    main()
