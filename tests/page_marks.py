"""What pages and pictures are made of: elements, attributes, addresses, text and blocks of data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from importlib import resources
from importlib.resources.abc import Traversable
from urllib.parse import urlsplit

__all__ = ["Marks", "marks_of", "strange"]

_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "poster"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})
_MARKUP = (".html", ".svg", ".xml")


@dataclass
class Marks(HTMLParser):
    """One page, read: `text` is what readers see, `links` are the texts of its links.

    `data` are the blocks of data in it.
    """

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    heading: str = ""
    links: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "a":
            self.links.append("")
        if tag not in _VOID:
            self._open.append(tag)
        if len({name for name, _ in attrs}) < len(attrs):
            self.wrong.append(f"<{tag}> has an attribute twice")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element of a picture without content."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """See that what ends is what was opened last."""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(f"</{tag}> ends nothing")

    def handle_data(self, data: str) -> None:
        """Note a text."""
        inside = self._open[-1] if self._open else ""
        if inside in {"script", "style"}:
            self.data.append(data)
            return
        self.text.append(data)
        if "a" in self._open:
            self.links[-1] += data
        if "h1" in self._open:
            self.heading += data

    def handle_comment(self, data: str) -> None:
        """No template writes a comment."""
        self.wrong.append(f"a comment: {data[:60]}")

    def handle_pi(self, data: str) -> None:
        """Nor an instruction."""
        self.wrong.append(f"an instruction: {data[:60]}")

    def unknown_decl(self, data: str) -> None:
        """Nor a section."""
        self.wrong.append(f"a section: {data[:60]}")


def marks_of(page: str) -> Marks:
    """A page, read to its end."""
    marks = Marks()
    marks.feed(page)
    marks.close()
    marks.wrong += [f"<{tag}> is not closed" for tag in marks._open]
    return marks


def strange(marks: Marks) -> Iterator[str]:
    """Everything in a page that no template of ours writes, or that could run or leave the site."""
    tags, attributes = _written()
    yield from marks.wrong
    for tag, said in marks.elements:
        if tag not in tags:
            yield f"<{tag}>"
        yield from (f"<{tag} {name}>" for name in said.keys() - attributes)
        yield from (f"<{tag} {name}>" for name in said if name.startswith("on"))
        if tag == "script" and "src" not in said and not _is_data(said):
            yield "a script in the page"
        for name in said.keys() & _ADDRESSES:
            if urlsplit(said[name]).scheme not in {"", "http", "https"}:
                yield f"{name}={said[name][:60]}"


def _is_data(said: dict[str, str]) -> bool:
    return said.get("type") in {"application/ld+json", "application/json"}


@cache
def _written() -> tuple[frozenset[str], frozenset[str]]:
    """The names of elements and attributes in the templates."""
    tags = {"g"}  # one of two, which a condition chooses
    attributes = {"data-words", "data-question-form", "data-question"}
    attributes |= {f"data-{name}{end}" for name in ("dump", "inferred") for end in ("", "-script")}
    for text in _texts(resources.files("servanda") / "templates"):
        bare = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        for tag, rest in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)((?:[^<>]|\{%.*?%\})*)>", bare):
            tags.add(tag.lower())
            attributes.update(each.lower() for each in re.findall(r"[a-zA-Z][a-zA-Z:-]*", rest))
    return frozenset(tags - {"style"}), frozenset(attributes - {"style", "srcdoc"})


def _texts(folder: Traversable) -> Iterator[str]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _texts(each)
        elif each.name.endswith(_MARKUP):
            yield each.read_text(encoding="utf-8")
