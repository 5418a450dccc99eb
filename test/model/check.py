#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Searches the formal models of this directory, all of them, with spin.

usage: check.py [--work DIR]             every promise holds, and the transitions are those of transitions.txt
       check.py [--work DIR] --write     the same, but writes transitions.txt
       check.py [--work DIR] --mutants   breaks the models, one line at a time: each time a search has to find it

DIR keeps what spin and the compiler make, trails too: `spin -t -p MODEL.pml` in there tells one step by step.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
TABLE = HERE / "transitions.txt"
HEADER = """\
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
# What a search of service.pml comes to. Written by check.py --write, compared by test/machine/transition_table.cpp.
"""
SAFETY = "assertions"                                   # the name of the search that is not for a formula
FORMULAS = {
    "service": ["a_stop_ends", "a_failure_ends", "a_start_ends"],
    "pool": ["a_stop_ends", "the_end_of_one_ends_all"],
}

# What is changed in which model, to what, and which search has to find it.
MUTANTS = [
    ("a stop before the start is forgotten", "service", "l.remembered = 1", "l.remembered = 0", SAFETY),
    ("a stop while starting waits for running", "service", "begins(l) && l.rung != none -> enter",
     "l.state == running && l.rung != none -> enter", SAFETY),
    ("stopping is left out", "service", "enter(l, stopping)", "enter(l, stopped)", SAFETY),
    ("the hooks of a state are not waited for", "service", ":: l.hooks -> break",
     ":: l.hooks && soon -> break", SAFETY),
    ("a stop is graceful at once", "service", "l.rung = asked; l.due", "l.rung = graceful; l.due", SAFETY),
    ("tasks are not waited for", "service", "(l.body == alive || l.task)", "(l.body == alive)", SAFETY),
    ("run() is not waited for", "service", "(l.body == alive || l.task)", "(l.task > 0)", SAFETY),
    ("a clean end is a crash", "service", "l.cause == none -> enter(l, stopped)",
     "l.cause == none -> enter(l, crashed)", SAFETY),
    ("a crash is a clean end", "service", "l.cause != none -> enter(l, crashed)\n    :: l.state == stopping",
     "l.cause != none -> enter(l, stopped)\n    :: l.state == stopping", SAFETY),
    ("the last cause counts", "service", ":: l.cause == none -> l.cause = what",
     ":: what != none -> l.cause = what", SAFETY),
    ("a run does not wait for what was given up", "service", "if :: l.in_run || l.lost ->",
     "if :: l.in_run ->", SAFETY),
    ("a run does not end with its hooks", "service", "final(l.state) && !l.hooks -> l.in_run = 0",
     "final(l.state) -> l.in_run = 0", SAFETY),
    ("hooks have no deadline", "service", "(lives(l) || (l.hooks && !came))", "lives(l)", "a_stop_ends"),
    ("the last hooks have no deadline", "service", "final(l.state) && !l.due -> break",
     "final(l.state) && (l.cut || !l.due) -> break", "a_stop_ends"),
    ("nobody is given up", "service", ":: l.rung == hard && overdue(l) ->",
     ":: l.rung == hard && overdue(l) && l.cut ->", "a_stop_ends"),
    ("the drain delay has no end", "service", "(l.drained || !l.ready)", "!l.ready", "transitions"),
    ("a crash has no deadline", "service", "(l.cause != none || l.body == ended) -> ask", "(l.body == ended) -> ask",
     "a_failure_ends"),
    ("the start has no limit", "service", "!l.ready && l.due -> record", "!l.ready && l.cut -> record", "a_start_ends"),
    ("running() is not refused twice", "service", ":: l.announced -> refuse", ":: l.announced && soon -> refuse",
     "transitions"),
    ("the second starts at once", "pool", "!begun[2] && up(1)", "!begun[2] && begun[1]", SAFETY),
    ("the second starts though the first stops", "pool", "!begun[2] && up(1)", "!begun[2] && s[1].ready", SAFETY),
    ("a pool that is to stop starts its first service", "pool", "starts && !begun[1]",
     "pool.body == alive && !begun[1]", SAFETY),
    ("the first is stopped at once", "pool", "(!s[2].in_run || cancelled(pool)), send", "true, send", SAFETY),
    ("the pool does not wait for its services", "pool", "stops && joined && !broken(1)", "stops && !broken(1)", SAFETY),
    ("the pool is given up before its services", "pool", "waits(pool) && !(pool.rung == hard && pool.body == alive)",
     "waits(pool)", SAFETY),
    ("a crash of a service is not one of the pool", "pool", "(broken(1) || broken(2)), leave(failed)",
     "(broken(1) || broken(2)), leave(ok)", SAFETY),
    ("the first is not stopped", "pool", "stops && begun[1] && !sent[1]",
     "stops && begun[1] && sent[1]", "a_stop_ends"),
    ("the end of the second stops nobody", "pool", "(leaves(1) || leaves(2)), leaving", "leaves(1), leaving",
     "the_end_of_one_ends_all"),
]


