"""The datasets that links lead to: their names and the spaces of their IRIs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from servanda.vocab import SKOS, WD

__all__ = ["LINKS", "Target", "target_of"]

# The properties that link a resource to one of another dataset.
LINKS: Final = (
    SKOS.broadMatch,
    SKOS.closeMatch,
    SKOS.exactMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
)


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset that is linked to: the space of its IRIs, its name, and its page if known."""

    space: str
    name: str
    page: str = ""


_KNOWN: Final = (
    Target("http://eurovoc.europa.eu/", "EuroVoc", "https://op.europa.eu/s/eurovoc"),
    Target("https://openalex.org/", "OpenAlex", "https://openalex.org/"),
    Target("https://ror.org/", "Research Organization Registry", "https://ror.org/"),
    Target("https://sws.geonames.org/", "GeoNames", "https://www.geonames.org/"),
    Target(WD.base, "Wikidata", "https://www.wikidata.org/"),
)
# Hosts that redirect for many: what comes first in the path tells whose IRI it is.
_SHARED: Final = frozenset({"purl.org", "w3id.org"})


def target_of(iri: str) -> Target:
    """The dataset that an IRI belongs to: a known one, or all that its host names."""
    for target in _KNOWN:
        if iri.startswith(target.space):
            return target
    try:
        parts = urlsplit(iri)
    except ValueError:
        return Target(iri, iri)
    if parts.netloc in _SHARED:
        below = "/".join(part for part in parts.path.split("/")[1:2] if part)
        return Target(f"{parts.scheme}://{parts.netloc}/{below}", f"{parts.netloc}/{below}")
    if parts.netloc:
        return Target(f"{parts.scheme}://{parts.netloc}/", parts.netloc)
    return Target(f"{parts.scheme}:", parts.scheme)
