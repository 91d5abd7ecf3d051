"""Which format a client gets for each kind of answer: rows, a truth value, a graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from servanda.server.negotiation import best
from servanda.server.refusal import Refusal
from servanda.server.workers.job import Kind

__all__ = ["FORMS", "OFFERED", "Chosen", "Formats", "negotiate", "refusal_of"]

_RESULTS: Final = (
    ("application/sparql-results+json", "json"),
    ("application/sparql-results+xml", "xml"),
)
_PLAIN: Final = (
    ("application/json", "json"),
    ("application/xml", "xml"),
    ("text/xml", "xml"),
)
# By kind, in the order in which they are preferred: media types, and names of the formats of
# workers. The types that come first for a name are the registered ones; after them stand those
# that browsers and general clients ask for, whose answers are the same bytes.
OFFERED: Final = MappingProxyType(
    {
        Kind.ROWS: (
            *_RESULTS,
            ("text/csv", "csv"),
            ("text/tab-separated-values", "tsv"),
            *_PLAIN,
        ),
        Kind.BOOLEAN: (*_RESULTS, *_PLAIN),
        Kind.GRAPH: (
            ("text/turtle", "ttl"),
            ("application/ld+json", "jsonld"),
            ("application/n-triples", "nt"),
            ("application/n-quads", "nq"),
            ("application/trig", "trig"),
            ("application/rdf+xml", "rdf"),
            ("application/json", "jsonld"),
            ("application/xml", "rdf"),
        ),
    }
)

# Short names of formats in the address (`format=`, `output=`), with the name for each kind.
FORMS: Final = MappingProxyType(
    {
        "json": ("json", "json", "jsonld"),
        "xml": ("xml", "xml", "rdf"),
        "csv": ("csv", None, None),
        "tsv": ("tsv", None, None),
        "ttl": (None, None, "ttl"),
        "turtle": (None, None, "ttl"),
        "nt": (None, None, "nt"),
        "ntriples": (None, None, "nt"),
        "nq": (None, None, "nq"),
        "nquads": (None, None, "nq"),
        "trig": (None, None, "trig"),
        "jsonld": (None, None, "jsonld"),
        "rdf": (None, None, "rdf"),
        "rdfxml": (None, None, "rdf"),
        # As libraries for SPARQL spell them; every Turtle is N3.
        "n3": (None, None, "ttl"),
        "json-ld": (None, None, "jsonld"),
        "rdf+xml": (None, None, "rdf"),
        "rdf/xml": (None, None, "rdf"),
    }
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A format of workers, and the media type under which the client asked for it."""

    name: str
    media_type: str

    @property
    def content_type(self) -> str:
        """The value of Content-Type; only types of text have a charset (RFC 8259, section 11)."""
        return f"{self.media_type}; charset=utf-8" if self._is_text else self.media_type

    @property
    def _is_text(self) -> bool:
        return self.media_type.startswith("text/")


@dataclass(frozen=True, slots=True)
class Formats:
    """The format of each kind of answer; None where the client takes none of that kind."""

    rows: Chosen | None
    boolean: Chosen | None
    graph: Chosen | None
    told: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Tell the formats from all others, for keys of answers; they are made seldom."""
        object.__setattr__(self, "told", f"{self.rows} {self.boolean} {self.graph}")

    @property
    def names(self) -> tuple[str | None, str | None, str | None]:
        """The names of the formats, as a `Job` takes them."""
        rows, boolean, graph = self.rows, self.boolean, self.graph
        return (
            rows.name if rows else None,
            boolean.name if boolean else None,
            graph.name if graph else None,
        )

    def of(self, kind: Kind) -> Chosen | None:
        """The format of one kind."""
        return {Kind.ROWS: self.rows, Kind.BOOLEAN: self.boolean, Kind.GRAPH: self.graph}[kind]


def negotiate(accept: str, form: str = "") -> Formats:
    """The formats for a header Accept, or for what the address names, which goes first.

    Raises Refusal: 400 for a format that is unknown, 406 where no kind of answer has one.
    """
    formats = _named(form) if form else _accepted(accept)
    if not (formats.rows or formats.boolean or formats.graph):
        raise refusal_of(*Kind)
    return formats


def refusal_of(*kinds: Kind) -> Refusal:
    """406 with the media types of these kinds of answers (RFC 9110, section 15.5.7)."""
    lines = [f"{kind.value}: {', '.join(media for media, _ in OFFERED[kind])}" for kind in kinds]
    told = "\n".join(["No format of the answer is acceptable. Offered are:", *lines])
    return Refusal(406, told, headers=(("Vary", "Accept"),))


@lru_cache(maxsize=512)
def _accepted(accept: str) -> Formats:
    return Formats(*(_best(accept, kind) for kind in (Kind.ROWS, Kind.BOOLEAN, Kind.GRAPH)))


def _best(accept: str, kind: Kind) -> Chosen | None:
    known = dict(OFFERED[kind])
    found = best(accept, tuple(known))
    return None if found is None else Chosen(known[found], found)


def _named(form: str) -> Formats:
    """By a short name, or by a media type, as some clients give it."""
    short = form.strip().lower()
    names = FORMS.get(short)
    kinds = (Kind.ROWS, Kind.BOOLEAN, Kind.GRAPH)
    if names:
        return Formats(*(_registered(kind, name) for kind, name in zip(kinds, names, strict=True)))
    if any(short in dict(OFFERED[kind]) for kind in kinds):
        chosen = (dict(OFFERED[kind]).get(short) for kind in kinds)
        return Formats(*(Chosen(name, short) if name else None for name in chosen))
    known = ", ".join(FORMS)
    raise Refusal(400, f"The format {form[:100]!r} is unknown. Known: {known}.")


def _registered(kind: Kind, name: str | None) -> Chosen | None:
    """The format of that name under its registered media type, which comes first in the table."""
    media_type = next((media for media, other in OFFERED[kind] if other == name), "")
    return Chosen(name, media_type) if name else None
