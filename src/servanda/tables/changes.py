"""What an import changes in the files of records: triples that go, triples that come."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from servanda.errors import InputError
from servanda.fmt import comments
from servanda.parse import Document
from servanda.serialize.turtle import canonical_triples, turtle
from servanda.tables.resolve import Statement
from servanda.tables.templates import home
from servanda.vocab import PREFIXES
from servanda.workspace import Workspace

__all__ = ["Changes", "Delta", "write_changes"]


@dataclass(frozen=True, slots=True)
class Changes:
    """The new texts of files, and the files that have nothing left to say."""

    texts: Mapping[Path, str]
    created: frozenset[Path]
    gone: tuple[Path, ...] = ()


@dataclass(slots=True)
class Delta:
    """Statements to remove and to add; of `single` ones a new value takes the old one's place.

    `kept` are the subjects of rows that are gone from the table and keep what they said.
    """

    removed: set[Statement] = field(default_factory=set)
    added: set[Statement] = field(default_factory=set)
    single: set[tuple[NamedNode, NamedNode]] = field(default_factory=set)
    kept: set[NamedNode] = field(default_factory=set)

    def changes(self, workspace: Workspace, prefixes: Mapping[str, str]) -> Changes:
        """The files that these statements change, in canonical form; comments are kept."""
        goes, comes = _by_record(self.removed), _by_record(self.added)
        paths = {workspace.record_iri(path).value: path for path in workspace.records}
        texts: dict[Path, str] = {}
        created: set[Path] = set()
        gone: list[Path] = []
        for iri in sorted({*goes, *comes}):
            path = paths.get(iri) or _new_path(workspace, iri)
            document = workspace.record(path) if iri in paths else None
            before = set(document.triples) if document else set()
            after = self._after(before, goes.get(iri, set()), comes.get(iri, set()))
            if after == before:
                continue
            if not after:
                gone.append(path)
                continue
            if path.suffix != ".ttl":
                raise InputError(
                    "an import cannot change a record in YAML",
                    path=path,
                    hint="Write this record as Turtle",
                )
            texts[path] = _text(iri, after, document, prefixes)
            if document is None:
                created.add(path)
        return Changes(texts, frozenset(created), tuple(gone))

    def _after(
        self, before: set[Triple], goes: set[Statement], comes: set[Statement]
    ) -> set[Triple]:
        added = {Triple(*statement) for statement in comes}
        removed = {Triple(*statement) for statement in goes}
        replaced = {(t.subject, t.predicate) for t in added} & self.single
        kept = {
            triple
            for triple in before - removed
            if (triple.subject, triple.predicate) not in replaced
        }
        return kept | added


def _by_record(statements: Iterable[Statement]) -> dict[str, set[Statement]]:
    found: dict[str, set[Statement]] = defaultdict(set)
    for statement in statements:
        found[home(statement[0].value)].add(statement)
    return found


def _new_path(workspace: Workspace, iri: str) -> Path:
    name = iri.removeprefix(workspace.uri_space)
    return workspace.root / "data" / f"{name}.ttl"


def _text(
    iri: str, triples: set[Triple], document: Document | None, prefixes: Mapping[str, str]
) -> str:
    own = {"": f"{iri}#"}
    declared = dict(document.prefixes) if document else {}
    said = _kept(comments(document), triples) if document else {}
    return turtle(
        canonical_triples(triples), {**PREFIXES, **prefixes, **declared, **own},
        comments=said, first=iri,
    )  # fmt: skip


def _kept(said: Mapping[str, list[str]], triples: Iterable[Triple]) -> dict[str, list[str]]:
    """The comments; those on a resource that is gone move to the end of the file."""
    here = {"", "END", *(str(triple.subject) for triple in triples)}
    lost = [line for owner, lines in said.items() if owner not in here for line in lines]
    kept = {owner: lines for owner, lines in said.items() if owner in here}
    return kept | ({"END": [*kept.get("END", []), *lost]} if lost else {})


def write_changes(changes: Changes) -> None:
    """Write all files or none, and remove those that have nothing left to say.

    Every text is on the disk before the first takes its place. Raises InputError where a file
    cannot be written; those that were replaced by then are put back.
    """
    waiting: dict[Path, Path] = {}
    done: list[tuple[Path, bytes | None]] = []
    path = Path()
    try:
        for path, text in sorted(changes.texts.items()):
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_name(f".{path.name}.{os.getpid()}")
            waiting[path].write_text(text, encoding="utf-8", newline="\n")
        for path in (*waiting, *changes.gone):
            before = path.read_bytes() if path.is_file() else None
            if path in waiting:
                waiting[path].replace(path)
            else:
                path.unlink(missing_ok=True)
            done.append((path, before))
    except OSError as error:
        _put_back(done)
        raise InputError((error.strerror or "cannot be written").lower(), path=path) from error
    finally:
        for temporary in waiting.values():
            temporary.unlink(missing_ok=True)


def _put_back(done: Iterable[tuple[Path, bytes | None]]) -> None:
    for path, before in done:
        if before is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(before)
