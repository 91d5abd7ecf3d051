"""The forms that a comparison can be written in."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.diff.model import Changes
from servanda.diff.page import as_html
from servanda.diff.rdf import as_turtle
from servanda.diff.record import as_json
from servanda.diff.text import as_text
from servanda.errors import UsageError

__all__ = ["FORMATS", "save", "written"]

FORMATS: Final = ("text", "html", "json", "rdf")


def written(changes: Changes, form: str, language: str, *, stylesheet: str = "") -> str:
    """The changes in one of the forms; `json` and `rdf` are the same in every language."""
    if form == "text":
        return as_text(changes, language)
    if form == "html":
        return as_html(changes, language, stylesheet=stylesheet)
    if form == "json":
        return as_json(changes)
    if form == "rdf":
        return as_turtle(changes)
    raise UsageError(f"unknown format {form}", hint=f"Choose one of {', '.join(FORMATS)}")


def save(text: str, path: Path) -> None:
    """Write a file. Raises UsageError where it cannot be written."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        hint = "Give --out a file in a folder that exists and that you may write to"
        raise UsageError(f"cannot be written: {error.strerror}", path=path, hint=hint) from None
