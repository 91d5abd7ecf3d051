"""What is wrong with a workspace right now, file by file, as it comes to light piece by piece."""

from __future__ import annotations

from collections.abc import Iterable

from servanda.build import violates
from servanda.findings import Finding, Level
from servanda.places import Found
from servanda.preview.drafts import Faults

__all__ = ["Ledger"]


class Ledger:
    """The findings of a workspace: faults of files, results of shapes, failures of an engine."""

    def __init__(self) -> None:
        self._faults: dict[str, tuple[Finding, ...]] = {}
        self._found: dict[str, list[Finding]] = {}
        self._failed: tuple[Finding, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        """All findings, errors first, then by file and line."""
        every = {each for some in self._faults.values() for each in some}
        every |= {each for some in self._found.values() for each in some}
        return tuple(sorted({*every, *self._failed}, key=_order))

    def unread(self) -> set[str]:
        """The names of the files that cannot be read."""
        return {
            name
            for name, some in self._faults.items()
            if any(each.check == "syntax" for each in some)
        }

    def put_all_faults(self, faults: Faults) -> None:
        """Let these be the only faults of files."""
        self._faults = dict(faults)

    def put_faults(self, names: Iterable[str], faults: Faults) -> None:
        """Let these be the faults of some files; those of the others stay."""
        for name in names:
            self._faults.pop(name, None)
            if faults.get(name):
                self._faults[name] = faults[name]

    def put_all_found(self, found: Iterable[Found]) -> None:
        """Let these be the only results of shapes; an engine has done its work."""
        self._found, self._failed = {}, ()
        self._add(found)

    def put_found(self, names: Iterable[str], found: Iterable[Found]) -> None:
        """Let these be the results of shapes for some files; an engine has done its work."""
        self._failed = ()
        for name in names:
            self._found.pop(name, None)
        self._add(found)

    def put_failed(self, finding: Finding) -> None:
        """An engine could not do its work."""
        self._failed = (finding,)

    def _add(self, found: Iterable[Found]) -> None:
        for each in found:
            self._found.setdefault(each.path, []).append(_finding(each))


def _finding(found: Found) -> Finding:
    """A validation result with all its messages, and what it is about."""
    result = found.result
    about = f"{result.focus_node}" + (f" {result.value}" if result.value is not None else "")
    messages = tuple((m.language or "en", f"{m.value} — {about}") for m in result.messages)
    level = Level.ERROR if violates(found) else Level.WARNING
    return Finding(found.path, found.line, "shapes", level, messages or (("en", about),))


def _order(finding: Finding) -> tuple[bool, Finding]:
    return finding.level is not Level.ERROR, finding
