"""Rules by which a script finds the page of an IRI, so that it needs no list of all resources."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from servanda.site.base import Site
from servanda.site.read.paths import href

__all__ = ["Places", "places"]

# The rest of an IRI that a rule may lead to; ui/src/sparql/links.js has the same.
_PLAIN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_~-]*(?:[./][A-Za-z0-9_~-]+)*")
_MOST: Final = 50_000
_ONTOLOGY: Final = "ontology/"


@dataclass(frozen=True, slots=True)
class Places:
    """`rules` lead from the start of IRIs to folders of pages, `others` from single IRIs to pages.

    A rule without a folder says that such IRIs have no page.
    """

    rules: dict[str, str | None]
    others: dict[str, str]


def places(site: Site) -> Places:
    """The rules that find most pages, and the places of the rest, the first 50,000 of them."""
    space = site.workspace.uri_space
    folders: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for iri, path, anchor, page in site.index.base.execute(
        "SELECT iri, path, anchor, page FROM home ORDER BY iri"
    ):
        folders[_folder(iri)].append((iri, path, "" if iri == page else anchor))
    rules: dict[str, str | None] = {}
    others: dict[str, str] = {}
    for folder, homes in folders.items():
        target = _target(folder, homes)
        # Of the folders of others only some resources are told here.
        if not folder.startswith(space) and not (target or "").startswith(_ONTOLOGY):
            target = None
        elif target is not None or "#" not in folder:
            rules[folder] = target
        for iri, path, anchor in homes:
            follows = target is not None and not anchor and path == target + iri[len(folder) :]
            if not follows and len(others) < _MOST:
                others[iri] = href(f"{path}.html", anchor)
    return Places(rules, others)


def _folder(iri: str) -> str:
    return iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]


def _target(folder: str, homes: list[tuple[str, str, str]]) -> str | None:
    """The folder of pages to which an IRI of this folder leads as a rule."""
    for iri, path, anchor in homes:
        rest = iri[len(folder) :]
        if not anchor and _PLAIN.fullmatch(rest) and path.endswith(rest):
            return path.removesuffix(rest)
    return None
