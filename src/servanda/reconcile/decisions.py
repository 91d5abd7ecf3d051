"""The files of mappings of a workspace: what was decided, what waits, and how rows move.

Decided rows stand in `data/mappings/`, candidates in `data/mappings/review/`, each in files named
by what they lead to. A row of a candidate is decided once it has a `reviewer_id`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.errors import InputError
from servanda.mappings import FOLDER, REVIEW, SUFFIX, MappingSet, read_mappings, write_mappings
from servanda.mappings import Mapping as Row
from servanda.vocab import DCTERMS, WD
from servanda.workspace import Workspace

__all__ = ["TOOL", "Tables", "is_decided", "namespace", "read_tables", "settled", "write_tables"]

TOOL: Final = "servanda reconcile"
_REVIEWER: Final = "reviewer_id"


@dataclass(frozen=True, slots=True)
class Tables:
    """All sets of a workspace by name, such as `wikidata`: decided, and waiting for a person."""

    decided: Mapping[str, MappingSet]
    waiting: Mapping[str, MappingSet]

    @property
    def known(self) -> frozenset[tuple[str, str]]:
        """The pairs that any row is about, accepted, rejected or waiting."""
        sets = (*self.decided.values(), *self.waiting.values())
        return frozenset((row.subject.value, row.object.value) for s in sets for row in s.mappings)

    @property
    def rejected(self) -> frozenset[tuple[str, str]]:
        """The pairs that a decided row rejects."""
        return frozenset(
            (row.subject.value, row.object.value)
            for each in self.decided.values()
            for row in each.rejected
        )

    @property
    def linked(self) -> frozenset[tuple[str, str]]:
        """Each resource with an accepted link, and the namespace to which it leads."""
        return frozenset(
            (row.subject.value, namespace(row.object.value))
            for each in self.decided.values()
            for row in each.accepted
        )

    @property
    def doubtful(self) -> frozenset[tuple[str, str]]:
        """Each resource about which a person is to decide, and the namespace that it is about."""
        return frozenset(
            (row.subject.value, namespace(row.object.value))
            for each in self.waiting.values()
            for row in each.mappings
        )


def namespace(iri: str) -> str:
    """An IRI up to its last `/` or `#`, a slash at the end not counted."""
    bare = iri.rstrip("/")
    return bare[: max(bare.rfind("/"), bare.rfind("#")) + 1]


def is_decided(row: Row) -> bool:
    """Whether a person has decided on a candidate."""
    return _REVIEWER in row.slots


def read_tables(root: Path) -> Tables:
    """Read both folders. Raises InputError for the first faulty file."""
    return Tables(_read(root, FOLDER), _read(root, REVIEW))


def _read(root: Path, folder: str) -> dict[str, MappingSet]:
    return {
        path.name.removesuffix(SUFFIX): read_mappings(path, name=f"{folder}/{path.name}")
        for path in sorted((root / folder).glob(f"*{SUFFIX}"))
    }


def settled(workspace: Workspace, tables: Tables) -> tuple[Tables, int]:
    """The tables with decided candidates moved to where decisions stand, and how many moved.

    Other candidates of ours for a resource that now has its link go. Raises InputError where a
    decision contradicts one that stands already.
    """
    moved = 0
    for name, each in tables.waiting.items():
        rows = [row for row in each.mappings if is_decided(row)]
        if rows:
            _check(each, rows, tables)
            kept = [row for row in each.mappings if not is_decided(row)]
            tables = with_rows(workspace, tables, name, decided=rows)
            done = {(row.subject, namespace(row.object.value)) for row in rows if not row.negated}
            left = tuple(
                row
                for row in kept
                if row.slots.get("mapping_tool") != TOOL
                or (row.subject, namespace(row.object.value)) not in done
            )
            waiting = {**tables.waiting, name: replace(each, mappings=left)}
            tables = replace(tables, waiting=waiting)
            moved += len(rows)
    return tables, moved


def _check(waiting: MappingSet, rows: Sequence[Row], tables: Tables) -> None:
    for row in rows:
        for each in tables.decided.values():
            for other in each.mappings:
                same = (other.subject, other.predicate, other.object) == (
                    row.subject,
                    row.predicate,
                    row.object,
                )
                if same and other.negated != row.negated:
                    raise InputError(
                        f"the decision contradicts {each.name}:{other.line}",
                        path=waiting.name,
                        line=row.line,
                        hint="Keep one of the two rows",
                    )


def with_rows(
    workspace: Workspace,
    tables: Tables,
    name: str,
    *,
    decided: Iterable[Row] = (),
    waiting: Iterable[Row] = (),
) -> Tables:
    """The tables with more rows in the sets called `name`, which are made where they are missing.

    A row that says what one there says already is not added.
    """
    found = {FOLDER: dict(tables.decided), REVIEW: dict(tables.waiting)}
    for folder, rows in ((FOLDER, list(decided)), (REVIEW, list(waiting))):
        if rows:
            old = found[folder].get(name) or _new(workspace, tables, folder, name)
            said = {(r.subject, r.predicate, r.object, r.negated) for r in old.mappings}
            new = [r for r in rows if (r.subject, r.predicate, r.object, r.negated) not in said]
            other = found[REVIEW].get(name)
            borrowed = _used(other.prefixes if other else {}, new)
            prefixes = _prefixes(workspace, name, new, {**borrowed, **old.prefixes})
            found[folder][name] = replace(
                old, mappings=(*old.mappings, *new), prefixes=dict(sorted(prefixes.items()))
            )
    return Tables(found[FOLDER], found[REVIEW])


def _new(workspace: Workspace, tables: Tables, folder: str, name: str) -> MappingSet:
    base = next(
        (each.iri.value.removesuffix(key) for key, each in sorted(tables.decided.items())),
        f"{namespace(workspace.iri.value)}mappings/",
    )
    inner = "review/" if folder == REVIEW else ""
    title = f"Candidates for links to {name}" if inner else f"Links to {name}"
    slots: dict[str, object] = {"mapping_set_title": title}
    for quad in workspace.description.quads:
        if quad.subject == workspace.iri and quad.predicate == DCTERMS.license:
            slots["license"] = getattr(quad.object, "value", "")
    path = workspace.root / folder / f"{name}{SUFFIX}"
    iri = NamedNode(f"{base}{inner}{name}")
    return MappingSet(path, f"{folder}/{path.name}", iri, {}, slots, ())


def _used(prefixes: Mapping[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """The prefixes that some value of the rows begins with."""
    values = {
        value
        for row in rows
        for text in (row.subject.value, row.object.value, *row.slots.values())
        for value in text.split("|")
    }
    return {
        key: base
        for key, base in prefixes.items()
        if any(value.startswith(base) for value in values)
    }


def _prefixes(
    workspace: Workspace, name: str, rows: Iterable[Row], known: Mapping[str, str]
) -> dict[str, str]:
    """The prefixes of a set with those that its new rows need; none is given another meaning."""
    found = dict(known)
    for row in rows:
        for iri in (row.subject.value, row.object.value):
            base = namespace(iri)
            if base in found.values():
                continue
            own = base.startswith(workspace.uri_space)
            word = base.rstrip("/#").rpartition("/")[2] if own else name
            word = "wd" if base == WD.base else "".join(filter(str.isalnum, word.lower()))
            if word and not word[0].isdigit():
                found.setdefault(word, base)
    return found


def write_tables(old: Tables, new: Tables) -> list[Path]:
    """Write the sets that changed, each in one rename; the paths that were written."""
    written: list[Path] = []
    for before, after in ((old.decided, new.decided), (old.waiting, new.waiting)):
        for name, each in sorted(after.items()):
            if before.get(name) != each:
                _write(each.path, write_mappings(each))
                written.append(each.path)
    return written


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text)
    temporary = Path(name)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
    temporary.replace(path)
