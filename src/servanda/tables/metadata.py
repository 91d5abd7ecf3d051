"""The description of a table: W3C Metadata Vocabulary for Tabular Data, with few annotations.

Of the vocabulary: `url`, `dialect`, `tableSchema` with `aboutUrl`, `primaryKey` and `columns`, and
of columns `name`, `titles`, `aboutUrl`, `propertyUrl`, `valueUrl`, `datatype`, `lang`, `separator`,
`required`, `default`, `virtual`. Relative templates stand for IRIs below the `void:uriSpace` of
the workspace.

The annotations, below `TABLE`: `reads` (how a text becomes a term), `scheme` (the text is a word
for a concept), `through` (the concept's value of that property is meant), `refersTo` (the text
names a record), `from` (a virtual column takes the text of another), `langFrom` (the column that
gives the language), `items` (fields inside each item of a list), `when` and `unless` (columns that
must be filled, or all be empty), `records` (what a record looks like that is made for a name),
`sorted` (two columns whose order has no meaning), `rows` (whether rows are kept as imported).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servanda.tables.dialect import read_dialect
from servanda.tables.grid import Dialect
from servanda.tables.notation import Notation, read_notation
from servanda.vocab import RDF, XSD

__all__ = ["Column", "Description", "Field", "Record", "Reference", "read_description"]


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
    """A column of the file: its title, its own statement if any, and how its cells are cut."""

    name: str
    title: str
    field: Field | None
    separator: str = ""
    item_separator: str = ""
    items: tuple[Field, ...] = ()
    parts: tuple[str, ...] = ()
    required: bool = False


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
        """What the table is called: its `url` without folder and suffix."""
        return Path(self.url).stem

    @property
    def types(self) -> frozenset[str]:
        """The classes that every described resource has, in the form of N-Triples."""
        return frozenset(
            f"<{each.value}>"
            for each in self.fields
            if each.about == self.about and each.property == RDF.type.value and each.value
        )


def read_description(path: Path) -> Description:
    """Read and check the description of one table.

    Raises InputError with file and line for broken JSON, an unknown key, a column without a name
    and a reference to a column or record that is not described.
    """
    notation = read_notation(path)
    schema = notation.object(notation.content, "tableSchema")
    about = notation.text(schema, "aboutUrl")
    said = notation.objects(schema, "columns")
    description = Description(
        path=path,
        url=notation.text(notation.content, "url"),
        about=about,
        columns=tuple(_column(notation, s, about) for s in said if not _is_virtual(s)),
        fields=tuple(_field(notation, s, about) for s in said if _is_virtual(s)),
        records=_records(notation),
        key=notation.texts(schema, "primaryKey"),
        dialect=read_dialect(notation),
        pair=notation.texts(notation.content, "sorted", own=True),
        keeps_rows=notation.own(notation.content, "rows", default=True) is True,
        titles=notation.languages("dcterms:title"),
        notes=notation.languages("dcterms:description"),
    )
    notation.check(description)
    return description


def _is_virtual(said: Mapping[str, object]) -> bool:
    return said.get("virtual") is True


def _records(notation: Notation) -> dict[str, Record]:
    found = {}
    for kind, said in notation.mapping(notation.content, "records").items():
        about = notation.text(said, "aboutUrl")
        fields = (_field(notation, each, about) for each in notation.objects(said, "columns"))
        found[kind] = Record(kind, about, tuple(fields))
    return found


def _column(notation: Notation, said: Mapping[str, object], about: str) -> Column:
    name = notation.text(said, "name")
    items = notation.own_object(said, "items")
    inner = notation.objects(items, "columns") if items else []
    first = notation.texts(said, "titles")
    parts = tuple(notation.text(each, "name") for each in inner if not _is_virtual(each))
    own = None if items or "propertyUrl" not in said else _field(notation, said, about)
    return Column(
        name=name,
        title=first[0] if first else name,
        field=own,
        separator=notation.text(said, "separator", optional=True),
        item_separator=notation.text(items, "separator", optional=True),
        items=tuple(_field(notation, each, about) for each in inner),
        parts=parts,
        required=said.get("required") is True,
    )


def _field(notation: Notation, said: Mapping[str, object], about: str) -> Field:
    name = notation.text(said, "name", optional=True)
    own = "" if _is_virtual(said) else name
    reads, datatype = notation.reading(said)
    return Field(
        name=name,
        about=notation.text(said, "aboutUrl", optional=True) or about,
        property=notation.iri(notation.text(said, "propertyUrl")),
        source=notation.text(said, "from", optional=True, own=True) or own,
        value=notation.iri(notation.text(said, "valueUrl", optional=True)),
        default=notation.text(said, "default", optional=True),
        reads=reads,
        datatype=datatype,
        language=notation.text(said, "lang", optional=True),
        language_from=notation.text(said, "langFrom", optional=True, own=True),
        scheme=notation.text(said, "scheme", optional=True, own=True),
        through=notation.iri(notation.text(said, "through", optional=True, own=True)),
        reference=_reference(notation, said),
        when=notation.texts(said, "when", own=True),
        unless=notation.texts(said, "unless", own=True),
    )


def _reference(notation: Notation, said: Mapping[str, object]) -> Reference | None:
    value = notation.own_object(said, "refersTo")
    if not value:
        return None
    return Reference(
        kinds=notation.texts(value, "record"),
        values={
            key: notation.text(value, key)
            for key in value
            if key not in ("record", "withinRow", "create", "distinct")
        },
        within_row=value.get("withinRow") is True,
        create=value.get("create") is not False,
        distinct=value.get("distinct") is True,
    )