class Broken(Exception):
    """A search has found an error, or has not seen all."""


def source(model):
    return (HERE / f"{model}.pml").read_text(encoding="utf-8")


class Models:
    """Copies of the models in a directory, and the searches of them."""

    def __init__(self, directory, hurry):
        self.hurry = hurry                              # most searches end at once: do not optimize for them
        self.directory = pathlib.Path(directory)
        self.directory.mkdir(parents=True, exist_ok=True)
        for model in FORMULAS:
            self.put(model, source(model))

    def put(self, model, text):
        (self.directory / f"{model}.pml").write_text(text, encoding="utf-8")

    def run(self, *command):
        return subprocess.run(command, cwd=self.directory, text=True, encoding="utf-8", stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, check=False)

    def build(self, model, safety):
        made = self.run("spin", "-a", f"{model}.pml")
        if made.returncode != 0 or "Error" in made.stdout:
            raise Broken(f"{model}: spin does not accept it\n{made.stdout}")
        options = ["-DSAFETY", "-DNOCLAIM", "-DNOREDUCE"] if safety else ["-DNFAIR=2"]
        if safety and model == "service":
            options.append("-DPRINTF")                  # each transition is printed as it is made
        options += ["-O0" if self.hurry else "-O2", "-w", "-DMEMLIM=1900", "-o", "pan", "pan.c"]
        made = self.run(os.environ.get("CC", "cc"), *options)
        if made.returncode != 0:
            raise Broken(f"{model}: pan.c does not compile\n{made.stdout}")

    def search(self, model, what):
        """All of it. Returns what pan says. For formulas, the clock is fair, and so is the strand."""
        begin = time.monotonic()
        output = self.run("./pan", "-m100000", *([] if what == SAFETY else ["-a", "-f", "-N", what])).stdout
        seconds = time.monotonic() - begin
        said = "\n".join(line for line in output.splitlines() if not line.startswith("@") and " -> " not in line)
        if re.search(r"errors: [1-9]", said):
            told = self.run("spin", "-t", f"{model}.pml").stdout
            steps = [" ".join(line.split()).replace(" /", "/").replace("/ ", "/")
                     for line in told.splitlines() if " -> " in line or "CYCLE" in line]
            found = " ".join(re.findall(r"^pan:1: (.*)", said, re.M))
            raise Broken(f"{model}: {what}: found: {found}\nThe way there:\n  " + "\n  ".join(steps))
        if ("errors: 0" not in said or "Full statespace search" not in said or "not completed" in said
                or "too small" in said or re.search(r"^error:", said, re.M)):
            raise Broken(f"{model}: {what}: the search is not complete\n{said}")
        if not self.hurry:
            print(f"{model}: {what}: {stored(said)} states, {seconds:.1f} s", flush=True)
        return output


def mark(text):
    """Lets each choice of the inlines say that it was made: pan does not look into a d_step. Returns them all, too."""
    marks = []
    inlines, processes = text.split("#define waits", 1)

    def marked(choice):
        line = inlines.count("\n", 0, choice.start()) + 1
        marks.append(f"service.pml:{line} {choice[0]}")
        return f'{choice[0]} printf("@{len(marks)}\\n");'
    return re.sub(r"::(?:(?!::|->).)+->", marked, inlines) + "#define waits" + processes, marks


