"""Which resource a row is about: the one of the same key before, else one by its template.

Where rows are not kept, the template alone decides, and two rows may be about one resource.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from servanda.tables.forward import Lens
from servanda.tables.grid import Grid, Row
from servanda.tables.rows import Rows
from servanda.tables.templates import variables

__all__ = ["Identities"]

Key = tuple[str, ...]


@dataclass(slots=True)
class Identities:
    """The subjects of a table's rows by key; two keys never share a subject."""

    lens: Lens
    _known: dict[Key, NamedNode] = field(default_factory=dict)
    _owners: dict[NamedNode, Key] = field(default_factory=dict)
    _seen: dict[Key, int] = field(default_factory=dict)
    _times: Counter[Key] = field(default_factory=Counter)

    @classmethod
    def of(cls, lens: Lens, rows: Rows) -> Identities:
        """What earlier imports of the table gave to its rows."""
        found = cls(lens)
        times: Counter[Key] = Counter()
        for node in rows.nodes:
            key = found._key(rows.cells[node], _number(rows.subjects[node]))
            times[key] += 1
            found._own((*key, str(times[key])), rows.subjects[node])
        return found

    def subject(self, grid: Grid, row: Row, cells: Mapping[str, str]) -> NamedNode:
        """What a row is about.

        Raises InputError if a column that must be filled is empty, or if two rows have one key;
        where rows are not kept, if two keys give one IRI.
        """
        cells = self.lens.description.meant(cells)
        self._check(grid, row, cells)
        plain = self._key(cells, row.number)
        if not self.lens.description.keeps_rows:
            return self._by_template(grid, row, cells, plain)
        self._times[plain] += 1
        key = (*plain, str(self._times[plain]))
        known = self._known.get(key)
        if known is None:
            known = self.lens.nodes.free(self._fresh(cells, row.number), self._taken)
            self._own(key, known)
        return known

    def _by_template(self, grid: Grid, row: Row, cells: Mapping[str, str], key: Key) -> NamedNode:
        subject = self._fresh(cells, row.number)
        owner = self._owners.setdefault(subject, key)
        if owner != key:
            name = next(iter(variables(self.lens.description.about)), "")
            at = grid.columns.index(name) if name in grid.columns else 0
            said = " and ".join(repr(" ".join(each)) for each in (owner, key))
            message = f"{said} give one IRI: {subject.value}"
            raise grid.error(message, row, at, hint="Keep rows, or mend one of the two")
        return subject

    def _own(self, key: Key, subject: NamedNode) -> None:
        self._known[key] = subject
        self._owners[subject] = key

    def _taken(self, iri: NamedNode) -> bool:
        return iri in self._owners

    def _key(self, cells: Mapping[str, str], number: int) -> Key:
        description = self.lens.description
        if description.key:
            return tuple(cells.get(name, "").strip() for name in description.key)
        if description.pair:
            return tuple(sorted(cells.get(name, "").strip() for name in description.pair))
        names = variables(description.about)
        return tuple(str(number) if name == "_row" else cells.get(name, "") for name in names)

    def _fresh(self, cells: Mapping[str, str], number: int) -> NamedNode:
        """The IRI by the template; a name in its record's part may be an identifier."""
        nodes, about = self.lens.nodes, self.lens.description.about
        record, mark, _ = about.partition("#")
        named = variables(record)
        if mark and len(named) == 1:
            prefix = nodes.prefix(record)
            text, resolver = cells.get(named[0], "").strip(), self.lens.resolver
            found = resolver.identified(text, prefix) or resolver.slugged(text, prefix)
            if len(found) == 1:
                cells = {**cells, named[0]: found[0].value.removeprefix(prefix)}
        return nodes.subject(cells, number)

    def _check(self, grid: Grid, row: Row, cells: Mapping[str, str]) -> None:
        description = self.lens.description
        for column in description.columns:
            needed = column.required or column.name in description.key
            if needed and not cells.get(column.name, "").strip():
                at = grid.columns.index(column.name)
                raise grid.error("the cell must be filled", row, at, hint="Fill it")
        key = tuple(cells.get(name, "").strip() for name in description.key)
        if key:
            first = self._seen.setdefault(key, row.line)
            if first != row.line:
                at = grid.columns.index(description.key[0])
                message = f"{' '.join(key)!r} stands in line {first} too"
                raise grid.error(message, row, at, hint="Give each row a key of its own")


def _number(subject: NamedNode) -> int:
    """The number of a row that its subject ends in; 0 if in none."""
    digits = subject.value.rsplit("-", 1)[-1]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
