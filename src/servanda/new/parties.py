"""The parties that a workspace knows, found by the name of their record or by their own name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from anyascii import anyascii
from pyoxigraph import Literal, NamedNode

from servanda.errors import UsageError
from servanda.vocab import SKOS
from servanda.workspace import Workspace

__all__ = ["KIND", "Parties", "read_parties", "slug_of"]

KIND = "party"  # the folder of data/ that holds the records of parties


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties in `data/party`, by slug and by every name they have."""

    slugs: Mapping[str, NamedNode]
    names: Mapping[str, frozenset[str]]

    def find(self, text: str) -> NamedNode | None:
        """The party of that slug or name; None if there is none.

        Case and spaces do not matter. Raises UsageError if several parties have the name.
        """
        if text in self.slugs:
            return self.slugs[text]
        found = sorted(self.names.get(_folded(text), ()))
        if len(found) > 1:
            raise UsageError(
                f"several parties are called {text!r}", hint=f"Give one of: {', '.join(found)}"
            )
        return self.slugs[found[0]] if found else None


def read_parties(workspace: Workspace) -> Parties:
    """Read the records of all parties."""
    slugs: dict[str, NamedNode] = {}
    names: dict[str, set[str]] = defaultdict(set)
    folder = workspace.root / "data" / KIND
    for path in workspace.records:
        if path.parent != folder:
            continue
        iri = slugs[path.stem] = workspace.record_iri(path)
        for quad in workspace.record(path).quads:
            named = quad.predicate in (SKOS.prefLabel, SKOS.altLabel)
            if quad.subject == iri and named and isinstance(quad.object, Literal):
                names[_folded(quad.object.value)].add(path.stem)
    return Parties(slugs, {name: frozenset(found) for name, found in names.items()})


def slug_of(name: str) -> str:
    """A name in any script as lower-case letters and digits with hyphens; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
