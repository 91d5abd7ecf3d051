"""Findings: what a check has to say, with its place, in three languages and three formats."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from servanda.errors import ServandaError

__all__ = ["FORMATS", "Finding", "Level", "format_findings", "of_error", "packed", "unpacked"]

FORMATS: Final = ("text", "json", "github")


class Level(StrEnum):
    """How much a finding weighs: errors make a check fail, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One finding; `messages` maps a language to its text, `check` names who found it."""

    path: str
    line: int
    check: str
    level: Level
    messages: tuple[tuple[str, str], ...]

    def message(self, language: str) -> str:
        """The text in a language; where it is missing, English or the first, marked as such."""
        texts = dict(self.messages)
        if language in texts or not texts:
            return texts.get(language, "")
        other = "en" if "en" in texts else next(iter(texts))
        return f"[{other}] {texts[other]}" if other else texts[other]


def of_error(error: ServandaError, check: str) -> Finding:
    """A finding that says what an error says."""
    text = f"{error.message}. {error.hint}" if error.hint else error.message
    path = "" if error.path is None else error.path.as_posix()
    return Finding(path, error.line or 1, check, Level.ERROR, (("en", text),))


def format_findings(
    findings: Sequence[Finding], form: str, *, language: str = "en", summary: str = ""
) -> str:
    """Render findings as `text`, `json` or `github` (workflow commands for annotations)."""
    if form == "json":
        return _json(findings)
    if form == "github":
        return "".join(_github(finding, language) for finding in findings)
    return _text(findings, language) + (f"{summary}\n" if summary else "")


def packed(findings: Iterable[Finding]) -> str:
    """Findings as text that `unpacked` reads; "" for none."""
    listed = [[f.path, f.line, f.check, f.level.value, f.messages] for f in findings]
    return json.dumps(listed, ensure_ascii=False) if listed else ""


def unpacked(text: str) -> list[Finding]:
    """The findings that `packed` made a text of. Raises ValueError for another text."""
    return [
        Finding(path, line, check, Level(level), tuple((each[0], each[1]) for each in messages))
        for path, line, check, level, messages in (json.loads(text) if text else ())
    ]


def _json(findings: Iterable[Finding]) -> str:
    listed = [
        {
            "file": each.path,
            "line": each.line,
            "check": each.check,
            "level": each.level.value,
            "messages": dict(each.messages),
        }
        for each in findings
    ]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _text(findings: Iterable[Finding], language: str) -> str:
    return "".join(
        _printable(f"{f.path}:{f.line}: {f.level.value} [{f.check}] {f.message(language)}") + "\n"
        for f in findings
    )


def _github(finding: Finding, language: str) -> str:
    place = f"file={_property(finding.path)},line={finding.line},title={_property(finding.check)}"
    level = "notice" if finding.level is Level.NOTE else finding.level.value
    return f"::{level} {place}::{_data(finding.message(language))}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _printable(text: str) -> str:
    """One line without control characters: what is checked may be hostile."""
    return "".join(char if char.isprintable() else " " for char in text)
