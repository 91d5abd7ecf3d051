"""The columns, fields and records of a description, from its JSON, with every fault named."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from servanda.tables.metadata import Column, Field, Record, Reference
from servanda.tables.notation import Notation, Said
from servanda.tables.templates import fault, is_absolute
from servanda.tables.values import READERS

__all__ = ["Reader", "is_virtual", "parts_of"]

_TAG: Final = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_FLAGS: Final = frozenset({"withinRow", "create", "distinct"})
_OF_ITEMS: Final = frozenset({"_item", "_key"})
_OF_PAIRS: Final = frozenset({"_first", "_second"})


def is_virtual(said: Said) -> bool:
    """Whether a column is none of the file."""
    return said.get("virtual") is True


def parts_of(notation: Notation, said: Said) -> list[Said]:
    """The columns of the items of a column that take parts of their texts."""
    items = notation.object(said, "items", "items", optional=True)
    inner = notation.columns(items) if items else []
    return [each for each in inner if not is_virtual(each)]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads columns and fields; `names` are those of columns, `more` other variables of a place."""

    notation: Notation
    base: str
    names: frozenset[str]
    more: frozenset[str] = frozenset()

    def about(self, said: Said, usual: str) -> str:
        """The template of what is described; it stands for records of the workspace."""
        if usual and "aboutUrl" not in said:
            return usual
        template = self.template(said, "aboutUrl")
        if is_absolute(template):
            message = f"aboutUrl {template!r} does not lie below the void:uriSpace"
            hint = "Write it without that beginning, as kind/{name}"
            raise self.notation.error(message, said, "aboutUrl", hint=hint)
        if not usual and "{" not in template:
            message = f"aboutUrl {template!r} has no variable, so all rows would be one"
            raise self.notation.error(message, said, "aboutUrl", hint="Add one, such as {id}")
        return template

    def template(self, said: Said, key: str) -> str:
        """A template of IRIs whose variables are known; relative ones stand below the base."""
        text = self.notation.iri(said, key)
        if self.base and text.startswith(self.base):
            text = text.removeprefix(self.base)
        known = self.names | self.more | {"_row"}
        known |= _OF_PAIRS if self.notation.get(self.notation.content, "sorted") else frozenset()
        if problem := fault(text, known):
            raise self.notation.error(f"{key} {text!r} {problem}", said, key)
        return text

    def columns_named(self, said: Said, key: str) -> tuple[str, ...]:
        """The names of columns that a key holds."""
        found = self.notation.texts(said, key)
        self._check(said, found)
        return found

    def _check(self, said: Said, names: Iterable[str]) -> None:
        for name in names:
            if name and name not in self.names | self.more:
                raise self.notation.error(f"no column is called {name!r}", said)

    def column(self, said: Said, about: str) -> Column:
        """A column of the file."""
        notation = self.notation
        items = notation.object(said, "items", "items", optional=True)
        if items and "propertyUrl" in said:
            message = "a column with items has no propertyUrl of its own"
            raise notation.error(message, said, "propertyUrl", hint="Give it to a column of items")
        parts = tuple(notation.text(each, "name") for each in parts_of(notation, said))
        inner = replace(self, more=_OF_ITEMS.union(parts))
        said_inside = notation.columns(items) if items else []
        own = self.fields(said, about) if "propertyUrl" in said else ()
        return Column(
            name=notation.text(said, "name"),
            titles=notation.texts(said, "titles"),
            field=own[0] if own else None,
            separator=notation.text(said, "separator", optional=True),
            item_separator=notation.text(items, "separator", optional=True),
            items=tuple(found for each in said_inside for found in inner.fields(each, about)),
            parts=parts,
            required=notation.flag(said, "required"),
            null=tuple(each for each in notation.texts(said, "null") if each),
        )

    def fields(self, said: Said, about: str) -> tuple[Field, ...]:
        """The statement of a column; none if its output is suppressed."""
        notation = self.notation
        if notation.flag(said, "suppressOutput"):
            return ()
        name = notation.text(said, "name", optional=True)
        source = notation.text(said, "from", optional=True)
        reads, datatype = notation.reading(said)
        found = Field(
            name=name,
            about=self.about(said, about),
            property=self._property(said),
            source=source or ("" if notation.flag(said, "virtual") else name),
            value=self.template(said, "valueUrl") if "valueUrl" in said else "",
            default=notation.text(said, "default", optional=True),
            reads=reads,
            datatype=datatype,
            language=notation.text(said, "lang", optional=True),
            language_from=notation.text(said, "langFrom", optional=True),
            scheme=notation.text(said, "scheme", optional=True),
            through=notation.iri(said, "through", optional=True),
            reference=self._reference(said),
            when=notation.texts(said, "when"),
            unless=notation.texts(said, "unless"),
        )
        self._check(said, (found.source, found.language_from, *found.when, *found.unless))
        self._check_words(said, found)
        return (found,)

    def _property(self, said: Said) -> str:
        found = self.notation.iri(said, "propertyUrl")
        if not is_absolute(found) or fault(found, frozenset()):
            message = f"propertyUrl {found!r} is no IRI"
            raise self.notation.error(message, said, "propertyUrl")
        return found

    def _check_words(self, said: Said, found: Field) -> None:
        if found.reads not in READERS:
            known = ", ".join(sorted(READERS))
            raise self.notation.error(f"reads {found.reads!r} is none of {known}", said)
        if found.language and not _TAG.fullmatch(found.language):
            raise self.notation.error(f"lang {found.language!r} is no language tag", said, "lang")

    def _reference(self, said: Said) -> Reference | None:
        notation = self.notation
        value = notation.object(said, "refersTo", optional=True)
        if not value:
            return None
        kinds = notation.texts(value, "record")
        known = notation.object(notation.content, "records", optional=True)
        for kind in kinds:
            if kind not in known:
                raise notation.error(f"no record is called {kind!r}", value, "record")
        if not kinds:
            raise notation.error("refersTo must name a record", value)
        columns = {
            key: notation.text(value, key) for key in value if key not in {"record", *_FLAGS}
        }
        self._check(value, columns.values())
        return Reference(
            kinds=kinds,
            values=columns,
            within_row=notation.flag(value, "withinRow"),
            create=notation.flag(value, "create", default=True),
            distinct=notation.flag(value, "distinct"),
        )

    def records(self) -> dict[str, Record]:
        """What is made for names; their variables are what references give, and the name."""
        found = {}
        notation = self.notation
        given = frozenset(_given(notation.content)) | {"name"}
        inner = replace(self, more=given)
        for kind in notation.object(notation.content, "records", optional=True):
            said = notation.object(notation.get(notation.content, "records"), kind, "record")
            about = inner.about(said, "")
            fields = [f for each in notation.columns(said) for f in inner.fields(each, about)]
            found[kind] = Record(kind, about, tuple(fields))
        return found


def _given(value: object) -> Iterable[str]:
    """The names under which references anywhere in a description give columns."""
    stack = [value]
    while stack:
        each = stack.pop()
        if isinstance(each, list):
            stack += each
        elif isinstance(each, dict):
            stack += each.values()
            yield from (key for key in each if "record" in each and key not in {"record", *_FLAGS})
