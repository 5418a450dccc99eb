#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Runs the example server as the only program of a container, process 1: it serves, ends on SIGTERM, and its exit code comes out.

usage: container.py PROGRAM BUILD [--image]

The container is a root directory with the program and the libraries that it needs, in name spaces of its own (unshare). With --image it
is an image from scratch, made and run by podman. Exit code 77: it was not tried, for the reason that it says.
"""
import atexit
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

PATIENCE = 60       # seconds, for a machine that is busy
CONTAINERFILE = pathlib.Path(__file__).resolve().parents[2] / "example/Containerfile"


def skip(why):
    print(f"skipped: {why}")
    sys.exit(77)


def make_root(program, root):
    """What COPY of the Containerfile puts into the image."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    libraries = subprocess.check_output(["ldd", program], text=True)
    for library in re.findall(r"(/\S+) \(0x", libraries):
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    shutil.copy(program, root / "server")
    return root


class Unshared:
    """A process in a root and name spaces of its own."""
    as_root = [] if os.geteuid() == 0 else ["--user", "--map-root-user"]

    def __init__(self, root):
        self.prefix = ["unshare", *self.as_root, "--fork", "--pid", "--kill-child", f"--root={root}"]

    def command(self, *arguments):
        return [*self.prefix, "/server", *arguments]

    def signal(self, process, number):
        child, = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        status = pathlib.Path(f"/proc/{child}/status").read_text(encoding="ascii")
        inside = re.search(r"^NSpid:.*\s(\d+)$", status, re.MULTILINE)[1]
        assert inside == "1", f"the server is process {inside}"
        os.kill(int(child), number)


class Image:
    """An image from scratch, in a storage of its own."""
    # What podman needs inside another container: runc takes any layout of cgroups, and the limits may not be raised.
    options = ["--runtime", "runc", "--cgroup-manager", "cgroupfs", "--storage-driver", "vfs"]
    run_options = ["--network", "host", "--ulimit", "nofile=1024:2048", "--ulimit", "nproc=4096:4096"]

    def __init__(self, root, storage):
        run = tempfile.mkdtemp(prefix="stint-")     # podman refuses one of over 50 characters
        atexit.register(shutil.rmtree, run, ignore_errors=True)
        self.podman = ["podman", "--root", storage / "root", "--runroot", run, *self.options]
        self.name = f"stint-test-{os.getpid()}"
        info = subprocess.run([*self.podman, "info"], capture_output=True, text=True, check=False)
        if info.returncode != 0:
            skip(f"podman does not work here: {info.stderr.strip()}")
        subprocess.run([*self.podman, "build", "--isolation", "chroot", "--tag", "stint-test", "--file", CONTAINERFILE, root.parent],
                       check=True)

    def command(self, *arguments):
        return [*self.podman, "run", "--rm", "--name", self.name, *self.run_options, "stint-test", *arguments]

    def signal(self, process, number):
        subprocess.run([*self.podman, "kill", "--signal", signal.Signals(number).name, self.name], check=True,
                       stdout=subprocess.DEVNULL)


def start(container, *arguments):
    return subprocess.Popen(container.command(*arguments), stdout=subprocess.PIPE, text=True)


def port_of(server):
    """Waits until it says where it listens."""
    for line in server.stdout:
        match = re.search(r"listens on 127\.0\.0\.1:(\d+)", line)
        if match:
            return int(match[1])
    sys.exit(f"container: the server ended with {server.wait(PATIENCE)} and did not listen")


def connect(port):
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    return client, client.makefile("rb")


def ask(client, answers, text):
    client.sendall(text + b"\n")
    assert answers.readline() == text + b"\n"


def check_clean_stop(container):
    server = start(container, "0", "60")
    client, answers = connect(port_of(server))
    ask(client, answers, b"hello")
    container.signal(server, signal.SIGTERM)
    assert answers.read() == b"goodbye\n"
    assert server.wait(PATIENCE) == 0, server.returncode
    print("SIGTERM: an idle client hears goodbye, exit code 0")


def check_missed_deadline(container):
    server = start(container, "0", "1")
    port = port_of(server)
    stalled, _ = connect(port)
    stalled.sendall(b"never")
    other, answers = connect(port)
    ask(other, answers, b"the server has had time to read")
    container.signal(server, signal.SIGTERM)
    assert server.wait(PATIENCE) == 3, server.returncode
    print("SIGTERM with a request that never ends: cut at the deadline, exit code 3")


def main():
    program, build = map(pathlib.Path, sys.argv[1:3])
    root = make_root(program, build / "root")
    container = Image(root, build / "storage") if "--image" in sys.argv else Unshared(root)
    tried = subprocess.run(container.command("--help"), stderr=subprocess.PIPE, text=True, check=False)
    if tried.stderr.startswith(("unshare: ", "Error: ")):       # the latter is podman's
        skip(f"no containers here: {tried.stderr.strip()}")
    assert "usage: echo_server" in tried.stderr, tried.stderr
    check_clean_stop(container)
    check_missed_deadline(container)


if __name__ == "__main__":
    main()
