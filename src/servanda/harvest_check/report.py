"""A rehearsal in words: a table for terminals, and JSON with every value."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import NamedNode

from servanda.harvest_check.model import Part, Rehearsal, Row, Score, Verdict
from servanda.harvest_check.quality import DIMENSIONS, band
from servanda.harvest_check.read import plain
from servanda.vocab import PREFIXES
from servanda.wording import word

__all__ = ["FORMATS", "Line", "Told", "counts", "grouped", "points_of", "told_note", "written"]

FORMATS: Final = ("text", "json")
_WIDEST: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words: `properties` are prefixed names, `note` says why."""

    field: str
    verdict: Verdict
    value: str
    note: str
    properties: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Told:
    """Parts that fare alike, with the lines of the first of them.

    `absent` are the fields that the catalogue has nothing for; `names` those of all parts.
    """

    kind: str
    names: tuple[str, ...]
    lines: tuple[Line, ...]
    absent: tuple[str, ...]

    def title(self, language: str) -> str:
        """What the lines are about."""
        if len(self.names) > 1:
            return word("harvest-files", language, count=len(self.names))
        kind = word(f"harvest-kind-{self.kind}", language)
        return word("harvest-titled", language, kind=kind, name=self.names[0])


def grouped(rehearsal: Rehearsal, language: str) -> list[Told]:
    """The parts in words; files with the same verdicts for the same reasons are told once."""
    alike: dict[object, list[Part]] = {}
    for part in rehearsal.parts:
        same = part.kind == "distribution"
        # A catalogue may be a dataset as well: its node then stands for two parts.
        key = _signature(part) if same else (part.kind, part.node)
        alike.setdefault(key, []).append(part)
    return [
        Told(
            parts[0].kind,
            tuple(part.name for part in parts),
            tuple(_lines(parts, language)),
            tuple(_absent(parts[0])),
        )
        for parts in alike.values()
    ]


def _signature(part: Part) -> object:
    return tuple(
        (row.field, row.properties, row.outcome.verdict, row.outcome.note) for row in part.rows
    )


def _absent(part: Part) -> Iterator[str]:
    for row in part.rows:
        if row.outcome.verdict is Verdict.ABSENT:
            yield _field(row)


def _lines(parts: Sequence[Part], language: str) -> Iterator[Line]:
    """The lines of the first part; values that differ between the parts are left open."""
    for row, others in zip(parts[0].rows, zip(*(p.rows for p in parts), strict=True), strict=True):
        if row.outcome.verdict is Verdict.ABSENT:
            continue
        same = len({other.outcome.value for other in others}) == 1
        value = row.outcome.value if same else f"{row.outcome.value} …"
        names = tuple(_prefixed(each) for each in row.properties)
        yield Line(
            _field(row), row.outcome.verdict, value, told_note(row, language), names, row.source
        )


def _field(row: Row) -> str:
    """The field of the portal; of DCAT-AP, and where no field reads it, the property."""
    own = row.field in ("", "mandatory", "recommended", "optional")
    return " ".join(_prefixed(each) for each in row.properties) if own else row.field


def _prefixed(iri: NamedNode) -> str:
    fits = [(base, name) for name, base in PREFIXES.items() if iri.value.startswith(base)]
    base, name = max(fits, default=("", ""))
    return f"{name}:{iri.value.removeprefix(base)}" if base else f"<{iri.value}>"


def told_note(row: Row, language: str) -> str:
    """Why a verdict is as it is, in words; empty if nothing is to say."""
    note = row.outcome.note
    return word(f"harvest-note-{note}", language, **row.outcome.values) if note else ""


def counts(rehearsal: Rehearsal) -> Counter[Verdict]:
    """How many fields have each verdict."""
    return Counter(row.outcome.verdict for part in rehearsal.parts for row in part.rows)


def points_of(score: Score) -> list[tuple[str, int, int]]:
    """Each dimension of a score with its points and the most it can have."""
    return [
        (
            each,
            sum(metric.points for metric in score.metrics if metric.dimension == each),
            sum(metric.most for metric in score.metrics if metric.dimension == each),
        )
        for each in DIMENSIONS
    ]


def written(rehearsals: Iterable[Rehearsal], form: str, language: str) -> str:
    """All rehearsals as `text`, in a language, or as `json`, which has every part."""
    if form == "json":
        listed = [_json(each, language) for each in rehearsals]
        return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"
    return "\n".join(_text(each, language) for each in rehearsals)


def _text(rehearsal: Rehearsal, language: str) -> str:
    head = f"{rehearsal.portal.name} — {rehearsal.portal.software} — {_clean(rehearsal.file)}"
    found = counts(rehearsal)
    numbers = {each.value: found[each] for each in Verdict}
    lines = [head, word("harvest-counts", language, **numbers)]
    for told in grouped(rehearsal, language):
        lines += ["", _clean(told.title(language)), *_table(told.lines, language)]
        if told.absent:
            lines.append(f"  {word('harvest-verdict-absent', language)}: {', '.join(told.absent)}")
    for score in rehearsal.scores:
        lines += ["", *_score(score, language)]
    return "\n".join(lines) + "\n"


def _table(lines: Sequence[Line], language: str) -> Iterator[str]:
    wide = max((len(line.field) for line in lines), default=0)
    for line in lines:
        verdict = word(f"harvest-verdict-{line.verdict}", language)
        text = _clean(line.value)
        value = text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"
        note = f"[{_clean(line.note)}]" if line.note else ""
        yield f"  {line.field:<{wide}}  {verdict:<8}  {value}  {note}".rstrip()


def _score(score: Score, language: str) -> Iterator[str]:
    rating = word(f"harvest-band-{band(score.points)}", language)
    yield f"{_clean(plain(score.node))}"
    yield word("harvest-score", language, points=score.points, most=score.most, band=rating)
    yield word("harvest-score-network", language, count=score.points - score.certain)
    for dimension, points, most in points_of(score):
        yield f"  {word(f'harvest-dimension-{dimension}', language)}: {points}/{most}"
    for metric in score.metrics:
        if metric.points < metric.most or metric.fulfilled < metric.asked:
            name = word(f"harvest-metric-{metric.key}", language)
            share = f"{metric.fulfilled}/{metric.asked}"
            yield f"    {name}: {metric.points}/{metric.most} ({share})"


def _clean(text: str) -> str:
    """One line without control characters: what is checked may be hostile."""
    return "".join(char if char.isprintable() else " " for char in text)


def _json(rehearsal: Rehearsal, language: str) -> dict[str, Any]:
    return {
        "portal": rehearsal.portal.key,
        "software": rehearsal.portal.software,
        "file": rehearsal.file,
        "refused": rehearsal.refused,
        "parts": [_part(part, language) for part in rehearsal.parts],
        "scores": [
            {
                "dataset": plain(score.node),
                "points": score.points,
                "withoutNetwork": score.certain,
                "most": score.most,
                "rating": band(score.points),
                "metrics": {
                    metric.key: {
                        "dimension": metric.dimension,
                        "points": metric.points,
                        "most": metric.most,
                        "fulfilled": metric.fulfilled,
                        "asked": metric.asked,
                    }
                    for metric in score.metrics
                },
            }
            for score in rehearsal.scores
        ],
    }


def _part(part: Part, language: str) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "node": plain(part.node),
        "name": part.name,
        "fields": [
            {
                "field": _field(row),
                "properties": [each.value for each in row.properties],
                "verdict": row.outcome.verdict.value,
                "value": row.outcome.value,
                "note": row.outcome.note,
                "why": told_note(row, language),
                "source": row.source,
            }
            for row in part.rows
        ],
    }
