"""The JSON of a description, read strictly: every fault has its line and says how to mend it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from servanda.errors import InputError
from servanda.parse import read_text
from servanda.vocab import CSVW, EDTF, PREFIXES, TABLE, XSD

if TYPE_CHECKING:
    from servanda.tables.metadata import Description

__all__ = ["Notation", "read_notation"]

_PLAIN: Final = {
    "table": {"@context", "@id", "@type", "url", "dialect", "tableSchema", "notes"},
    "column": {
        "@id", "@type", "name", "titles", "aboutUrl", "propertyUrl", "valueUrl", "datatype",
        "lang", "separator", "required", "virtual", "null", "default", "suppressOutput",
    },
    "schema": {"@id", "@type", "aboutUrl", "columns", "primaryKey", "rowTitles", "foreignKeys"},
}  # fmt: skip
_OWN: Final = frozenset(
    [
        "from",
        "items",
        "langFrom",
        "reads",
        "records",
        "refersTo",
        "rows",
        "scheme",
        "sorted",
        "through",
        "unless",
        "when",
    ]
)
_READS: Final = {EDTF.EDTF.value: "edtf", XSD.anyURI.value: "iri"}


@dataclass(frozen=True, slots=True)
class Notation:
    """A JSON document that describes a table, and where its words stand."""

    path: Path
    content: Mapping[str, Any]
    source: str

    def error(self, message: str, word: str = "", *, hint: str | None = None) -> InputError:
        """An error at the line where a word stands first."""
        at = self.source.find(json.dumps(word, ensure_ascii=False)) if word else -1
        line = self.source.count("\n", 0, at) + 1 if at >= 0 else 1
        return InputError(message, path=self.path, line=line, hint=hint)

    def own(self, said: Mapping[str, Any], key: str, *, default: object = None) -> Any:  # noqa: ANN401  JSON
        """The value of one of our annotations."""
        return said.get(TABLE[key].value, default)

    def _value(self, said: Mapping[str, Any], key: str, *, own: bool) -> Any:  # noqa: ANN401  JSON
        return self.own(said, key) if own else said.get(key)

    def text(
        self, said: Mapping[str, Any], key: str, *, optional: bool = False, own: bool = False
    ) -> str:
        """A text that must be there, or may be missing."""
        value = self._value(said, key, own=own)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value:
            name = str(said.get("name", said.get("url", "")))
            raise self.error(f"{name or 'the description'}: {key} must be a text", name or key)
        return value

    def texts(self, said: Mapping[str, Any], key: str, *, own: bool = False) -> tuple[str, ...]:
        """One text or a list of texts; empty if missing. Of texts by language, all of them."""
        value = self._value(said, key, own=own)
        if isinstance(value, Mapping):
            many = [each for some in value.values() for each in _listed(some)]
            return tuple(dict.fromkeys(each for each in many if isinstance(each, str)))
        found = [] if value is None else _listed(value)
        if not all(isinstance(each, str) for each in found):
            raise self.error(f"{key} must be a text or a list of texts", key)
        return tuple(found)

    def object(
        self, said: Mapping[str, Any], key: str, *, optional: bool = False
    ) -> Mapping[str, Any]:
        """A JSON object that must be there, or may be missing."""
        value = said.get(key)
        if value is None and optional:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"{key} must be an object", key, hint="See docs/tables.md")
        self._check_keys(value, "schema" if key == "tableSchema" else "")
        return value

    def own_object(self, said: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        """The object that one of our annotations holds; empty if it is missing."""
        value = self.own(said, key, default={})
        if not isinstance(value, dict):
            raise self.error(f"{key} must be an object", TABLE[key].value)
        return value

    def objects(self, said: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        """A list of column descriptions."""
        value = said.get(key)
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.error(f"{key} must be a list of objects", key, hint="See docs/tables.md")
        for each in value:
            self._check_keys(each, "column")
        return value

    def mapping(self, said: Mapping[str, Any], key: str) -> Mapping[str, Mapping[str, Any]]:
        """One of our annotations that maps names to objects; empty if it is missing."""
        value = self.own(said, key, default={})
        if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
            raise self.error(f"{key} must map names to objects", TABLE[key].value)
        return value

    def iri(self, text: str) -> str:
        """An IRI in full: prefixed names of the standard vocabularies are written out."""
        prefix, colon, local = text.partition(":")
        base = PREFIXES.get(prefix)
        return base + local if colon and base and not local.startswith("//") else text

    def reading(self, said: Mapping[str, Any]) -> tuple[str, str]:
        """How a text becomes a term, and the datatype: `reads`, or what the datatype implies."""
        kind = said.get("datatype", "string")
        if isinstance(kind, dict):
            kind = kind.get("@id", kind.get("base", "string"))
        if not isinstance(kind, str):
            raise self.error("datatype must be a name or an object", "datatype")
        datatype = kind if "://" in kind else XSD[kind].value
        own = self.text(said, "reads", optional=True, own=True)
        default = "text" if datatype == XSD.string.value else "typed"
        return own or _READS.get(datatype, default), datatype

    def languages(self, key: str) -> dict[str, str]:
        """A common property with a text per language (section 5.8 of the vocabulary)."""
        value = self.content.get(key, self.content.get(self.iri(key)))
        found = [] if value is None else _listed(value)
        return {
            str(each.get("@language", "")): str(each.get("@value", ""))
            for each in found
            if isinstance(each, dict)
        }

    def _check_keys(self, said: Mapping[str, Any], what: str) -> None:
        known = _PLAIN.get(what)
        for key in said if known else ():
            own = key.startswith(TABLE.base) and key.removeprefix(TABLE.base) in _OWN
            common = ":" in key and not key.startswith(TABLE.base)
            if key not in (known or ()) and not own and not common:
                raise self.error(f"unknown key {key!r}", key, hint="See docs/tables.md")

    def check(self, described: Description) -> None:
        """Refuse what refers to nothing, and the keys of the table itself."""
        self._check_keys(self.content, "table")
        names = {column.name for column in described.columns}
        if len(names) != len(described.columns):
            raise self.error("two columns have one name", "name")
        parts = {part for column in described.columns for part in column.parts}
        for field in (
            *described.fields,
            *(column.field for column in described.columns if column.field),
            *(field for column in described.columns for field in column.items),
        ):
            wanted = {*field.when, *field.unless, field.source, field.language_from}
            wanted |= set(field.reference.values.values() if field.reference else ())
            for name in sorted(wanted - names - parts - {""}):
                raise self.error(f"no column is called {name!r}", name)
            for kind in field.reference.kinds if field.reference else ():
                if kind not in described.records:
                    raise self.error(f"no record is called {kind!r}", kind)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_notation(path: Path) -> Notation:
    """Read the JSON of a description. Raises InputError with line and column if it is none."""
    source = read_text(path)
    try:
        content = json.loads(source)
    except (ValueError, RecursionError) as error:
        at = error if isinstance(error, json.JSONDecodeError) else None
        raise InputError(
            f"no JSON: {at.msg if at else 'nested too deeply'}",
            path=path,
            line=at.lineno if at else 1,
            column=at.colno if at else None,
        ) from error
    context = content.get("@context") if isinstance(content, dict) else None
    if not re.match(re.escape(CSVW.base.rstrip("#")), str(next(iter(_listed(context)), ""))):
        raise InputError(
            "no description of a table: @context must be http://www.w3.org/ns/csvw",
            path=path,
            line=1,
            hint="See docs/tables.md",
        )
    return Notation(path, content, source)
