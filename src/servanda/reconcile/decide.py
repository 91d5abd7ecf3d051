"""Compare a resource with candidates, and say whether one is accepted without a person.

A pure function of its arguments: no network, no file, no clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from servanda.identifiers import SCHEMES
from servanda.reconcile.model import RULES, Candidate, Decision, Features, Rules, Subject
from servanda.reconcile.names import nearest

__all__ = ["compare", "decide"]

_EQUAL: Final = 100.0
_EARTH: Final = 6371.0088  # mean radius in kilometres
_UNIQUE: Final = frozenset(scheme.key for scheme in SCHEMES if scheme.unique)


def compare(subject: Subject, candidate: Candidate) -> Features:
    """The features of one candidate."""
    names, best, matched = nearest(subject.names, candidate.names)
    shared = sorted(_UNIQUE & subject.identifiers.keys() & candidate.identifiers.keys())
    agreeing = [key for key in shared if subject.identifiers[key] & candidate.identifiers[key]]
    return Features(
        candidate=candidate,
        names=names,
        name=best,
        matched=matched,
        same=best == _EQUAL,
        kind=subject.kind in candidate.kinds if subject.kind and candidate.kinds else None,
        country=(
            subject.country == candidate.country if subject.country and candidate.country else None
        ),
        agreeing=tuple(agreeing),
        contrary=tuple(key for key in shared if key not in agreeing),
        distance=_distance(subject, candidate),
    )


def decide(subject: Subject, candidates: Iterable[Candidate], rules: Rules = RULES) -> Decision:
    """Rank the candidates and accept at most one.

    Accepted is the only one with a unique identifier of ours; or else one that has our name and
    type, agrees in country, coordinates or an identifier, and leads over every other candidate
    that may be meant by more than `rules.lead`. One of another type is never accepted.
    """
    once = {candidate.id: candidate for candidate in candidates}
    compared = sorted((compare(subject, once[key]) for key in sorted(once)), key=_rank)
    near = [each for each in compared if each.agreeing or each.name >= rules.least_name]
    meant = [each for each in near if _possible(each)]
    # What bears our identifier and yet is another thing is a question for a person.
    kept = [each for each in near if each.agreeing or _possible(each)]
    lead = _lead(meant)
    ranked = tuple(kept[: rules.most])
    identified = [each for each in meant if each.agreeing]
    if len(identified) == 1:
        by = ", ".join(identified[0].agreeing)
        return Decision(identified[0], f"unique identifier agrees: {by}", lead, ranked)
    if identified:
        return Decision(None, "several candidates bear our identifier", lead, ranked)
    if not meant:
        none = "no candidate" if not near else "every candidate is another thing"
        return Decision(None, none, lead, ranked)
    missing = _missing(meant[0], lead, rules)
    if missing:
        return Decision(None, missing, lead, ranked)
    second = "country" if meant[0].country else "coordinates"
    return Decision(meant[0], f"name, type and {second} agree", lead, ranked)


def _missing(first: Features, lead: float, rules: Rules) -> str:
    """What keeps the first candidate from being accepted by its name, or an empty text."""
    if not first.same:
        return "the name is not the same"
    if lead <= rules.lead:
        return "another candidate is as near"
    if first.kind is not True:
        return "the type is unknown"
    near = first.distance is not None and first.distance <= rules.near
    far = first.distance is not None and not near
    if far or not (first.country or near):
        return "the places are apart" if far else "no second feature agrees"
    return ""


def _possible(features: Features) -> bool:
    return features.kind is not False and features.country is not False and not features.contrary


def _rank(features: Features) -> tuple[object, ...]:
    far = math.inf if features.distance is None else features.distance
    return (
        not features.agreeing,
        not _possible(features),
        -features.name,
        features.country is not True,
        far,
        len(features.candidate.id),
        features.candidate.id,
    )


def _lead(meant: Sequence[Features]) -> float:
    names = sorted((each.name for each in meant), reverse=True)
    return names[0] - names[1] if len(names) > 1 else (names[0] if names else 0.0)


def _distance(subject: Subject, candidate: Candidate) -> float | None:
    """Kilometres along the surface of the earth, to 0.1 (haversine)."""
    if subject.point is None or candidate.point is None:
        return None
    (north, east), (other_north, other_east) = subject.point, candidate.point
    phi, other_phi = math.radians(north), math.radians(other_north)
    half = (
        math.sin((other_phi - phi) / 2) ** 2
        + math.cos(phi) * math.cos(other_phi) * math.sin(math.radians(other_east - east) / 2) ** 2
    )
    return round(2 * _EARTH * math.asin(math.sqrt(min(1.0, half))), 1)
