"""The counts of a dump, kept in the cache and corrected after an edit.

The subjects that an edit concerns are taken out of the counts as they were, and put in as they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from typing import Final

from servanda.exporters.again import keep, kept
from servanda.exporters.base import Source
from servanda.exporters.halving import of_subject
from servanda.exporters.statistics import Columns, Counted, correct, dumped, groups, loaded
from servanda.exporters.statistics.count import Group
from servanda.serialize.sorted_lines import StaleError, changed_lines, mapped

__all__ = ["Counting", "changed_subjects"]

_HELD: Final = 1 << 24  # numbers of eight bytes; where there are more, nothing is kept
_MOST: Final = 100_000  # subjects; where more are concerned, all are counted


@dataclass(frozen=True, slots=True)
class Counting:
    """One of the dumps to be counted.

    `dump` is its file, whose name below `dump/` is `name`, and `way` how its subjects are counted.
    `concerned` gives the subjects, as they are spelled, that may be others than they were in the
    dump before.
    """

    source: Source
    name: str
    dump: Path
    way: Callable[[Iterable[Group], Columns, str], Counted]
    concerned: Callable[[Path, Path], Iterable[bytes]]

    def counted(self) -> Counted:
        """What was counted, which is kept for the next build."""
        counted = self._corrected()
        if counted is None:
            graphs: set[bytes] = set()
            counted = self.way(groups(self.dump, graphs), self._columns(), self._space)
            counted.graphs = len(graphs)
        self._keep(counted)
        return counted

    @property
    def _space(self) -> str:
        return self.source.workspace.uri_space

    def _columns(self) -> Columns:
        return Columns(self.dump.with_name(f"{self.name}.hashes"), _HELD)

    def _keep(self, counted: Counted) -> None:
        cache = self.source.cache
        content = None if cache is None else dumped(counted)
        if cache is None or content is None:
            return
        path = cache / f"{self.name}.counts"
        beside = path.with_name(f"{path.name}.new")
        with suppress(OSError):  # a cache that cannot be written is none
            beside.write_bytes(content)
            beside.replace(path)
            told = [hashlib.sha256(content).hexdigest(), self.source.digests.of(self.dump)]
            keep(self.source, self.name, (), told)

    def _corrected(self) -> Counted | None:
        """What was counted last, corrected by what has changed; None if nothing came of it."""
        source = self.source
        again = kept(source, self.name, "dump")
        if again is None or source.cache is None or source.before is None:
            return None
        old = source.before / "dump" / self.name
        try:
            content = (source.cache / f"{self.name}.counts").read_bytes()
            if again.told != [hashlib.sha256(content).hexdigest(), source.since.dump[self.name]]:
                return None
            counted = loaded(content, self.dump.with_name(f"{self.name}.hashes"))
            concerned = {subject + b" " for subject in self.concerned(old, self.dump)}
            if len(concerned) > _MOST:
                return None
            with mapped(old) as before, mapped(self.dump) as after:
                gone, come = _about(concerned, before), _about(concerned, after)
                correct(counted, gone, come, self._count)
        except (OSError, ValueError, KeyError, TypeError, StaleError):
            return None
        return counted

    def _count(self, told: Iterable[Group]) -> Counted:
        return self.way(told, self._columns(), self._space)


def changed_subjects(old: Path, new: Path) -> Iterator[bytes]:
    """The subjects of what only one of two sorted files of N-Quads says."""
    return (line.split(b" ", 1)[0] for line in changed_lines(old, new))


def _about(subjects: Collection[bytes], quads: mmap | bytes) -> Iterator[bytes]:
    for subject in sorted(subjects):
        yield from (line.encode() for line in of_subject(quads, subject[:-1]))
