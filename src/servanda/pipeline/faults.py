"""What is wrong with records by themselves and together, as errors with file and line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.errors import InputError
from servanda.mappings import contradictory
from servanda.mappings import dangling as dangling_mappings
from servanda.parse import Document
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.links import dangling, doubled
from servanda.pipeline.notes import claims, faulty, near, suspect, suspects
from servanda.pipeline.read import faults_of
from servanda.records import claimed_twice, dangling_link

__all__ = ["record_errors", "reference_claims"]

_WELL: Final = "reference well"  # under this it is noted which basis has no faults
_NEAR: Final = 20_000  # IRIs among which a similar one is sought


def reference_claims(kit: Kit) -> dict[str, Document]:
    """What description and concept schemes describe, each with its first file."""
    workspace = kit.workspace
    claims: dict[str, Document] = {}
    for document in (workspace.description, *map(workspace.scheme, workspace.schemes)):
        for quad in document.quads:
            if isinstance(quad.subject, NamedNode):
                claims.setdefault(quad.subject.value, document)
    return claims


def record_errors(kit: Kit, ledger: Ledger) -> Iterator[InputError]:
    """All that is wrong with the records of the ledger, file by file, then link by link.

    Looked at are the records that are noted as faulty or as suspects; those that prove well are
    suspected no more.
    """
    workspace = kit.workspace
    if ledger.told(_WELL) != kit.basis:
        odd_reference = list(_reference(kit))
        yield from odd_reference
        ledger.tell(_WELL, "" if odd_reference else kit.basis)
    looked = suspects(ledger)
    twice = doubled(ledger, looked)
    odd = faulty(ledger)
    for path, number in sorted({*odd, *((path, number) for path, number, *_ in twice)}):
        if (path, number) in odd:
            yield from faults_of(kit, workspace.root / path)
        for _, second, iri, first in twice:
            if second == number:
                yield _twice(kit, path, iri, first)
    nowhere = dangling(ledger, looked)
    for path, _, iris in nowhere:
        document = workspace.record(workspace.root / path)
        for iri in iris:
            yield dangling_link(document, iri, near(ledger, iri, _NEAR))
    suspect(ledger, {*(row[1] for row in twice), *(row[1] for row in nowhere)})
    yield from _mappings(kit, ledger)


def _reference(kit: Kit) -> Iterator[InputError]:
    described = reference_claims(kit)
    workspace = kit.workspace
    for document in map(workspace.scheme, workspace.schemes):
        for iri in sorted(_subjects(document)):
            if described[iri].path != document.path:
                yield claimed_twice(document, iri, described[iri].name)


def _subjects(document: Document) -> set[str]:
    return {q.subject.value for q in document.quads if isinstance(q.subject, NamedNode)}


def _twice(kit: Kit, path: str, iri: str, first: str) -> InputError:
    workspace = kit.workspace
    if not first:
        first = reference_claims(kit)[iri].name
    return claimed_twice(workspace.record(workspace.root / path), iri, first)


def _mappings(kit: Kit, ledger: Ledger) -> Iterator[InputError]:
    links = kit.workspace.links
    if links is None or not links.sets:
        return
    yield from contradictory(links)
    owners = _Claimed(ledger)
    yield from dangling_mappings(links, owners)


class _Claimed(dict[str, Path]):
    """What is described, looked up in the ledger one by one; listed only for an error."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self._ledger: Final = ledger

    def __contains__(self, iri: object) -> bool:
        return claims(self._ledger, str(iri))

    def __iter__(self) -> Iterator[str]:
        return iter(near(self._ledger, "", _NEAR))
