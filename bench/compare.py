#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Runs the benchmarks in turn, several times, and prints a table, a picture and ratios. bench/run.sh builds them and calls this.

usage: compare.py [--quick] BUILD
"""
import argparse
import math
import os
import pathlib
import platform
import re
import select
import shutil
import signal
import statistics
import subprocess
import sys
import time

BENCH = pathlib.Path(__file__).resolve().parent
PEERS = BENCH / "peers"
sys.dont_write_bytecode = True
sys.path.insert(0, str(BENCH.parent / "doc"))
from svg import picture, text  # noqa: E402

ROUNDS = 5
COUNTS = (1, 1_000, 10_000, 100_000, 1_000_000)
QUICK_COUNTS = (10_000, 100_000)
RATIO_COUNTS = QUICK_COUNTS
DEPTHS = (1, 10, 100)
SIGNAL_COUNTS = (10, 1_000, 10_000, 100_000)
RATIOS = {"raw": ("raw strand", "raw typed strand"), "tokio": ("tokio",), "suture": ("suture",), "guava": ("guava",), "otp": ("otp",)}
LONGEST = 120       # seconds, for one run of one program
# The programs run their services again and again. Whether glibc returns the memory of small blocks to the kernel in between, and gets it anew,
# would else depend on the largest block that each has freed by chance.
KEEPS_MEMORY = {"MALLOC_TRIM_THRESHOLD_": str(2**40)}
CONNECTIONS = 64    # of the load generator


def built(command, **options):
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        sys.exit(f"compare: {' '.join(map(str, command))} failed:\n{result.stderr[-2000:]}")


def lacking(tools, files):
    """What is not there, for a peer to be built."""
    return [tool for tool in tools if not shutil.which(tool)] + [name for name in files if not pathlib.Path(name).exists()]


def build_go(name, out, package):
    missing = lacking(["go"], [f"/usr/share/gocode/src/{package}"] if package else [])
    if missing:
        return None, missing
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": str(out / "go")}
    built(["go", "build", "-o", out / name, PEERS / "measure.go", PEERS / f"{name}.go"], env=environment)
    return [out / name], []


def build_tokio(out):
    registry = pathlib.Path("/usr/share/cargo/registry")
    tools = {tool: pathlib.Path("/usr/bin", tool) for tool in ("cargo", "rustc")}   # Debian's crates are for Debian's compiler
    missing = lacking([], [*tools.values(), registry])
    missing += [name for name in ("tokio", "tokio-util") if not list(registry.glob(f"{name}-[0-9]*"))]
    if missing:
        return None, missing
    project = out / "tokio"
    shutil.copytree(PEERS / "tokio", project, dirs_exist_ok=True)
    sources = project / "sources.toml"
    sources.write_text(f'[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "{registry}"\n', encoding="utf-8")
    built([tools["cargo"], "build", "--release", "--offline", "--config", sources], cwd=project,
          env=os.environ | {"RUSTC": str(tools["rustc"])})
    return [project / "target/release/tokio_tasks"], []


def build_guava(out):
    jars = ["/usr/share/java/guava.jar"]
    missing = lacking(["java", "javac"], jars)
    if missing:
        return None, missing
    built(["javac", "-cp", ":".join(jars), "-d", out, PEERS / "GuavaServices.java"])
    return ["java", "-cp", ":".join([str(out), *jars, "/usr/share/java/failureaccess.jar"]), "GuavaServices"], []


def build_otp(out):
    missing = lacking(["erl", "erlc"], [])
    if missing:
        return None, missing
    built(["erlc", "-o", out, PEERS / "otp_services.erl"])
    return ["erl", "+P", "5000000", "-noshell", "-pa", out, "-s", "otp_services", "main"], []


def programs(build):
    """Name and command of each program that takes a number of services and prints ns, ns and bytes."""
    out = build / "peers"
    out.mkdir(parents=True, exist_ok=True)
    stint, raw = build / "bench/services", build / "bench/raw_services"
    found = {"stint": [stint, "service"], "stint, two threads": [stint, "two_threads"], "stint, no hook": [stint, "no_hook"],
             "stint, ten hooks": [stint, "ten_hooks"], "stint, spawned tasks": [stint, "task"],
             "stint, crash and restart": [stint, "crash"]}
    found |= {f"raw {name.replace('_', ' ')}": [raw, name]
              for name in ("strand", "two_threads", "typed_strand", "typed", "awaitables", "timer", "callbacks", "limit")}
    peers = {"tokio": build_tokio(out), "goroutines": build_go("goroutines", out, None),
             "oklog/run": build_go("oklog", out, "github.com/oklog/run"),
             "suture": build_go("suture", out, "github.com/thejerf/suture/v4"), "guava": build_guava(out), "otp": build_otp(out)}
    for name, (command, missing) in peers.items():
        if command:
            found[name] = command
        else:
            print(f"{name} is left out: there is no {', '.join(map(str, missing))}")
    return found


class Measured:
    """The rounds of one program with one number of services."""

    def __init__(self):
        self.rounds = []

    def totals(self):
        return [(start + stop) / 1000 for start, stop, _ in self.rounds]

    def total(self):
        return statistics.median(self.totals())

    def ratio(self, other):
        """That of each round, so that a slow minute counts in both."""
        return statistics.median(own / of_other for own, of_other in zip(self.totals(), other.totals()))

    def cell(self):
        return f"{self.total():.2f} ({min(self.totals()):.2f}–{max(self.totals()):.2f})"

    def memory(self):
        return statistics.median(memory for _, _, memory in self.rounds)


def run_all(found, counts):
    measured = {name: {count: Measured() for count in counts} for name in found}
    left_out = set()
    for count in counts:
        for _ in range(ROUNDS):
            for name, command in found.items():     # interleaved: a slow minute hits all of them
                if (name, count) in left_out:
                    continue
                try:
                    result = subprocess.run([*command, str(count)], capture_output=True, text=True, check=True, timeout=LONGEST,
                                            env=os.environ | KEEPS_MEMORY)
                    start, stop, memory = map(float, result.stdout.split())
                    measured[name][count].rounds.append((start, stop, memory))
                    if result.stderr:
                        print(f"{name} with {count} services says: {result.stderr.strip()}")
                except (subprocess.SubprocessError, OSError, ValueError) as failed:
                    print(f"{name} with {count} services is left out: {failed} {getattr(failed, 'stderr', None) or ''}")
                    left_out.add((name, count))
                    measured[name][count].rounds.clear()
    return {name: {count: m for count, m in of.items() if m.rounds} for name, of in measured.items() if any(m.rounds for m in of.values())}


def table(measured, counts):
    width = max(map(len, measured))
    print("\nµs for each service, start to nothing left: median (range)")
    print(" " * width + "".join(f"{count:>24,}" for count in counts) + "   bytes for each, of the most")
    for name, of in measured.items():
        cells = "".join(f"{of[count].cell() if count in of else '-':>24}" for count in counts)
        print(f"{name:<{width}}{cells}{of[max(of)].memory():>30,.0f}")


def draw(measured, path):
    """Bars for the largest number of services that stint has done, on a logarithmic scale."""
    count = max(measured["stint"])
    ordered = sorted((name for name in measured if count in measured[name]), key=lambda name: measured[name][count].total())
    parts = [text(16, 24, f"µs for each of {count:,} services, start to nothing left; logarithmic", "name")]
    longest = measured[ordered[-1]][count].total()
    smallest = measured[ordered[0]][count].total()
    for row, name in enumerate(ordered):
        value, y = measured[name][count].total(), 52 + row * 22
        length = 20 + 360 * math.log(value / smallest) / math.log(longest / smallest)
        kind = "serves" if name.startswith("stint") else "ends"
        parts.append(text(190, y + 11, name, anchor="end"))
        parts.append(f'<rect class="{kind}" x="200" y="{y}" width="{length:.0f}" height="14"/>')
        parts.append(text(208 + length, y + 11, f"{value:.2f}"))
    title = f"Time for each of {count:,} services, from the start until nothing is left, with stint and with its peers"
    path.write_text(picture(680, 60 + 22 * len(ordered), title, "bench/compare.py", parts), encoding="utf-8")
    print(f"\n{path} shows it")


def latency(command, count):
    """ms from SIGTERM to the end of a program, once it has said that it is ready."""
    with subprocess.Popen([*command, "signal", str(count)], stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout.readline() != "ready\n":
                sys.exit(f"compare: {command[0]} signal {count} was not ready")
            end = os.pidfd_open(process.pid)        # process.wait(timeout) looks only now and then
            begin = time.perf_counter()
            process.send_signal(signal.SIGTERM)
            ended, _, _ = select.select([end], [], [], LONGEST)
            took = (time.perf_counter() - begin) * 1000
            os.close(end)
            if not ended:
                sys.exit(f"compare: {command[0]} signal {count} did not end within {LONGEST} s")
        finally:
            if process.poll() is None:
                process.kill()
    if process.returncode != 0:
        sys.exit(f"compare: {command[0]} signal {count} ended with {process.returncode}")
    return took


def latencies(build, counts):
    print("\nms from SIGTERM to the end of the process: median (range)")
    commands = {"stint": [build / "bench/services"], "raw timer": [build / "bench/raw_services"]}
    for count in counts:
        taken = {name: [] for name in commands}
        for _ in range(ROUNDS):
            for name, command in commands.items():
                taken[name].append(latency(command, count))
        print(f"{count:>9,} services  " + "   ".join(f"{name} {statistics.median(t):.2f} ({min(t):.2f}–{max(t):.2f})"
                                                    for name, t in taken.items()))


def processor_time(pid):
    """Seconds that a process has taken, in the system too."""
    user, system = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def load(command, seconds):
    """Of a server that says its port: requests per second, the 99th percentile of their latency in ms, and its processor time for each in µs."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().strip()
        try:
            told = subprocess.run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}/"],
                                  capture_output=True, text=True, check=True).stdout
            took = processor_time(server.pid)
        finally:
            server.send_signal(signal.SIGTERM)      # else its end is waited for without end
            try:
                server.wait(LONGEST)
            except subprocess.TimeoutExpired:
                server.kill()
    if server.returncode != 0 or "Socket errors" in told:
        sys.exit(f"compare: {' '.join(map(str, command))} ended with {server.returncode}:\n{told}")
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    requests = int(re.search(r"(\d+) requests in", told)[1])
    return rate, float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], took / requests * 1e6


