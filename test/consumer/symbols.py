#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Checks what a shared stint exports, and its soname.

usage: symbols.py LIBRARY INCLUDE_DIRECTORY

Of stint's own, only what a public header declares with STINT_DECL. All else must be weak and of std or boost: type information and
statics that must be one object in the process, such as the one that tells on which strand a thread executes.
"""
import pathlib
import re
import subprocess
import sys

NAMESPACES = {"stint", "detail", "testing"}
# What a compiler adds to a class or a function.
ADDED = re.compile(r"^(?:typeinfo name for|typeinfo for|vtable for|VTT for|guard variable for|"
                   r"(?:non-virtual|virtual|covariant return) thunk to|construction vtable for) ")


def declared(include):
    """The names that are exported on purpose."""
    names = set()
    for header in include.rglob("*.hpp"):
        text = re.sub(r"//.*", "", header.read_text(encoding="utf-8"))
        names.update(re.findall(r"(?:class|struct)\s+STINT_DECL\s+(\w+)", text))
        names.update(re.findall(r"(?<!class )(?<!struct )\bSTINT_DECL\b[^;{(]*?(operator\W+|\w+)\(", text))
    return {name.strip() for name in names}


def own_names(symbol):
    """`connection_gate` and `close` of `stint::detail::connection_gate::close()`; nothing if the symbol is not of stint."""
    symbol = ADDED.sub("", symbol)
    path = re.match(r"stint(?:::(?:operator\W+?(?=\()|~?\w+))+(?=[(\[<]|$)", symbol)     # not the type that a template returns
    return [name for name in path[0].split("::") if name not in NAMESPACES] if path else []


def main():
    library, include = map(pathlib.Path, sys.argv[1:3])
    names = declared(include)
    errors, found = [], set()
    for line in subprocess.check_output(["nm", "-D", "--defined-only", "-C", library], text=True).splitlines():
        _, kind, symbol = line.split(" ", 2)
        own = own_names(symbol)
        found.update(names.intersection(own))
        if own and own[0] not in names:
            errors.append(f"{symbol}: is exported, but no header declares {own[0]} with STINT_DECL")
        if not own and kind not in "WVu":
            errors.append(f"{symbol}: is exported, is not of stint, and is not weak (nm says {kind})")
    errors += [f"{name}: is declared with STINT_DECL, but nothing of it is exported" for name in sorted(names - found)]

    version = re.search(r'STRING "(\d+\.\d+)', (include / "stint/version.hpp").read_text(encoding="utf-8"))[1]
    dynamic = subprocess.check_output(["readelf", "-d", library], text=True)
    soname = re.search(r"SONAME.*\[(.*)\]", dynamic)
    if not soname or soname[1] != f"libstint.so.{version}":
        errors.append(f"the soname is {soname and soname[1]}, not libstint.so.{version}")

    print(f"{len(found)} names of stint's are exported")
    for error in errors:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
