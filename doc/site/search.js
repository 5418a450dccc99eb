// Copyright (c) 2026 The stint authors
// SPDX-License-Identifier: BSL-1.0

// Searches search_index.js, which finish.py writes: [title, address, page, text] of each section and each member.
"use strict";
(() => {
    const input = document.getElementById("search");
    const found = document.getElementById("found");
    const MOST = 12;
    let at = -1;

    // Where a word stands decides: a title that is it, one that begins with it, one that has it, the text. 0 is nowhere.
    const points = (word, title, page, text) =>
        title === word ? 12 : title.startsWith(word) ? 8 : title.includes(word) ? 5 : page.includes(word) ? 2 : text.includes(word) ? 1 : 0;

    function search(query) {
        const words = query.toLowerCase().split(/[^\p{L}\p{N}_]+/u).filter(w => w);
        if (words.length === 0)
            return [];
        const all = [];
        for (const entry of stint_index) {
            const [title, , page, text] = entry.map(e => e.toLowerCase());
            const each = words.map(w => points(w, title, page, text));
            if (each.every(p => p > 0))
                all.push([each.reduce((a, b) => a + b), entry]);
        }
        all.sort((a, b) => b[0] - a[0]); // stable: else in the order of the pages
        return all.slice(0, MOST).map(([, entry]) => [entry, words]);
    }

    function marked(text, words) {
        const node = document.createElement("small");
        const low = text.toLowerCase();
        const place = words.map(w => low.indexOf(w)).filter(i => i >= 0).sort((a, b) => a - b)[0] ?? 0;
        const from = Math.max(0, low.lastIndexOf(" ", Math.max(0, place - 40)) + 1);
        const part = (from > 0 ? "… " : "") + text.slice(from, from + 140) + (text.length > from + 140 ? " …" : "");
        const pattern = new RegExp("(" + words.join("|") + ")", "giu");
        for (const [i, piece] of part.split(pattern).entries())
            node.append(i % 2 ? Object.assign(document.createElement("mark"), { textContent: piece }) : piece);
        return node;
    }

    function show() {
        at = -1;
        const results = search(input.value);
        found.replaceChildren(...results.map(([[title, address, page, text], words]) => {
            const link = Object.assign(document.createElement("a"), { href: address });
            link.append(title === page ? title : `${title} – ${page}`, marked(text, words));
            const item = document.createElement("li");
            item.append(link);
            return item;
        }));
        if (results.length === 0) {
            const item = document.createElement("li");
            item.append(Object.assign(document.createElement("span"), { textContent: "Nothing has all these words." }));
            found.append(item);
        }
        found.hidden = input.value.trim() === "";
    }

    function move(by) {
        const links = [...found.querySelectorAll("a")];
        if (links.length === 0)
            return;
        links[at]?.classList.remove("at");
        at = (at + by + links.length) % links.length;
        links[at].classList.add("at");
        links[at].scrollIntoView({ block: "nearest" });
    }

    input.addEventListener("input", show);
    input.addEventListener("focus", show);
    input.addEventListener("keydown", event => {
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            move(event.key === "ArrowDown" ? 1 : -1);
            event.preventDefault();
        } else if (event.key === "Escape") {
            found.hidden = true;
            input.blur();
        }
    });
    input.form.addEventListener("submit", event => {
        event.preventDefault();
        const link = found.querySelector("a.at") ?? found.querySelector("a");
        if (link) {
            found.hidden = true;
            location.href = link.href;
        }
    });
    document.addEventListener("click", event => {
        if (!input.form.contains(event.target) || event.target.closest("#found a"))
            found.hidden = true;
    });
    document.addEventListener("keydown", event => {
        if (event.key === "/" && !event.target.closest("input")) {
            input.focus();
            event.preventDefault();
        }
    });

    // On a wide screen the list of pages is open.
    const pages = document.querySelector("nav.pages details");
    const wide = matchMedia("(min-width: 60rem)");
    const fold = () => { pages.open = wide.matches; };
    wide.addEventListener("change", fold);
    fold();
})();
