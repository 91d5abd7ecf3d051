"""What search engines are told of a resource, in the words of schema.org; nothing is added to it.

Only what the dataset states decides on a type: a party is an organisation, and a university or an
organ of government only where its class or its type says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import NamedNode

from servanda.site.base import Site
from servanda.site.read.agreements import AgreementRow, agreements_about
from servanda.site.read.evidence import safe_link
from servanda.site.read.ranked import Ranked
from servanda.site.view import View
from servanda.vocab import FOAF, OWL, RDF, SKOS, Namespace

__all__ = ["about"]

_ORG: Final = Namespace("http://www.w3.org/ns/org#")
_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
# Classes of the own vocabulary, the narrowest first.
_OWN: Final = MappingProxyType(
    {
        "UnnamedParty": "",
        "UniversityParty": "CollegeOrUniversity",
        "TerritorialParty": "GovernmentOrganization",
        "Party": "Organization",
        "City": "City",
        "Country": "Country",
        "Territory": "AdministrativeArea",
        "Facility": "Place",
        "Agreement": "CreativeWork",
    }
)
_OTHERS: Final = MappingProxyType(
    {
        FOAF.Person: "Person",
        _ORG.FormalOrganization: "Organization",
        _ORG.Organization: "Organization",
    }
)
# Types of parties that say more than that a party is an organisation.
_PARTIES: Final = MappingProxyType(
    {
        "company": "Corporation",
        "government-body": "GovernmentOrganization",
        "parliament": "GovernmentOrganization",
        "university": "CollegeOrUniversity",
    }
)


def about(view: View, node: NamedNode) -> Mapping[str, Any] | None:
    """An agreement, a party, a person or a place as JSON-LD; None for anything else."""
    kind = _kind(view.site, node)
    if not kind:
        return None
    told: dict[str, Any] = {"@context": "https://schema.org", **_named(view, node, kind)}
    address = view.address(view.path)
    if address:
        told["url"] = address
    same = sorted(set(_same(view.site, node)))
    if same:
        told["sameAs"] = same
    row = next((r for r in agreements_about(view.site, node) if r.node == node), None)
    return {**told, **_agreement(view, row)} if row else told


def _named(view: View, node: NamedNode, kind: str) -> dict[str, Any]:
    name = view.name(node)
    said: Any = name.text
    if name.language and name.language != view.language:
        said = {"@language": name.language, "@value": name.text}
    return {"@type": kind, "@id": node.value, "name": said}


def _agreement(view: View, row: AgreementRow) -> dict[str, Any]:
    told: dict[str, Any] = {
        "isPartOf": {"@type": "Dataset", "@id": view.site.workspace.iri.value},
    }
    nodes = dict.fromkeys(party.node for party in row.parties if party.node)
    parties = [_named(view, each, kind) for each in nodes if (kind := _kind(view.site, each))]
    if parties:
        told["contributor"] = parties
    dates = {each.value for each in row.signed.written}
    if len(dates) == 1 and _DATE.fullmatch(next(iter(dates))):
        told["dateCreated"] = next(iter(dates))
    return told


def _kind(site: Site, node: NamedNode) -> str:
    types = set(site.index.objects(node, RDF.type))
    own = next((name for name in _OWN if site.terms[name] in types), None)
    if own is None:
        return next((kind for type_, kind in _OTHERS.items() if type_ in types), "")
    if own == "Party":
        ranked = Ranked(site.index, site.terms)
        stated = ranked.values(node).best_nodes(site.terms.hasPartyType)
        kinds = {_PARTIES.get(ranked.notation(each), _OWN[own]) for each in stated}
        return kinds.pop() if len(kinds) == 1 else _OWN[own]
    return _OWN[own]


def _same(site: Site, node: NamedNode) -> Iterator[str]:
    for predicate in (OWL.sameAs, SKOS.exactMatch):
        for other in site.index.objects(node, predicate):
            if isinstance(other, NamedNode) and other != node and safe_link(other):
                yield other.value
