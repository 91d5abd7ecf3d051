"""The JSON of a description, read strictly: every fault has its line and says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from servanda.datatypes import DATATYPES
from servanda.errors import InputError
from servanda.tables.json_places import Places, read_json
from servanda.tables.keys import BARE, INHERITED, KEYS, PREFIXES_SHARED, SCHEMES, full
from servanda.vocab import CSVW, EDTF, PREFIXES, TABLE, XSD

__all__ = ["Notation", "Said", "read_notation"]

Said = Mapping[str, Any]

_READS: Final = MappingProxyType({EDTF.EDTF.value: "edtf", XSD.anyURI.value: "iri"})


@dataclass(frozen=True, slots=True)
class Notation:
    """A JSON document that describes a table; `language` is that of texts without one."""

    path: Path
    content: Said
    places: Places
    language: str = ""

    def error(
        self, message: str, said: object = None, key: str = "", *, hint: str = "See docs/tables.md"
    ) -> InputError:
        """An error at an object of the document, or at a key in it."""
        line, column = self.places.of(said, key)
        return InputError(message, path=self.path, line=line, column=column, hint=hint)

    def get(self, said: Said, key: str, default: object = None) -> Any:  # noqa: ANN401  JSON
        """The value of a key; those of ours bear their namespace."""
        return said.get(full(key), default)

    def text(self, said: Said, key: str, *, optional: bool = False) -> str:
        """A text that must be there, or may be missing."""
        value = self.get(said, key)
        if value is None and optional:
            return ""
        if not isinstance(value, str) or not value:
            raise self.error(f"{key} must be a text", said, full(key))
        return value

    def flag(self, said: Said, key: str, *, default: bool = False) -> bool:
        """True or false."""
        value = self.get(said, key, default)
        if not isinstance(value, bool):
            raise self.error(f"{key} must be true or false", said, full(key))
        return value

    def texts(self, said: Said, key: str) -> tuple[str, ...]:
        """One text or a list of texts; empty if missing. Of texts by language, all of them."""
        value = self.get(said, key)
        found = [] if value is None else _listed(value)
        if isinstance(value, Mapping):
            found = [each for some in value.values() for each in _listed(some)]
        if not all(isinstance(each, str) for each in found):
            raise self.error(f"{key} must be a text or a list of texts", said, full(key))
        return tuple(dict.fromkeys(found))

    def object(self, said: Said, key: str, kind: str = "", *, optional: bool = False) -> Said:
        """A JSON object that must be there, or may be missing; `kind` says what it may hold."""
        value = self.get(said, key)
        if value is None and optional:
            return {}
        if not isinstance(value, dict):
            raise self.error(f"{key} must be an object", said, full(key))
        if kind:
            self.check_keys(value, kind)
        return value

    def columns(self, said: Said, above: Said = MappingProxyType({})) -> list[Said]:
        """The descriptions of columns; they inherit language and empty texts (section 5.7)."""
        value = said.get("columns")
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.error("columns must be a list of objects", said, "columns")
        for each in value:
            self.check_keys(each, "column")
            for key in INHERITED & {*above, *said}:
                each.setdefault(key, said.get(key, above.get(key)))
        return value

    def check_keys(self, said: Said, kind: str) -> None:
        """Refuse a key that is not known in an object of that kind."""
        for key in said:
            name = key.removeprefix(TABLE.base)
            known = name in KEYS[kind] and key == (name if kind in BARE else full(name))
            common = ":" in key and not key.startswith(TABLE.base) and kind not in BARE
            if not known and not common:
                raise self.error(f"unknown key {key!r}", said, key)

    def iri(self, said: Said, key: str, *, optional: bool = False) -> str:
        """An IRI, or a template of IRIs; prefixed names are written out (section 5.8)."""
        text = self.text(said, key, optional=optional)
        prefix, colon, local = text.partition(":")
        if not colon or "/" in prefix or "{" in prefix:
            return text
        if prefix in PREFIXES_SHARED and not local.startswith("//"):
            return PREFIXES[prefix] + local
        if prefix.lower() not in SCHEMES:
            message = f"the prefix {prefix!r} is not one that every reader of descriptions knows"
            raise self.error(message, said, full(key), hint="Write the IRI in full")
        return text

    def reading(self, said: Said) -> tuple[str, str]:
        """How a text becomes a term, and the datatype: `reads`, or what the datatype implies."""
        kind = said.get("datatype", "string")
        if isinstance(kind, dict):
            self.check_keys(kind, "datatype")
            kind = kind.get("@id", kind.get("base", "string"))
        if not isinstance(kind, str):
            raise self.error("datatype must be a name or an object", said, "datatype")
        name = {"datetime": "dateTime"}.get(kind, kind).removeprefix(XSD.base)
        if "://" not in name and name not in DATATYPES:
            known = ", ".join(sorted(DATATYPES))
            raise self.error(f"the datatype {kind!r} is none of {known}", said, "datatype")
        datatype = name if "://" in name else XSD[name].value
        default = "text" if datatype == XSD.string.value else "typed"
        own = self.text(said, "reads", optional=True)
        return own or _READS.get(datatype, default), datatype

    def languages(self, key: str) -> dict[str, str]:
        """A common property with a text per language (section 5.8 of the vocabulary)."""
        prefix, _, local = key.partition(":")
        value = self.content.get(key, self.content.get(PREFIXES[prefix] + local))
        found: dict[str, str] = {}
        for each in [] if value is None else _listed(value):
            text = each.get("@value") if isinstance(each, dict) else each
            language = each.get("@language", "") if isinstance(each, dict) else self.language
            if not isinstance(text, str) or not isinstance(language, str):
                raise self.error(f"{key} must be texts with their languages", self.content, key)
            found[language] = text
        return found


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def read_notation(path: Path) -> Notation:
    """Read the JSON of a description. Raises InputError with line and column if it is none."""
    content, places = read_json(path)
    context = _listed(content.get("@context")) if isinstance(content, dict) else []
    if not context or not re.match(re.escape(CSVW.base.rstrip("#")), str(context[0])):
        message = "no description of a table: @context must be http://www.w3.org/ns/csvw"
        raise InputError(message, path=path, line=1, hint="See docs/tables.md")
    local = context[1] if len(context) > 1 else {}
    notation = Notation(path, content, places)
    if not isinstance(local, dict) or set(local) - {"@language"}:
        raise notation.error("of a local @context only @language is read", content, "@context")
    notation.check_keys(content, "table")
    return Notation(path, content, places, str(local.get("@language", "")))
