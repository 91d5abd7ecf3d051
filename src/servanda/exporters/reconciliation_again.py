"""Entities and names made from those of the release before: only what may differ is made anew."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, RdfFormat

from servanda.exporters.halving import Frame, of_subject, spliced
from servanda.reconcile.service import Entity, entity_json, name_rows
from servanda.reconcile.service_entities import Outline, outline
from servanda.serialize.sorted_lines import StaleError, mapped
from servanda.vocab import ADMS, SKOS

__all__ = ["ENTITIES", "ENTITY_LINES", "NAMES", "NAME_ROWS", "Again", "entity_line", "names_of"]

ENTITIES, NAMES = "entities.json", "names.csv"
_COLUMNS: Final = ("key", "name", "id", "languages", "kind", "types", "page")
_HEAD: Final = ",".join(_COLUMNS).encode() + b"\r\n"
# How the lines of each file begin, and with what they and the last of them end.
ENTITY_LINES: Final = Frame(b"[\n", b",\n", b"\n", b"]\n")
NAME_ROWS: Final = Frame(_HEAD, b"\r\n", b"\r\n", b"")
_AGENCY: Final = str(ADMS.schemaAgency)
_IDENTIFIES: Final = (_AGENCY, str(SKOS.notation))
_MOST: Final = 8  # identifiers for which all statements are searched


def _rows(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()[:-2]


Make = Callable[[Iterable[Quad], Outline], Iterator[Entity]]
"""The entities of statements about one subject, by what the outline says of others."""


@dataclass(frozen=True, slots=True)
class Again:
    """What changed between two dumps, and how the entities of a subject are made.

    `before` and `after` are their sorted N-Quads; `subjects`, as they are spelled, those of all
    graphs with another text. `space` is the start of the IRIs of entities.
    """

    before: Path
    after: Path
    subjects: Collection[bytes]
    space: str
    make: Make

    def write(self, old: Path, new: Path, types: Counter[str]) -> None:
        """Write the two files of the folder `old` to `new` as they are now.

        `types` counts the entities of each type in `old`, and then those in `new`. Raises
        StaleError or EOFError if it cannot be; then the files are to be written anew.
        """
        with (
            mapped(self.before) as before,
            mapped(self.after) as after,
            spliced(old / ENTITIES, new / ENTITIES, ENTITY_LINES) as lines,
            spliced(old / NAMES, new / NAMES, NAME_ROWS) as rows,
        ):
            for subject in sorted(each + b" " for each in self._touched(before, after)):
                made = list(self._made(after, subject[:-1]))
                old_lines = lines.replace(
                    subject, self._key_of_entity, [entity_line(entity) for entity in made]
                )
                rows.replace(subject, self._key_of_row, [names_of(entity) for entity in made])
                for line in old_lines:
                    types.subtract(json.loads(line.rstrip(b",\n")).get("types", ()))
                types.update(kind for entity in made for kind in entity.types)
        for kind in [kind for kind, number in types.items() if not number]:
            del types[kind]

    def _key_of_entity(self, line: bytes) -> bytes:
        iri: str = json.loads(line.rstrip(b",\n"))["iri"]
        return f"<{iri}> ".encode()

    def _key_of_row(self, row: bytes) -> bytes:
        (cells,) = csv.reader([row.decode()])
        return f"<{self.space}{cells[2]}> ".encode()

    def _touched(self, before: mmap | bytes, after: mmap | bytes) -> set[bytes]:
        """The subjects whose entity may differ: those of changed graphs, and who has them for ids.

        Whether a graph bears the IRI of what it describes shows in the entities of its subjects
        alone, and these are among `subjects` if it changes.
        """
        begin = f"<{self.space}".encode()
        touched = {subject for subject in self.subjects if subject.startswith(begin)}
        changed = [
            subject
            for subject in self.subjects
            if _identity(of_subject(before, subject)) != _identity(of_subject(after, subject))
        ]
        if len(changed) > _MOST:
            raise StaleError("identifiers")
        for subject in changed:
            touched.update(each for each in _pointing(after, subject) if each.startswith(begin))
        return touched

    def _made(self, after: mmap | bytes, subject: bytes) -> Iterator[Entity]:
        told = of_subject(after, subject)
        if not told:
            return
        quads = list(pyoxigraph.parse("".join(told), RdfFormat.N_QUADS))
        around = {str(term).encode() for quad in quads for term in (quad.object, quad.graph_name)}
        lines = [line for each in {subject, *around} for line in of_subject(after, each)]
        known = outline(pyoxigraph.parse("".join(lines), RdfFormat.N_QUADS))
        yield from self.make(quads, known)


def _identity(lines: Iterable[str]) -> list[str]:
    told = [line.rpartition(" <")[0] for line in lines if line.split(" ", 2)[1] in _IDENTIFIES]
    return sorted(told) if any(line.split(" ", 2)[1] == _AGENCY for line in told) else []


def _pointing(quads: mmap | bytes, node: bytes) -> Iterator[bytes]:
    """The subjects of all statements with a node as object."""
    wanted, place = b" " + node + b" <", 0
    while (found := quads.find(wanted, place)) >= 0:
        start = quads.rfind(b"\n", 0, found) + 1
        yield quads[start:found].split(b" ", 1)[0]
        place = quads.find(b"\n", found)


def entity_line(entity: Entity) -> bytes:
    """An entity as a line of JSON, without its end."""
    return json.dumps(entity_json(entity), ensure_ascii=False).encode()


def names_of(entity: Entity) -> bytes:
    """The rows of an entity in the table of names, the last without its end; it has a name."""
    return _rows(name_rows(entity))
