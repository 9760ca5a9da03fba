"""A journal that means harm: every payload in every place where a person's words can stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

PAYLOADS = {
    "script": "<script>window.canary=1</script>",
    "picture": "<img src=x onerror=window.canary=1>",
    "drawing": "<svg onload=window.canary=1><animate onbegin=window.canary=1>",
    "address": "[x](javascript:window.canary=1) <a href='java&#10;script:window.canary=1'>y</a>",
    "attribute": '"><script>window.canary=1</script><p title="',
    "handler": "' onmouseover='window.canary=1' autofocus onfocus='window.canary=1' x='",
    "head": "</title></head><script>window.canary=1</script>",
    "frame": '<iframe srcdoc="<script>parent.canary=1</script>"></iframe>',
    "base": "<base href=//evil.example/><link rel=stylesheet href=//evil.example/a.css>",
    "refresh": '<meta http-equiv=refresh content="0;url=https://evil.example/">',
    "style": "<style>@import url(https://evil.example/a.css);</style><p style=background:url(//evil.example/b)>",
    "remote": "![p](https://evil.example/p.gif) <img src=//evil.example/q.gif> <video src=//evil.example/v poster=//evil.example/w>",
    "clobber": "<form id=__config name=mentorlog><input id=__search name=texts></form><a id=__search name=keeper>",
    "template": "{{ config }}{% include '/etc/passwd' %}<template><script>window.canary=1</script></template>",
    "details": "<details open ontoggle=window.canary=1><summary>x</summary></details>",
    "script's end": '\u2028</script><script>window.canary=1</script>{"a":1}*/window.canary=1;//',
}
SINKS = (
    "title", "body", "tag", "feeling", "name", "filename", "comment", "quote", "rewording", "answer", "outcome",
    "motivation", "key", "place", "link", "agenda", "decision", "action", "footnote", "callout", "brackets", "cell",
    "code", "meaning", "memo",
)  # fmt: skip
"""Where a person's words can stand; each payload there comes behind a word that names the place."""


def mark(sink: str, number: int) -> str:
    """The word before a payload in a place."""
    return f"at{sink}{number:02}"


def write(root: Path) -> None:
    """Write such a journal: a diary entry, a question, a call and a file that cannot be read for each payload."""
    for number, payload in enumerate(PAYLOADS.values(), 1):
        placed = {sink: f"{mark(sink, number)} {payload}" for sink in SINKS}
        _diary(root, number, placed)
        _question(root, number, placed)
        _call(root, number, placed)
        _coding(root, number, placed)


def _coding(root: Path, number: int, placed: Mapping[str, str]) -> None:
    base, code = f"01kb000000000000000000{number:02}", json.dumps(_text(placed["code"]), ensure_ascii=False)
    header = f"id: {base}d0\nauthor: ada\ndate: 2026-11-05T09:00:00+00:00\ncode: {code}\n"
    (root / "codebook").mkdir(exist_ok=True)
    (root / f"codebook/{base}d0.md").write_text(f"---\n{header}---\n\n{placed['meaning']}\n", encoding="utf-8")
    folder = root / f"comments/d-000000{number:02}"
    for end, motivation in (("c0", "tagging"), ("c1", "describing")):
        more = f"motivation: {motivation}\n" + (f"code: {code}\n" if motivation == "tagging" else "")
        _comment(folder, f"{base}{end}", placed["memo"], more)


def _diary(root: Path, number: int, placed: Mapping[str, str]) -> None:
    line = {sink: _text(text) for sink, text in placed.items()}
    id_ = f"d-000000{number:02}"
    facts: dict[str, object] = {"id": id_, "title": f"T{number} {line['title']}", "author": line["name"]}
    facts |= {"tags": [line["tag"]], "feelings": [line["feeling"]], "about": [line["tag"]]}
    quoted = f"Quoted {placed['body']} here."
    body = (
        f"{quoted}\n\n{placed['body']}\n\n> [!note] {placed['callout']}\n> {placed['callout']}\n\n"
        f"A[^1] ![[{line['brackets']}]] [[{line['brackets']}|{line['brackets']}]]\n\n- {placed['body']}\n\n"
        f"| {placed['cell']} |\n|---|\n| {placed['cell']} |\n\n`{placed['body']}`\n\n[^1]: {placed['footnote']}\n"
    )
    name = line["filename"].replace("/", "|").replace("\u2028", " ")
    _entry(root / f"journal/2026/{number} {name}.md", "2026-11-01T12:00:00-08:00", facts, body)
    odd = f"---\ntitle: x\n{json.dumps(line['key'], ensure_ascii=False)}: x\n---\n{placed['body']}\n"
    (root / f"journal/2026/odd{number} {name}.md").write_text(odd, encoding="utf-8")
    folder, base = root / f"comments/{id_}", f"01kb000000000000000000{number:02}a"
    prefix = json.dumps(line["quote"])
    _comment(folder, f"{base}0", "First.", f"target:\n  exact: {json.dumps(quoted)}\n  prefix: {prefix}\n")
    _comment(folder, f"{base}1", placed["rewording"], f"replaces: {base}0\n")
    _comment(folder, f"{base}2", "Gone.", f"target:\n  exact: {json.dumps(placed['quote'])}\n")
    _comment(folder, f"{base}3", placed["comment"], "", author=line["name"])


