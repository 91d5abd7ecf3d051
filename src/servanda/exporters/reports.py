"""The validation report: the W3C form in Turtle, and JSON with the file and line of each result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from servanda.exporters.base import Source
from servanda.places import Found
from servanda.serialize.turtle import turtle
from servanda.validate import Report, path_text

__all__ = ["found_as_json", "reports"]


def reports(source: Source, folder: Path) -> None:
    """Write `reports/validation.ttl` and `reports/validation.json`."""
    out = folder / "reports"
    out.mkdir()
    outcome = source.outcome
    report = Report(not outcome.found, tuple(found.result for found in outcome.found))
    # The results are parts of the report, behind a `#`: the dataset's own may not stand before it.
    base = f"{source.workspace.iri.value.partition('#')[0].rstrip('/')}/validation"
    text = turtle(report.triples(base), dict(source.prefixes))
    (out / "validation.ttl").write_text(text, encoding="utf-8", newline="\n")
    described = {
        "conforms": report.conforms,
        "results": [found_as_json(found) for found in outcome.found],
        "clashes": [
            {"resources": list(clash.subjects), "shared": clash.what} for clash in outcome.clashes
        ],
    }
    (out / "validation.json").write_text(
        json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n"
    )


def found_as_json(found: Found) -> dict[str, Any]:
    """One result as JSON: place, severity, what it is about and the messages by language."""
    result = found.result
    return {
        "file": found.path,
        "line": found.line,
        "severity": result.severity.value.rsplit("#", 1)[-1],
        "focusNode": str(result.focus_node),
        "path": path_text(result),
        "value": None if result.value is None else str(result.value),
        "shape": None if result.source_shape is None else str(result.source_shape),
        "component": str(result.component),
        "messages": {m.language or "": m.value for m in result.messages if isinstance(m, Literal)},
    }