def unreached(output):
    """What no search has executed."""
    found = []
    for part in re.findall(r"^unreached in proctype .*\n((?:\t.*\n)*)", output, re.M):
        found += [line.strip() for line in part.splitlines() if ", state " in line and "-end-" not in line]
    return found


def transitions(output):
    def state(name):
        state, rung, hooks = name.split("/")
        if state in ("stopped", "crashed") or rung == "none":
            rung = ""                                   # what was asked of a run matters no more once it has ended
        return "/".join(filter(None, (state, rung, "hooks" if hooks == "1" else "")))

    found = set()
    for before, what, after in re.findall(r"^(\w+/\w+/\d) (\S+) -> (\S+)$", output, re.M):
        found.add(f"{state(before)} {what} -> {state(after) if '/' in after else after}\n")
    return HEADER + "".join(sorted(found))


def stored(output):
    return int(re.search(r"(\d+) states, stored", output)[1])


def compare_table(found):
    written = set(TABLE.read_text(encoding="utf-8").splitlines()) if TABLE.exists() else set()
    found = set(found.splitlines())
    if written != found:
        raise Broken("the transitions are not those of transitions.txt: say --write if that is meant\n"
                     + "".join(f"  + {line}\n" for line in sorted(found - written))
                     + "".join(f"  - {line}\n" for line in sorted(written - found)))


def check_service(models, write):
    text, choices = mark(source("service"))
    models.put("service", text)
    models.build("service", safety=True)
    output = models.search("service", SAFETY)
    models.put("service", source("service"))
    if write:
        TABLE.write_text(transitions(output), encoding="utf-8")
    compare_table(transitions(output))
    said = set(output.splitlines())
    return output, [choice for number, choice in enumerate(choices, 1) if f"@{number}" not in said]


def check_pool(models):
    models.build("pool", safety=True)
    return models.search("pool", SAFETY), []


def check(models, write):
    explored, properties = [], 0
    for model, formulas in FORMULAS.items():
        output, missing = check_service(models, write) if model == "service" else check_pool(models)
        missing += unreached(output)
        if missing:
            raise Broken(f"{model}: never executed:\n  " + "\n  ".join(missing))
        explored.append(f"{stored(output)} states of {model}.pml")
        models.build(model, safety=False)
        for formula in formulas:
            models.search(model, formula)
        properties += len(re.findall(r"\bassert\(", source(model))) + len(formulas)
    print(f"{' and '.join(explored)} explored: {properties} properties hold")


def find(models, model, what):
    models.build(model, safety=what in (SAFETY, "transitions"))
    output = models.search(model, SAFETY if what == "transitions" else what)
    if what == "transitions":
        compare_table(transitions(output))


def check_mutants(models):
    caught = 0
    for name, model, old, new, what in MUTANTS:
        text = source(model)
        if text.count(old) != 1:
            raise Broken(f"the mutant '{name}' does not fit the model: it has {text.count(old)} places to change")
        models.put(model, text.replace(old, new))
        try:
            find(models, model, what)
            print(f"NOT caught by {what}: {name}", flush=True)
        except Broken as broken:
            if what != "transitions" and f"{what}: found:" not in str(broken):
                raise
            caught += 1
            print(f"caught by {what}: {name}", flush=True)
        models.put(model, text)
    print(f"caught {caught} of {len(MUTANTS)}")
    return caught == len(MUTANTS)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", metavar="DIR")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--mutants", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        models = Models(arguments.work or temporary, hurry=arguments.mutants)
        try:
            if arguments.mutants:
                return 0 if check_mutants(models) else 1
            check(models, arguments.write)
        except Broken as broken:
            print(f"check.py: {broken}", file=sys.stderr)
            return 1
        except FileNotFoundError as missing:
            print(f"check.py: {missing}: spin and a C compiler are needed", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
