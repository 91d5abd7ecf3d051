"""What a description says of a table; docs/tables.md explains the language it is written in.

The language is the W3C Metadata Vocabulary for Tabular Data. Of it are read: `url`, `dialect`,
`tableSchema` with `aboutUrl`, `primaryKey` and `columns`, and of columns `name`, `titles`,
`aboutUrl`, `propertyUrl`, `valueUrl`, `datatype`, `lang`, `separator`, `null`, `default`,
`required`, `virtual`, `suppressOutput`. Relative templates stand for IRIs below the
`void:uriSpace` of the workspace.

The annotations, below `TABLE`: `reads` (how a text becomes a term), `scheme` (the text is a word
for a concept), `through` (the concept's value of that property is meant), `refersTo` (the text
names a record), `from` (a virtual column takes the text of another), `langFrom` (the column that
gives the language), `items` (fields inside each item of a list), `when` and `unless` (columns that
must be filled, or all be empty), `records` (what a record looks like that is made for a name),
`sorted` (two columns whose order has no meaning), `rows` (whether rows are kept as imported).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servanda.tables.grid import Dialect
from servanda.tables.templates import slug
from servanda.vocab import RDF, XSD

__all__ = ["Column", "Description", "Field", "Record", "Reference"]


@dataclass(frozen=True, slots=True)
class Reference:
    """The text names a record: the kinds to look among, and which column gives what of it.

    `within_row` looks only among those that other columns of the row have named, `create` makes a
    record for a new name, and `distinct` says that no two columns of a row mean the same record.
    """

    kinds: tuple[str, ...]
    values: Mapping[str, str]
    within_row: bool = False
    create: bool = True
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A statement that a text gives: about which node, by which property, read in which way."""

    name: str
    about: str
    property: str
    source: str = ""
    value: str = ""
    default: str = ""
    reads: str = "text"
    datatype: str = XSD.string.value
    language: str = ""
    language_from: str = ""
    scheme: str = ""
    through: str = ""
    reference: Reference | None = None
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its titles, its own statement if any, and how its cells are cut.

    `null` are the texts that mean that a cell, or an item of it, is empty.
    """

    name: str
    titles: tuple[str, ...]
    field: Field | None
    separator: str = ""
    item_separator: str = ""
    items: tuple[Field, ...] = ()
    parts: tuple[str, ...] = ()
    required: bool = False
    null: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What stands above the column when the table is written."""
        return self.titles[0] if self.titles else self.name


@dataclass(frozen=True, slots=True)
class Record:
    """What is written when a name stands for no record yet."""

    kind: str
    about: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """One described table; `fields` are its virtual columns."""

    path: Path
    url: str
    about: str
    columns: tuple[Column, ...]
    fields: tuple[Field, ...]
    records: Mapping[str, Record]
    key: tuple[str, ...] = ()
    dialect: Dialect = field(default_factory=Dialect)
    pair: tuple[str, ...] = ()
    keeps_rows: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the table is called: its `url` without folder and suffix, as a slug."""
        return slug(Path(self.url.partition("?")[0]).stem) or "table"

    @property
    def types(self) -> frozenset[str]:
        """The classes that every described resource has, in the form of N-Triples."""
        return frozenset(
            f"<{each.value}>"
            for each in self.fields
            if each.about == self.about
            and each.property == RDF.type.value
            and each.value
            and not (each.when or each.unless)
        )

    def meant(self, cells: Mapping[str, str]) -> dict[str, str]:
        """The cells of a row without the texts that mean that a cell is empty."""
        empty = {column.name: column.null for column in self.columns if column.null}
        return {
            name: "" if text.strip() in empty.get(name, ()) else text
            for name, text in cells.items()
        }

    def all_fields(self) -> Iterator[Field]:
        """Every field, wherever it stands."""
        for column in self.columns:
            yield from ([column.field] if column.field else [])
            yield from column.items
        yield from self.fields
        for record in self.records.values():
            yield from record.fields
