"""The files that are the same on every site: styles, the front-end bundle, the icon."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import resources
from importlib.resources.abc import Traversable

from servanda.site.base import Page, Site

__all__ = ["statics"]


def statics(site: Site) -> Iterator[Page]:
    """`assets/site.css`, the files of the bundle in `assets/`, and `favicon.svg`."""
    assets = resources.files("servanda") / "assets"
    yield Page("assets/site.css", partial(_styles, assets / "css"))
    for name in sorted(site.files):
        yield Page(f"assets/{name}", (assets / "ui" / name).read_bytes)
    yield Page("favicon.svg", (assets / "favicon.svg").read_bytes)


def _styles(folder: Traversable) -> str:
    parts = sorted(folder.iterdir(), key=lambda each: each.name)
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)
