"""Which resources have a page of their own, and on whose page the others are told.

A resource has a page if it has a label or is a record. A fragment (`X#part`) is a part of the page
of its document; what has neither label nor fragment, such as a claim, is a part of the page of its
record. Terms of the workspace's own ontology have pages below `ontology/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode

from servanda.site.read.index import Index, Origin
from servanda.site.read.labels import Labels
from servanda.site.read.paths import anchor_of, digest, resource_path, split_iri, term_path
from servanda.site.read.reads import Read

__all__ = ["Home", "Resources"]

_REMEMBERED: Final = 50_000
_TABLE: Final = """
DROP TABLE IF EXISTS home;
CREATE TABLE home (iri TEXT PRIMARY KEY, path TEXT NOT NULL, anchor TEXT NOT NULL,
    page TEXT NOT NULL);
CREATE INDEX by_page ON home (page);
"""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a resource is told: the path of the page, the anchor in it, and whose page it is."""

    path: str
    anchor: str
    page: NamedNode


class Resources:
    """The homes of all described resources; `space` is the workspace's own space of IRIs."""

    def __init__(
        self, index: Index, labels: Labels, space: str, own: frozenset[str], dataset: str
    ) -> None:
        """For an index that has homes already, they are what it has."""
        self._index: Final = index
        self._labels: Final = labels
        self._space: Final = space
        self._own: Final = own
        self._dataset: Final = dataset
        self._records: frozenset[str] = frozenset()
        self._known: Final[dict[str, Home | None]] = {}
        if not index.sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'home'").fetchone():
            self.settle()

    def settle(self) -> None:
        """Find the homes anew: the index has changed."""
        base = self._index.sql
        self._known.clear()
        base.executescript(_TABLE)
        graphs = base.execute("SELECT DISTINCT g FROM quad WHERE origin = 0")
        self._records = frozenset(f"{graph}" for (graph,) in graphs)
        taken: set[str] = set()
        rows = []
        for node, graph, origin in self._index.described():
            page = self._page(node.value, graph, origin)
            if page:
                path = self._path(page)
                if page == node.value:
                    path = _apart(path, node.value, taken)
                rows.append((node.value, path, anchor_of(node.value), page))
        base.executemany("INSERT INTO home VALUES (?, ?, ?, ?)", rows)
        # A part lies where the page of its whole lies, also where that was moved apart.
        base.execute(
            "UPDATE home SET path = (SELECT whole.path FROM home whole WHERE whole.iri = home.page)"
            " WHERE iri <> page AND page IN (SELECT iri FROM home)"
        )
        base.commit()

    def home(self, node: NamedNode) -> Home | None:
        """The home of a resource, or None if nothing is told of it here."""
        self._index.reads.note(Read.HOME, node.value)
        if node.value not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[node.value] = self._read(node.value)
        return self._known[node.value]

    def pages(self) -> Iterator[tuple[NamedNode, str]]:
        """Each resource that has a page, with its path, sorted by IRI."""
        self._index.reads.note(Read.PAGES)
        for iri, path in self._index.sql.execute(
            "SELECT iri, path FROM home WHERE iri = page ORDER BY iri"
        ):
            yield NamedNode(iri), path

    def parts(self, page: NamedNode) -> list[NamedNode]:
        """The resources that are told on the page of another, sorted."""
        self._index.reads.note(Read.PARTS, page.value)
        found = self._index.sql.execute(
            "SELECT iri FROM home WHERE page = ? AND iri <> page ORDER BY iri", (page.value,)
        )
        return [NamedNode(iri) for (iri,) in found]

    def _read(self, iri: str) -> Home | None:
        found = self._index.sql.execute(
            "SELECT path, anchor, page FROM home WHERE iri = ?", (iri,)
        ).fetchone()
        if found is None:
            return None
        path, anchor, page = found
        return Home(path, "" if page == iri else anchor, NamedNode(page))

    def _page(self, iri: str, graph: str, origin: Origin) -> str:
        """The resource on whose page an IRI is told; "" if on none."""
        if origin is Origin.ONTOLOGY:
            return iri if iri in self._own else ""
        document, fragment = split_iri(iri)
        if fragment and not ("#" in self._space and iri.startswith(self._space)):
            return document if self._described(document) else iri
        if iri in self._records or self._labels.all(NamedNode(iri)):
            return iri
        return graph if graph != iri and self._described(graph) else iri

    def _described(self, iri: str) -> bool:
        found = self._index.sql.execute(
            "SELECT 1 FROM quad WHERE s = ? AND origin < 2 LIMIT 1", (f"<{iri}>",)
        )
        return found.fetchone() is not None

    def _path(self, iri: str) -> str:
        if iri in self._own:
            return term_path(iri)
        if iri == self._dataset:
            return "dataset"
        return resource_path(iri, self._space)


def _apart(path: str, iri: str, taken: set[str]) -> str:
    """The path, or one with a digest where a file system without case would confuse two."""
    while path.lower() in taken:
        path = f"{path}-{digest(iri)}"
    taken.add(path.lower())
    return path
