"""Every page of a site read as a browser reads it, and what is wrong with its links and marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

__all__ = ["Marks", "Site", "faults"]

# What a browser loads of itself; `link` only where its relation says so.
_LOADED = {"script": "src", "img": "src", "source": "src", "iframe": "src", "object": "data"}
_LOADING = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
_LINKS = (
    *("href", "src", "action", "data", "xlink:href", "data-source", "data-config", "data-dump"),
    *("data-dump-script", "data-inferred", "data-inferred-script", "data-land"),
)
# Hosts show it at every address, so that its links cannot be relative.
_ANYWHERE = "404.html"


@dataclass
class Marks(HTMLParser):
    """What a page names: its anchors, its links, what it loads, its headings and its language."""

    ids: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    headings: int = 0
    moves: bool = False
    language: str = ""
    title: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what one element says."""
        said = {name: value or "" for name, value in attrs}
        if said.get("id"):
            self.ids[said["id"]] += 1
        self.links += [said[name] for name in _LINKS if name in said]
        self.headings += tag == "h1"
        self.title |= tag == "title"
        self.moves |= said.get("http-equiv") == "refresh"
        if tag == "html":
            self.language = said.get("lang", "")
        loads = set(said.get("rel", "").split()) & _LOADING if tag == "link" else ()
        name = "href" if loads else _LOADED.get(tag, "")
        if name in said:
            self.loaded.append(said[name])


@dataclass(frozen=True)
class Site:
    """A folder of pages."""

    root: Path

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files."""
        return frozenset(
            path.relative_to(self.root).as_posix()
            for path in self.root.rglob("*")
            if path.is_file()
        )

    @cached_property
    def pages(self) -> dict[str, Marks]:
        """Each page by its path, read."""
        return {path: self._read(path) for path in sorted(self.files) if path.endswith(".html")}

    def _read(self, path: str) -> Marks:
        marks = Marks()
        marks.feed((self.root / path).read_text(encoding="utf-8"))
        marks.close()
        return marks


def faults(site: Site) -> Iterator[str]:
    """Everything wrong with the pages of a site, one line each."""
    for path, marks in site.pages.items():
        for said in (*_own(marks), *_broken(site, path, marks)):
            yield f"{path}: {said}"


def _own(marks: Marks) -> Iterator[str]:
    for name, count in sorted(marks.ids.items()):
        if count > 1:
            yield f"{count} elements have the id {name!r}"
    if marks.headings != 1 and not marks.moves:
        yield f"{marks.headings} headings h1"
    if not marks.language:
        yield "no lang"
    if not marks.title:
        yield "no title"
    for address in marks.loaded:
        if urlsplit(address).scheme not in {"", "data"} or address.startswith("//"):
            yield f"loads {address}"


def _broken(site: Site, path: str, marks: Marks) -> Iterator[str]:
    for address in sorted(set(marks.links)):
        parts = urlsplit(address)
        if parts.scheme in {"http", "https", "data"} or path == _ANYWHERE:
            continue
        if parts.scheme or address.startswith("/"):
            yield f"link to {address}"
            continue
        target = _target(path, parts.path)
        if target not in site.files:
            yield f"dead link to {address}"
        elif parts.fragment and not _is_anchor(site, target, parts.fragment):
            yield f"dead anchor {address}"


def _target(path: str, link: str) -> str:
    if not link:
        return path
    return normpath((PurePosixPath(path).parent / unquote(link)).as_posix())


def _is_anchor(site: Site, target: str, fragment: str) -> bool:
    # What stands after the mark of a query, a text or a choice is read by scripts and browsers.
    if fragment.startswith((":~:", "query=")) or target not in site.pages:
        return True
    return unquote(fragment) in site.pages[target].ids
