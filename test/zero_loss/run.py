#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Restarts two replicas of a server in turn behind HAProxy, under load, and counts the requests that are lost.

usage: run.py --build DIR [--seconds 60] [--restarts 10] [--quick]

It does so with example/http_server, which has to lose nothing, and then with naive_server, which has to lose something: else
this could not see a loss. HAProxy does not try a request twice. The load is that of wrk with 32 connections, and a few
clients download /stream all the time. It needs the packages haproxy and wrk. Exit code 0 if all is as it has to be.
"""
import argparse
import collections
import csv
import ctypes
import http.client
import json
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HOST = "127.0.0.1"
DOWNLOAD_SIZE = 128 * 65536
ENOUGH_REQUESTS = 100_000       # of a long run
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)

HAPROXY_CONFIG = """
global
    stats socket {directory}/haproxy.sock
    log stdout format raw local0
defaults
    mode http
    log global
    option httplog
    option dontlog-normal
    retries 0
    no option redispatch
    http-reuse always
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    timeout check 2s
frontend clients
    bind {host}:{port}
    default_backend replicas
backend replicas
    option httpchk GET /readyz
    default-server inter 200ms fall 2 rise 1 check
"""

# One request in ten is slow. What wrk has counted is written as JSON.
WRK_SCRIPT = """
local sent = 0
function request()
    sent = sent + 1
    return wrk.format("GET", sent % 10 == 0 and "/slow?ms=20" or "/")
end
function done(summary, latency, requests)
    local e = summary.errors
    io.open("{result}", "w"):write(string.format(
        '{{"requests": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d, "status": %d}}',
        summary.requests, e.connect, e.read, e.write, e.timeout, e.status)):close()
end
"""


class Failed(Exception):
    pass


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {seconds} s")
        time.sleep(0.01)


used_ports = set()


def free_port():
    """Not one of those that the kernel gives to outgoing connections: a replica needs the same port again after a restart."""
    for _ in range(1000):
        port = random.randint(10_000, 30_000)
        with socket.socket() as s:
            try:
                s.bind((HOST, port))
            except OSError:
                continue
        if port not in used_ports:
            used_ports.add(port)
            return port
    raise Failed("no free port")


class Processes:
    """All that was started is killed at the end, also if this process is."""

    def __init__(self):
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for p in self.running:
            if p.poll() is None:
                p.kill()
            p.wait()

    def start(self, command, output):
        self.running = [p for p in self.running if p.poll() is None]
        with open(output, "a", encoding="utf-8") as log:
            p = subprocess.Popen([str(c) for c in command], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                 preexec_fn=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))
        self.running.append(p)
        return p


class Replica:
    def __init__(self, name, command, processes, directory):
        self.name, self.processes = name, processes
        self.port = free_port()
        self.command = [c.format(host=HOST, port=self.port) for c in command]
        self.log = directory / f"{name}.log"
        self.start()

    def start(self):
        self.process = self.processes.start(self.command, self.log)
        wait_until(self.is_ready, 20, f"{self.name} is ready")

    def is_ready(self):
        if self.process.poll() is not None:
            raise Failed(f"{self.name} ended with {self.process.returncode}:\n{self.log.read_text()[-2000:]}")
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(40)
        except subprocess.TimeoutExpired:
            raise Failed(f"{self.name} does not end") from None


class Balancer:
    def __init__(self, replicas, processes, directory):
        self.port = free_port()
        self.socket = str(directory / "haproxy.sock")
        self.log = directory / "haproxy.log"
        config = directory / "haproxy.cfg"
        servers = "".join(f"    server {r.name} {HOST}:{r.port}\n" for r in replicas)
        config.write_text(HAPROXY_CONFIG.format(directory=directory, host=HOST, port=self.port) + servers)
        self.process = processes.start([tool("haproxy"), "-db", "-f", config], self.log)
        for r in replicas:
            self.wait_until_up(r)

    def statistics(self, name):
        try:
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(5)
                s.connect(self.socket)
                s.sendall(b"show stat\n")
                rows = s.makefile().read().lstrip("# ").splitlines()
        except OSError:
            rows = []
        return next((row for row in csv.DictReader(rows) if row["svname"] == name), collections.defaultdict(str))

    def wait_until_up(self, replica):
        wait_until(lambda: self.statistics(replica.name)["status"] == "UP", 20, f"HAProxy sees {replica.name}")

    def errors(self):
        """What was logged: how sessions ended (two letters, see section 8.5 of HAProxy's manual), at which server."""
        lines = (line.split() for line in self.log.read_text().splitlines() if " clients replicas/" in line)
        return collections.Counter(f"{f[3].split('/')[1]} {f[5]} {f[9]}" for f in lines)


class Downloads:
    """Several at a time, so that each restart meets some."""

    def __init__(self, port, clients=4):
        self.port, self.enough, self.lock = port, threading.Event(), threading.Lock()
        self.complete = self.cut = 0
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(clients)]
        for thread in self.threads:
            thread.start()

    def end(self):
        self.enough.set()
        for thread in self.threads:
            thread.join(30)

    def run(self):
        while not self.enough.is_set():
            connection = http.client.HTTPConnection(HOST, self.port, timeout=20)
            try:
                connection.request("GET", "/stream")
                complete = len(connection.getresponse().read()) == DOWNLOAD_SIZE
            except (OSError, http.client.HTTPException):
                complete = False
            connection.close()
            with self.lock:
                self.complete += complete
                self.cut += not complete


