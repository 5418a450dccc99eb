#!/usr/bin/env python3
# Copyright (c) 2026 The stint authors
# SPDX-License-Identifier: BSL-1.0
"""Makes a site of what Doxygen has written: the list of pages, the index of the search, and a check of every link.

usage: doc/site/finish.py DIRECTORY

The list of pages is that of doc/contents.md. A link that leads nowhere is an error.
"""
import html
import html.parser
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
from markdown import ROOT, headings, page_of  # noqa: E402

REFERENCE = (("Namespace stint", "namespacestint.html"), ("Classes", "annotated.html"), ("Headers", "files.html"),
             ("Test kit", "namespacestint_1_1testing.html"))
LEFT_OUT = ("*.png", "*.js", "*.css", "*.map", "*.md5", "doxygen.svg", "graph_legend.*", "inherit_graph_*", "inherits.html",
            "functions*.html", "namespacemembers*.html", "namespaces.html", "hierarchy.html", "classes.html",
            "concepts.html", "pages.html", "*-members.html")
PICTURE = re.compile(r'<object type="image/svg\+xml" data="([^"]+)"[^>]*></object>\s*<div class="caption">([^<]*)</div>')
OURS = ("site.css", "search.js", "search_index.js")


def contents():
    """(group, [(title, address)]) of doc/contents.md."""
    groups = [("", [("Front page", "index.html")])]
    for line in (ROOT / "doc/contents.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            groups.append((line[3:], []))
        entry = re.match(r"- \[([^\]]+)\]\(([\w./]+\.md)\)", line)
        if entry:
            groups[-1][1].append((entry[1], page_of(pathlib.Path(entry[2])) + ".html"))
    return groups + [("Reference", list(REFERENCE))]


def navigation(current):
    out = ['<nav class="pages" aria-label="Pages"><details open><summary>All pages</summary>']
    for group, entries in contents():
        if group:
            out.append(f"<h2>{html.escape(group)}</h2>")
        links = "".join(f'<li><a href="{address}"{" aria-current=page" if address == current else ""}>{html.escape(title)}</a></li>'
                        for title, address in entries)
        out.append(f"<ul>{links}</ul>")
    return "\n".join([*out, "</details></nav>"])


class Reader(html.parser.HTMLParser):
    """Takes a page apart: its anchors and links, and its text in sections that begin at a heading or a member."""
    VOID = {"br", "img", "hr", "meta", "link", "input", "wbr"}
    QUIET = {"nav", "header", "footer", "script", "style"}

    def __init__(self):
        super().__init__()
        self.title, self.anchors, self.links, self.sections = "", set(), [], []
        self.open, self.taking, self.anchor, self.into = [], False, "", None

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        kind = (values.get("class") or "").split()
        self.anchors.update(name for name in (values.get("id"), values.get("name") if tag == "a" else None) if name)
        self.links += [values[name] for name in ("href", "src") if values.get(name)]
        if tag not in self.VOID:
            self.open.append((tag, kind))
        if tag == "div" and kind == ["title"]:
            self.into = "title"
        elif tag == "div" and kind == ["contents"]:
            self.taking = True
            self.sections.append(["", "", []])
        elif tag == "a" and values.get("id"):
            self.anchor = values["id"]
        elif self.taking and (tag in ("h1", "h2", "h3") and "groupheader" not in kind):
            self.sections.append(["", self.anchor if "memtitle" in kind else "", []])
            self.into = "section"

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass
        if self.into == "title" and tag == "div":
            self.into = None
        elif self.into == "section" and tag in ("h1", "h2", "h3"):
            section = self.sections[-1]
            section[1] = section[1] or self.anchor
            self.into = None

    def handle_data(self, data):
        kinds = {name for _, kind in self.open for name in kind}
        if any(tag in self.QUIET for tag, _ in self.open) or kinds & {"ttc", "mlabel", "permalink", "toc", "footer"}:
            return
        if self.into == "title":
            self.title += data
        elif self.into == "section":
            self.sections[-1][0] += data
        elif self.taking:
            self.sections[-1][2].append(data)


def words(text):
    return " ".join(text.split())


def index_of(name, page):
    title = re.sub(r" (Class|Struct|Namespace|Concept)( Template)? Reference$", "", words(page.title)) or "stint"
    for heading, anchor, text in page.sections:
        heading = words(heading).lstrip("◆ ")
        address = f"{name}#{anchor}" if anchor and heading else name
        if heading or words("".join(text)):
            yield [heading or title, address, title, words("".join(text))]


def check_links(pages, directory):
    wrong = []
    for name, page in pages.items():
        for link in page.links:
            target, _, anchor = html.unescape(link).partition("#")
            if re.match(r"(https?|data|mailto):", link):
                continue
            target = target or name
            if not (directory / target).is_file():
                wrong.append(f"{name}: {link}: there is no {target}")
            elif anchor and target in pages and anchor not in pages[target].anchors:
                wrong.append(f"{name}: {link}: {target} has no anchor {anchor}")
    return wrong


def main(directory):
    for pattern in LEFT_OUT:
        for file in directory.glob(pattern):
            if file.name not in OURS:
                file.unlink()
    pages = {}
    for file in sorted(directory.glob("*.html")):
        text = file.read_text(encoding="utf-8")
        text = re.sub(r' onclick="javascript:[^"]*"', "", text)         # Doxygen's own scripts are left out
        text = re.sub(r'<img src="(closed|open)\.png" alt="[-+]"/>(&#160;)?', "", text)
        text = re.sub(r'<div class="summary">.*?</div>', "", text, flags=re.DOTALL)
        text = PICTURE.sub(lambda match: f'<img src="{match[1]}" alt="{html.escape(match[2].strip())}">', text)
        if "<!--navigation-->" in text:
            text = text.replace("<!--navigation-->", navigation(file.name))
        file.write_text(text, encoding="utf-8")
        pages[file.name] = Reader()
        pages[file.name].feed(text)
    # Prose before the reference, in the order of the list of pages; sources are not searched.
    order = [address for _, entries in contents() for _, address in entries]
    rank = {address: number for number, address in enumerate(order)}
    searched = sorted((name for name in pages if not name.endswith("_source.html")), key=lambda name: (rank.get(name, 999), name))
    index = [entry for name in searched for entry in index_of(name, pages[name])]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in index)
    (directory / "search_index.js").write_text(f"const stint_index = [\n{lines}\n];\n", encoding="utf-8")

    wrong = check_links(pages, directory)
    for each in wrong:
        print(each, file=sys.stderr)
    print(f"{len(pages)} pages, {len(index)} sections to search, {sum(len(p.links) for p in pages.values())} links, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
