"""The pages that only a server has: statements about a resource, and refusals, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote, urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from servanda.formats import SYNTAXES
from servanda.markup import render
from servanda.server.documents import Document
from servanda.server.refusal import Refusal
from servanda.server.representations import FORMATS
from servanda.server.state import State
from servanda.vocab import RDFS, SKOS, XSD
from servanda.wording import word

__all__ = ["facts_page", "refusal_page"]

_SAFE: Final = "/-._~:@!$&'()*+,;="
_IRI_SAFE: Final = f"{_SAFE}#%?[]"
_MOST: Final = 2_000  # statements on a page; the data have all
_NAMES: Final = ("csv", "CSV"), ("json", "JSON")
_LABELS: Final = (SKOS.prefLabel, RDFS.label)
_TOLD: Final = frozenset({400, 404, 406, 429, 503})


def facts_page(state: State, told: Document, triples: Sequence[Triple], language: str) -> bytes:
    """The statements about a resource without a page; links are relative to `<language>/<path>`."""
    path = quote(told.path, safe=_SAFE)
    root = "../" * (told.path.count("/") + 1)
    names = {syntax.suffix.lstrip("."): syntax.name for syntax in SYNTAXES} | dict(_NAMES)
    text = render(
        "server_resource.html",
        language=language,
        root=root,
        home=f"{root}{language}/index.html",
        site=state.served.title.get(language, ""),
        title=_title(triples, told.iri, language) or _short(state, told.iri or told.path),
        iri=told.iri,
        subjects=[
            {
                "iri": iri,
                "name": _short(state, iri),
                "properties": _properties(state, list(group), root),
            }
            for iri, group in groupby(triples[:_MOST], key=lambda each: _text(each.subject))
        ],
        languages=[(each, f"{root}{each}/{path}.html") for each in state.languages],
        forms=[
            {
                "media_type": form.media_type,
                "name": names[form.suffix],
                "address": f"{root}doc/{path}.{form.suffix}",
            }
            for form in FORMATS
        ],
        word=word,
    )
    return text.encode()


def _properties(state: State, triples: Sequence[Triple], root: str) -> list[dict[str, object]]:
    found = []
    for iri, group in groupby(triples, key=lambda each: each.predicate.value):
        values = [_value(state, each.object, root) for each in group]
        found.append({"name": _short(state, iri), **_link(state, iri, root), "objects": values})
    return found


def _value(state: State, term: object, root: str) -> dict[str, object]:
    if isinstance(term, NamedNode):
        return {"text": _short(state, term.value), "kind": "", **_link(state, term.value, root)}
    if isinstance(term, Literal):
        plain = term.language or term.datatype == XSD.string
        kind = term.language or ("" if plain else _short(state, term.datatype.value))
        return {"text": term.value, "language": term.language or "", "kind": kind, "address": ""}
    return {"text": str(term), "kind": "", "address": "", "language": ""}


def _link(state: State, iri: str, root: str) -> Mapping[str, object]:
    """Where an IRI leads: within this server if it is ours, outside if it is an address at all."""
    base = state.served.base
    if base and iri.startswith(base):
        return {"address": root + quote(iri[len(base) :], safe=_IRI_SAFE), "outside": False}
    outside = urlsplit(iri).scheme in {"http", "https"}
    return {"address": quote(iri, safe=_IRI_SAFE) if outside else "", "outside": outside}


def _short(state: State, iri: str) -> str:
    """An IRI with the longest prefix of the release that fits, or as it is."""
    fits = [(base, name) for name, base in state.prefixes.items() if base and iri.startswith(base)]
    base, name = max(fits, key=lambda fit: len(fit[0]), default=("", ""))
    return f"{name}:{iri[len(base) :]}" if base and len(iri) > len(base) else iri


def _title(triples: Sequence[Triple], iri: str, language: str) -> str:
    labels = {
        each.object.language or "": each.object.value
        for each in triples
        if each.predicate in _LABELS
        and isinstance(each.object, Literal)
        and _text(each.subject) == iri
    }
    return next((labels[each] for each in (language, "en", "") if each in labels), "")


def _text(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def refusal_page(state: State, refusal: Refusal, language: str, root: str) -> bytes:
    """A refusal for people; `root` leads from the address that was asked to the root."""
    key = f"server-{refusal.status}" if refusal.status in _TOLD else "server-other"
    home = f"{language}/index.html"
    search = f"{language}/search.html"
    text = render(
        "server_refusal.html",
        language=language,
        root=root,
        home=root + (home if home in state.served.files else "") or "./",
        search=root + search if search in state.served.files else "",
        site=state.served.title.get(language, ""),
        title=f"{refusal.status} · {word(key, language)}",
        lead=word(f"{key}-lead", language),
        message="" if refusal.status == 404 else refusal.message,
        word=word,
    )
    return text.encode()
