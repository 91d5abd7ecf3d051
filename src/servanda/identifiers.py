"""The one table of identifier schemes: the agency's name, the address of an entry, Wikidata's word.

A dataset states an identifier as `adms:Identifier` with `adms:schemaAgency` and `skos:notation`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

__all__ = ["SCHEMES", "Scheme", "scheme_of"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme of identifiers.

    `agencies` are the spellings of `adms:schemaAgency`; `pattern` is what a whole notation matches
    once spaces are taken out; `wikidata` is the property that holds it there, or empty; `iri`
    gives the address of an entry with `{}` for the notation, or is empty; `unique` says whether
    two things never share one notation.
    """

    key: str
    agencies: tuple[str, ...]
    pattern: str
    wikidata: str = ""
    iri: str = ""
    unique: bool = True

    def normal(self, notation: str) -> str | None:
        """The notation as the scheme spells it, or None where it has not the scheme's form."""
        bare = re.sub(r"\s+", "", notation)
        return bare if re.fullmatch(self.pattern, bare) else None

    def address(self, notation: str) -> str | None:
        """The IRI of the entry, where the scheme gives its entries addresses."""
        bare = self.normal(notation)
        return self.iri.format(quote(bare, safe="")) if self.iri and bare else None


SCHEMES: Final = (
    Scheme("eter", ("ETER",), r"[A-Z]{2}[0-9]{4}"),
    Scheme(
        "fundref",
        ("Crossref Funder Registry",),
        r"[0-9]{9,15}",
        wikidata="P3153",
        iri="https://doi.org/10.13039/{}",
    ),
    Scheme(
        "geonames",
        ("GeoNames",),
        r"[1-9][0-9]{0,8}",
        wikidata="P1566",
        iri="https://sws.geonames.org/{}/",
    ),
    Scheme("grid", ("GRID",), r"grid\.[0-9]{3,7}\.[0-9a-f]{1,2}", wikidata="P2427"),
    Scheme(
        "idref",
        ("IdRef (ABES)", "IdRef"),
        r"[0-9]{8}[0-9X]",
        wikidata="P269",
        iri="http://www.idref.fr/{}/id",
    ),
    Scheme(
        "insee-region",
        ("INSEE (région)",),
        r"[0-9]{2}",
        wikidata="P2585",
        iri="http://id.insee.fr/geo/region/{}",
    ),
    Scheme("isni", ("ISNI",), r"[0-9]{15}[0-9X]", wikidata="P213", iri="https://isni.org/isni/{}"),
    Scheme("iso3166-1-alpha-2", ("ISO 3166-1 alpha-2",), r"[A-Z]{2}", wikidata="P297"),
    Scheme("iso3166-1-alpha-3", ("ISO 3166-1 alpha-3",), r"[A-Z]{3}", wikidata="P298"),
    Scheme("iso3166-1-numeric", ("ISO 3166-1 numeric",), r"[0-9]{3}", wikidata="P299"),
    Scheme("iso3166-2", ("ISO 3166-2",), r"[A-Z]{2}-[A-Z0-9]{1,3}", wikidata="P300"),
    Scheme(
        "openalex", ("OpenAlex",), r"[A-Z][0-9]+", wikidata="P10283", iri="https://openalex.org/{}"
    ),
    Scheme("pic", ("European Commission (PIC)",), r"[0-9]{9}", wikidata="P5785"),
    Scheme("ror", ("ROR",), r"0[0-9a-z]{6}[0-9]{2}", wikidata="P6782", iri="https://ror.org/{}"),
    Scheme("siren", ("INSEE (SIREN)",), r"[0-9]{9}", wikidata="P1616"),
    Scheme("siret", ("INSEE (SIRET)",), r"[0-9]{14}", wikidata="P3215"),
    Scheme("uai", ("UAI",), r"[0-9]{7}[A-Z]", wikidata="P3202"),
)


def scheme_of(agency: str) -> Scheme | None:
    """The scheme whose agency bears this name, or None."""
    return next((scheme for scheme in SCHEMES if agency in scheme.agencies), None)