def _question(root: Path, number: int, placed: Mapping[str, str]) -> None:
    id_ = f"q-000000{number:02}"
    facts = {
        "id": id_,
        "title": f"Q{number} {_text(placed['title'])}",
        "author": "ada",
        "about": [f"d-000000{number:02}"],
    }
    _entry(root / f"questions/q{number}.md", "2026-11-02T12:00:00-08:00", facts, placed["body"])
    folder, base = root / f"comments/{id_}", f"01kb000000000000000000{number:02}b"
    _comment(folder, f"{base}0", placed["answer"], "motivation: answering\n")
    _comment(folder, f"{base}1", placed["outcome"], "motivation: reporting\n")
    _comment(folder, f"{base}2", "So.", f"motivation: {json.dumps(_text(placed['motivation']))}\n")


def _call(root: Path, number: int, placed: Mapping[str, str]) -> None:
    facts = {
        "id": f"c-000000{number:02}", "title": f"C{number} {_text(placed['title'])}", "author": "ada",
        "starts": "2026-12-03T09:00", "minutes": "60", "host": "ada", "state": "planned" if number % 2 else "held",
        "place": _text(placed["place"]), "link": f"https://x.example/{_text(placed['link'])}",
        "about": [f"q-000000{number:02}"],
    }  # fmt: skip
    body = (
        f"## Agenda\n\n1. {placed['agenda']}\n\n## Decisions\n\n- {placed['decision']}\n\n"
        f"## Actions\n\n- [ ] ada: {placed['action']} (by 2026-12-09)\n"
    )
    _entry(root / f"calls/c{number}.md", "2026-11-03T12:00:00-08:00", facts, body)
    (root / f"calls/c{number}.transcript.md").write_text(placed["body"], encoding="utf-8")


def _text(payload: str) -> str:
    """A payload as one line of a header."""
    return " ".join(payload.split())


def _entry(path: Path, date: str, facts: Mapping[str, object], body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    header = "".join(f"{_key(key)}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in facts.items())
    path.write_text(f"---\n{header}date: {date}\n---\n\n{body}\n", encoding="utf-8")


def _key(key: str) -> str:
    return key if key.isalpha() else json.dumps(key, ensure_ascii=False)


def _comment(folder: Path, id_: str, body: str, more: str, author: str = "james") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    header = f"id: {id_}\nauthor: {json.dumps(author, ensure_ascii=False)}\ndate: 2026-11-04T09:00:00+00:00\n{more}"
    (folder / f"{id_}.md").write_text(f"---\n{header}---\n\n{body}\n", encoding="utf-8")


class Harm(HTMLParser):
    """What in a page could do harm, were it opened without any policy."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one tag."""
        facts = {name: value or "" for name, value in attrs}
        self._script = tag == "script" and "src" not in facts
        if tag in {"iframe", "object", "embed", "base", "svg", "video", "template"} and facts.keys() - {
            "xmlns",
            "viewbox",
            "role",
            "aria-label",
            "aria-hidden",
            "width",
            "height",
        }:
            self.found.append(tag)
        if any(name.startswith("on") or name == "srcdoc" for name in facts):
            self.found.append(f"{tag} {sorted(facts)}")
        if facts.get("http-equiv", "").lower() == "refresh" or _leads_to_a_script(facts):
            self.found.append(f"{tag} {facts}")
        asked = [facts.get(name, "") for name in ("src", "poster", "style", "action")]
        asked += [facts.get("href", "")] if tag == "link" else []
        if any("evil" in address for address in asked):
            self.found.append(f"{tag} {asked}")

    def handle_data(self, data: str) -> None:
        """Look at the words of a script or a style."""
        if self._script and "canary" in data:
            self.found.append(data)

    def handle_endtag(self, tag: str) -> None:
        """A script ends."""
        self._script = self._script and tag != "script"


def _leads_to_a_script(facts: dict[str, str]) -> bool:
    return "".join(facts.get("href", "").split()).lower().startswith("javascript:")


def harm(page: str) -> list[str]:
    """What in a page could do harm."""
    parser = Harm()
    parser.feed(page)
    ids = page.count('id="__config"') > 1 or 'id="__search"' in page.partition("<main")[2]
    return parser.found + (["clobbered"] if ids else [])