def echo(build, seconds):
    """Throughput of the same server with stint's sessions and without: the median of the ratios of neighbours."""
    if not shutil.which("wrk"):
        print("\nthe echo server is left out: there is no wrk")
        return
    print(f"\na server with {CONNECTIONS} connections under wrk: requests for each second, 99th percentile, processor time "
          "for a request; medians")
    for threads in (1, 2):
        taken = {"bare": [], "stint": []}
        for _ in range(ROUNDS):
            for name, all_taken in taken.items():
                all_taken.append(load([build / "bench/echo", name, str(threads)], seconds))
        medians = {name: [statistics.median(values) for values in zip(*t)] for name, t in taken.items()}
        told = "   ".join(f"{name} {rate:,.0f}, {late:.2f} ms, {cost:.2f} µs" for name, (rate, late, cost) in medians.items())
        ratios = [with_stint[0] / bare[0] for with_stint, bare in zip(taken["stint"], taken["bare"])]
        print(f"{threads} thread{'s' * (threads > 1)}  {told}   requests stint / bare {statistics.median(ratios):.3f} "
              f"({min(ratios):.3f}–{max(ratios):.3f})")


def parts(build):
    print("\npools in each other, and one service: µs for each pool; one run")
    for depth in DEPTHS:
        line = subprocess.run([build / "bench/services", "depth", str(depth)], capture_output=True, text=True, check=True).stdout
        start, stop, _ = map(float, line.split())
        print(f"{depth:>9} deep  {(start + stop) / 1000:.2f}")
    bare, awaited, wrapped = map(float, subprocess.run([build / "bench/until_stop"], capture_output=True, text=True, check=True).stdout.split())
    print(f"\nuntil_stop of a post: {wrapped:.0f} ns; the post alone: {bare:.0f} ns, in a coroutine that only awaits it: {awaited:.0f} ns; one run")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="two numbers of services")
    parser.add_argument("build", type=pathlib.Path)
    arguments = parser.parse_args()
    counts = QUICK_COUNTS if arguments.quick else COUNTS
    build = arguments.build.resolve()
    found = programs(build)
    print(f"{platform.platform()}, {os.cpu_count()} processors, {ROUNDS} rounds")
    measured = run_all(found, counts)
    if "stint" not in measured:
        sys.exit("compare: there is nothing to compare with")
    table(measured, counts)
    draw(measured, build / "services.svg")
    latencies(build, SIGNAL_COUNTS[:2] if arguments.quick else SIGNAL_COUNTS)
    echo(build, 3 if arguments.quick else 10)
    parts(build)
    print()
    for name, references in RATIOS.items():
        for count in RATIO_COUNTS:
            there = [measured[r][count] for r in references if r in measured and count in measured[r]]
            if there and count in measured["stint"]:
                print(f"ratio {name}@{count} {measured['stint'][count].ratio(min(there, key=Measured.total)):.2f}")


if __name__ == "__main__":
    main()