def tool(name):
    """Debian has haproxy in /usr/sbin, which is not in the path of everybody."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if not found:
        raise Failed(f"there is no {name}: apt-get install {name}")
    return found


def measure(command, seconds, restarts):
    with tempfile.TemporaryDirectory() as temporary, Processes() as processes:
        directory = pathlib.Path(temporary)
        replicas = [Replica(f"replica{i}", command, processes, directory) for i in (1, 2)]
        balancer = Balancer(replicas, processes, directory)
        result, script = directory / "wrk.json", directory / "wrk.lua"
        script.write_text(WRK_SCRIPT.format(result=result))
        wrk = processes.start([tool("wrk"), "-t1", "-c32", "-d1h", "--timeout", "10s", "-s", script,
                               f"http://{HOST}:{balancer.port}"], directory / "wrk.log")
        wait_until(lambda: int(balancer.statistics("FRONTEND")["req_tot"] or 0) > 100, 10, "the load")
        downloads = Downloads(balancer.port)

        begin, exit_codes = time.monotonic(), collections.Counter()
        for i in range(restarts):
            wait_until(lambda: time.monotonic() >= begin + i * seconds / restarts, seconds, "the next restart")
            replica = replicas[i % 2]
            exit_codes[replica.stop()] += 1
            replica.start()
            balancer.wait_until_up(replica)
        wait_until(lambda: time.monotonic() >= begin + seconds, seconds, "the end")
        took = time.monotonic() - begin

        downloads.end()
        wrk.send_signal(signal.SIGINT)          # it ends and sums up
        wrk.wait(20)
        counted = json.loads(result.read_text())
        for replica in replicas:
            exit_codes[replica.stop()] += 1
        return {"requests": counted["requests"],
                "refused connections": counted["connect"],
                "cut or reset": counted["read"] + counted["write"],
                "time-outs": counted["timeout"],
                "error answers": counted["status"],
                "downloads": downloads.complete,
                "downloads cut": downloads.cut,
                "restarts": restarts,
                "seconds": round(took, 1),
                "exit codes": dict(exit_codes)}, balancer.errors()


FAILURES = ("refused connections", "cut or reset", "time-outs", "error answers", "downloads cut")


def what_is_wrong(stint, naive, restarts, long):
    if any(stint[kind] for kind in FAILURES):
        yield "http_server has lost requests"
    if stint["exit codes"] != {0: restarts + 2}:
        yield "a replica of http_server did not exit with 0"
    if not stint["downloads"]:
        yield "nothing was downloaded"
    if stint["requests"] < (ENOUGH_REQUESTS if long else 1000):
        yield "these are too few requests"
    if not any(naive[kind] for kind in FAILURES):
        yield "naive_server has lost nothing: this cannot see a loss"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True, help="where stint was built")
    parser.add_argument("--seconds", type=float, default=60, help="of load, for each server")
    parser.add_argument("--restarts", type=int, default=10, help="for each server")
    parser.add_argument("--quick", action="store_true", help="10 seconds and 3 restarts")
    args = parser.parse_args()
    if args.quick:
        args.seconds, args.restarts = 10, 3
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))

    try:
        stint, stint_errors = measure([str(args.build / "example/http_server"), "{host}:{port}"], args.seconds, args.restarts)
        naive, naive_errors = measure([str(args.build / "test/naive_server"), "{host}", "{port}"], args.seconds, args.restarts)
    except (Failed, OSError, subprocess.TimeoutExpired) as e:
        sys.exit(f"zero_loss: {e}")
    print(f"{'':20} {'http_server':>14} {'naive_server':>14}")
    for key, value in stint.items():
        print(f"{key:20} {str(value):>14} {str(naive[key]):>14}")
    for name, errors in (("http_server", stint_errors), ("naive_server", naive_errors)):
        for error, count in errors.most_common(8):
            print(f"HAProxy's log of {name}: {count} times '{error}' (server, status, how it ended)")
    wrong = list(what_is_wrong(stint, naive, args.restarts, not args.quick))
    for sentence in wrong:
        print(f"FAILED: {sentence}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
