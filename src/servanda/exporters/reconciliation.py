"""The reconciliation service as files: manifests, entities, and a table of names to load today."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat

from servanda.catalog import Head
from servanda.exporters.again import Kept, keep, kept
from servanda.exporters.base import Source
from servanda.exporters.reconciliation_again import (
    ENTITIES,
    ENTITY_LINES,
    NAME_ROWS,
    NAMES,
    Again,
    Make,
    entity_line,
    names_of,
)
from servanda.reconcile.service import (
    Entity,
    Service,
    Type,
    manifest,
    manifest_draft,
)
from servanda.reconcile.service_entities import entities, outline
from servanda.serialize.copies import growing
from servanda.serialize.sorted_lines import StaleError
from servanda.site.read.paths import resource_path
from servanda.vocab import ADMS, DCTERMS, LABELS, RDFS, SKOS

__all__ = ["reconciliation"]

_NAMES: Final = frozenset(map(str, LABELS))
_OUTLINED: Final = _NAMES | {str(ADMS.schemaAgency), str(SKOS.notation)}
_AT_ONCE: Final = 10_000  # lines that are parsed together


def reconciliation(source: Source, folder: Path) -> None:
    """Write `reconciliation/` with two manifests, `entities.json` and `names.csv`.

    `manifest.json` is of version 0.2 of the Reconciliation Service API, `manifest-1.0.json` of the
    draft of 1.0. `entities.json` is an array with one entity on each line, so that it can be read
    line by line; `names.csv` is UTF-8 as in RFC 4180, one row for each name.
    """
    out = folder / "reconciliation"
    out.mkdir()
    again = kept(source, "reconciliation", out.name)
    types = None if again is None else _spliced(source, out, again)
    if types is None:
        types = _written(source, out)
    files = [out / ENTITIES, out / NAMES]
    keep(source, "reconciliation", files, dict(sorted(types.items())))
    service = _service(source, set(types))
    _write(manifest(service), out / "manifest.json")
    _write(manifest_draft(service), out / "manifest-1.0.json")


def _written(source: Source, out: Path) -> Counter[str]:
    """Write entities and names from all statements; how many entities each type has."""
    types: Counter[str] = Counter()
    lines, rows = ENTITY_LINES, NAME_ROWS
    with growing(out / ENTITIES) as entities, growing(out / NAMES) as names:
        names.write(rows.head)
        before = lines.head
        for entity in _entities(source):
            types.update(entity.types)
            entities.write(before + entity_line(entity))
            names.write(names_of(entity) + rows.last)
            before = lines.between
        entities.write(lines.last + lines.tail if before == lines.between else b"[]\n")
    return types


def _spliced(source: Source, out: Path, again: Kept) -> Counter[str] | None:
    """Write them from those of the release before; None if nothing came of it."""
    if source.before is None:
        return None
    types = Counter({str(kind): int(number) for kind, number in again.told.items()})
    change = Again(
        source.before / "dump" / "dataset.nq",
        source.outcome.stated,
        source.since.subjects,
        source.workspace.uri_space,
        _maker(source),
    )
    try:
        change.write(source.before / out.name, out, types)
    except (StaleError, EOFError):
        return None
    return types


def _write(content: Mapping[str, Any], path: Path) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _head(source: Source) -> Head:
    described = tuple(quad.triple for quad in source.reference.description)
    return Head(source.workspace.iri, described)


def _entities(source: Source) -> Iterator[Entity]:
    stated = source.outcome.stated
    known = outline(_parsed(_lines(stated, _OUTLINED)))
    return _maker(source)(_parsed(_of_the_named(stated)), known)


def _maker(source: Source) -> Make:
    """How entities are made of statements."""
    space, address = source.workspace.uri_space, _head(source).address
    direct = _direct(source)
    return partial(
        entities,
        space=space,
        broader={iri: _all_broader(iri, direct) for iri in direct},
        page=lambda iri: f"{address}en/{resource_path(iri, space)}.html",
    )


def _lines(path: Path, predicates: Collection[str]) -> Iterator[str]:
    """The lines of an N-Quads file with one of these predicates."""
    with path.open(encoding="utf-8", newline="\n") as opened:
        for line in opened:
            if line.split(" ", 2)[1] in predicates:
                yield line


def _of_the_named(path: Path) -> Iterator[str]:
    """The lines of a sorted N-Quads file about what has a name; all others are no entities."""
    with path.open(encoding="utf-8", newline="\n") as opened:
        for _, lines in groupby(opened, key=lambda line: line.partition(" ")[0]):
            told = list(lines)
            if any(line.split(" ", 2)[1] in _NAMES for line in told):
                yield from told


def _parsed(lines: Iterator[str]) -> Iterator[Quad]:
    while some := list(islice(lines, _AT_ONCE)):
        yield from pyoxigraph.parse("".join(some), RdfFormat.N_QUADS)


def _direct(source: Source) -> dict[str, set[str]]:
    """The direct superclasses of each class, as the ontology states them."""
    found: dict[str, set[str]] = {}
    for triple in source.reference.ontology:
        below, above = triple.subject, triple.object
        if triple.predicate != RDFS.subClassOf:
            continue
        if isinstance(below, NamedNode) and isinstance(above, NamedNode):
            found.setdefault(below.value, set()).add(above.value)
    return found


def _all_broader(iri: str, direct: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        new = direct.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found - {iri}


def _service(source: Source, used: set[str]) -> Service:
    workspace, head = source.workspace, _head(source)
    labels: dict[str, dict[str, str]] = {}
    for triple in sorted(source.reference.ontology, key=str, reverse=True):
        if triple.predicate == RDFS.label and isinstance(triple.subject, NamedNode):
            told = triple.object
            if isinstance(told, Literal):
                labels.setdefault(triple.subject.value, {})[told.language or ""] = told.value
    direct = _direct(source)
    types = tuple(
        Type(iri, _named(labels[iri]), tuple(sorted(direct.get(iri, ()))))
        for iri in sorted(used & labels.keys())
    )
    schemas = [each.value for each in head.values(DCTERMS.conformsTo)]
    return Service(
        name=_title(head) or workspace.iri.value,
        space=workspace.uri_space,
        schema=(schemas or sorted(source.reference.terms.namespaces) or [workspace.iri.value])[0],
        address=head.address,
        version=workspace.version,
        types=types,
    )


def _named(texts: Mapping[str, str]) -> str:
    """The name in English, as the manifest has one only; else the first by language."""
    return texts.get("en") or texts[min(texts)]


def _title(head: Head) -> str:
    titles = {
        v.language or "": v.value for v in head.values(DCTERMS.title) if isinstance(v, Literal)
    }
    return _named(titles) if titles else ""
