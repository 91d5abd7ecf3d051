"""The JSON Schema of YAML records, made from the ontology, for the completion of editors.

It says what the reader of records says, as far as a schema can: which keys there are, what each
takes and which words its concepts have (JSON Schema, draft 2020-12). Texts may also be numbers or
booleans, because an editor resolves `1984` where the reader keeps it as it is written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import Literal, NamedNode, Triple

from servanda.parse import ANY, CONCEPT, LINK, LITERAL, Context, Term
from servanda.vocab import EDTF, RDFS, SKOS, XSD
from servanda.workspace import open_workspace, record_context

__all__ = ["schema"]

Schema = dict[str, Any]

_IRI: Final = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
_LINK: Final = r"^[^\s<>\"{}|\\^`]+$"
_ZONE: Final = r"(Z|[+-]\d{2}:\d{2})?"
_LANGUAGE: Final = "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"
_SPECIAL: Final = re.compile(r"[.*+?^${}()|\[\]\\/]")
_TEXT: Final = MappingProxyType({"type": ["string", "number", "boolean"]})

# The forms of datatypes as patterns; a number is what an editor makes of digits.
_PATTERNS: Final[Mapping[str, tuple[str, str | None]]] = MappingProxyType(
    {
        EDTF.EDTF.value: (r"^[0-9XYESTZ?~%./,:{}\[\]+-]+$", "integer"),
        XSD.anyURI.value: (f"^{_IRI}$", None),
        XSD.boolean.value: ("^(true|false|0|1)$", "boolean"),
        XSD.date.value: (rf"^\d{{4}}-\d{{2}}-\d{{2}}{_ZONE}$", None),
        XSD.dateTime.value: (
            rf"^\d{{4}}-\d{{2}}-\d{{2}}T\d{{2}}:\d{{2}}:\d{{2}}(\.\d+)?{_ZONE}$",
            None,
        ),
        XSD.decimal.value: (r"^[+-]?(\d+(\.\d*)?|\.\d+)$", "number"),
        XSD.duration.value: (
            r"^-?P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$",
            None,
        ),
        XSD.gYear.value: (rf"^-?\d{{4,}}{_ZONE}$", "integer"),
        XSD.gYearMonth.value: (rf"^-?\d{{4,}}-(0[1-9]|1[0-2]){_ZONE}$", None),
        XSD.hexBinary.value: (r"^([0-9A-Fa-f]{2})+$", "number"),
        XSD.integer.value: (r"^[+-]?\d+$", "integer"),
        XSD.nonNegativeInteger.value: (r"^\+?\d+$", "integer"),
    }
)


def schema(root: Path, *, context: bool = False) -> str:
    """The JSON Schema of the YAML records of the workspace at `root`, or their JSON-LD context.

    Both follow from the ontology. Raises InputError and UsageError as opening the workspace does.
    """
    workspace = open_workspace(root)
    meaning = record_context(root, workspace.ontology, workspace.schemes, workspace.uri_space)
    if context:
        return _json(meaning.jsonld())
    documents = [workspace.document(path) for path in workspace.ontology]
    triples = (triple for document in documents for triple in document.triples)
    return _json(_schema(meaning, _definitions(triples)))


def _json(value: Schema) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _definitions(triples: Iterable[Triple]) -> dict[str, str]:
    """The English definition of each term, else its comment."""
    found: dict[str, str] = {}
    said = [
        (triple.subject.value, triple.predicate, triple.object.value)
        for triple in triples
        if isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
        and triple.object.language == "en"
    ]
    for predicate in (SKOS.definition, RDFS.comment):
        for subject, way, text in sorted(said, key=str):
            if way == predicate:
                found.setdefault(subject, text)
    return found


def _schema(context: Context, definitions: Mapping[str, str]) -> Schema:
    keys: Schema = {
        "id": {
            "description": "The name of the resource: #name, kind/slug or a whole IRI.",
            "$ref": "#/$defs/link",
        },
        "type": {
            "description": "The class of the resource, or several.",
            **_many(_words(sorted(context.classes))),
        },
    }
    for key, term in sorted(context.terms.items()):
        keys[key] = {"description": _described(term, definitions, context), **_key(term)}
    included = {
        "description": "Further resources of this record.",
        **_many({"$ref": "#/$defs/resource"}),
    }
    # References keep the keys of the record itself and of its parts in one place.
    own = {key: {"$ref": f"#/$defs/resource/properties/{key}"} for key in keys}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Record",
        "description": "One record of a workspace, written in YAML.",
        "type": "object",
        "properties": {**own, "included": included},
        "additionalProperties": False,
        "minProperties": 1,
        "$defs": _defs(context, keys),
    }


def _described(term: Term, definitions: Mapping[str, str], context: Context) -> str:
    text = definitions.get(term.iri)
    if text:
        return text
    for prefix, base in context.prefixes.items():
        if term.iri.startswith(base):
            return f"{prefix}:{term.iri.removeprefix(base)}"
    return term.iri


def _defs(context: Context, keys: Schema) -> Schema:
    text = dict(_TEXT)
    defs: Schema = {
        "resource": {
            "type": "object",
            "properties": keys,
            "additionalProperties": False,
            "minProperties": 1,
        },
        "link": {"type": "string", "pattern": _LINK},
        "text": text,
        "languages": {
            "type": "object",
            "properties": {name: {"$ref": "#/$defs/texts"} for name in ("fr", "en", "zh")},
            "patternProperties": {_LANGUAGE: {"$ref": "#/$defs/texts"}},
            "additionalProperties": False,
            "minProperties": 1,
        },
        "texts": _many({"$ref": "#/$defs/text"}),
        "literal": {
            "description": "A literal written out, with its datatype or its language.",
            "type": "object",
            "properties": {
                "literal": text,
                "datatype": {"type": "string", "pattern": f"^{_IRI}$"},
                "lang": {"type": "string", "pattern": _LANGUAGE},
            },
            "required": ["literal"],
            "not": {"required": ["datatype", "lang"]},
            "additionalProperties": False,
        },
        "term": _words(sorted(context.terms)),
    }
    for datatype, (pattern, number) in sorted(_PATTERNS.items()):
        kinds = ["string"] if number is None else ["string", number]
        defs[_name(datatype)] = {"type": kinds, "pattern": pattern}
    for scheme, words in sorted(context.schemes.items()):
        defs[f"concept-{scheme}"] = _words(sorted(words), scheme)
    return defs


def _words(words: list[str], scheme: str = "") -> Schema:
    """One of these words, alone or below its scheme, or what has a prefix, or a whole IRI."""
    below = "|".join(_SPECIAL.sub(r"\\\g<0>", word) for word in words)
    others = f"^({scheme}/({below})|{_IRI})$" if scheme else f"^{_IRI}$"
    return {"anyOf": [{"enum": words}, {"type": "string", "pattern": others}]}


def _name(datatype: str) -> str:
    return datatype.removeprefix(XSD.base).removeprefix(EDTF.base)


def _many(one: Schema) -> Schema:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _key(term: Term) -> Schema:
    if term.takes == LITERAL:
        return _literal(term)
    if term.takes == CONCEPT:
        return _many(_one([{"$ref": f"#/$defs/concept-{scheme}"} for scheme in term.schemes]))
    resource = [{"$ref": "#/$defs/link"}, {"$ref": "#/$defs/resource"}]
    if term.takes == LINK:
        return _many(_one(resource))
    if term.takes == ANY:
        return _many(_one([*resource, {"$ref": "#/$defs/literal"}]))
    return _many({"$ref": "#/$defs/term"})


def _literal(term: Term) -> Schema:
    named = [_name(each) if each in _PATTERNS else "text" for each in term.typed]
    items = [{"$ref": f"#/$defs/{name}"} for name in dict.fromkeys(named)]
    found = _many(_one([*items, {"$ref": "#/$defs/literal"}]))
    if term.in_languages:
        found["anyOf"].insert(0, {"$ref": "#/$defs/languages"})
    return found


def _one(choices: list[Schema]) -> Schema:
    return choices[0] if len(choices) == 1 else {"anyOf": choices}
