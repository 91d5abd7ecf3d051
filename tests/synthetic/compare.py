"""What validation found beside what it must find."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.validate import Result, path_text
from synthetic.faults import Expected
from synthetic.turtle import PREFIXES

_SHACL: Final = "http://www.w3.org/ns/shacl#"


@dataclass(frozen=True, slots=True)
class Difference:
    """Results that are missing or too many, each with how often."""

    missing: Mapping[Expected, int]
    surplus: Mapping[Expected, int]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


def compare(results: Iterable[Result], known: Path) -> Difference:
    """The results of a validation against the file of what must be found."""
    found = Counter(map(_seen, results))
    wanted = Counter(
        Expected(each["focus"], each["component"], each["path"], each["severity"])
        for each in json.loads(known.read_text(encoding="utf-8"))["results"]
    )
    return Difference(missing=wanted - found, surplus=found - wanted)


def _seen(result: Result) -> Expected:
    return Expected(
        focus=getattr(result.focus_node, "value", ""),
        component=result.component.value.removeprefix(_SHACL).removesuffix("ConstraintComponent"),
        path=_prefixed(path_text(result) or ""),
        severity=result.severity.value.removeprefix(_SHACL),
    )


def _prefixed(path: str) -> str:
    for name, base in PREFIXES.items():
        path = path.replace(f"<{base}", f"{name}:<")
    return path.replace(":<", ":").replace(">", "")
