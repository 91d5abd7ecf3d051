"""The records of a workspace as they were listed: by folder, and small however many they are."""

from __future__ import annotations

import os
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, overload

from servanda.errors import InputError
from servanda.listing import stamped_line
from servanda.parse import RECORD_SUFFIXES

__all__ = ["SLUG", "Records"]

SLUG: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
# Lines of `listing.stamped` whose names are slugs with a suffix of records.
_WELL_NAMED: Final = re.compile(
    r"(?:[a-z0-9]++(?:[._-](?!(?:ttl|yaml)\t)[a-z0-9]++)*+\.(?:ttl|yaml)\t[^\n]*+\n)*+"
)


class Records(Sequence[Path]):
    """The files of records in the order of their parts; the paths are made as they are asked for.

    `lines` are those of `listing.stamped` for the folder `top`, where the file named `without` is
    no record. `began` is the time (ns since 1970) from which the stamps hold.
    """

    def __init__(self, lines: Mapping[str, str], top: str, without: str, began: int) -> None:
        self.began: Final = began
        self.lines: Final = {**lines, top: _without(lines.get(top, ""), without)}
        self.top: Final = top

    @classmethod
    def chosen(cls, paths: Iterable[Path], top: str) -> Records:
        """Some files below the folder `top` that are records, listed anew."""
        began, lines = time.time_ns(), defaultdict(list)
        for path in paths:
            lines[str(path.parent)].append(stamped_line(path))
        return cls({each: "".join(some) for each, some in lines.items()}, top, "", began)

    def well_named(self) -> bool:
        """Whether each name gives an IRI, and no two the same one."""
        start = len(self.top) + 1
        parts = {part for each in self.lines for part in Path(each[start:]).parts}
        return (
            all(map(SLUG.fullmatch, parts))
            and all(map(_WELL_NAMED.fullmatch, self.lines.values()))
            and not any(map(_doubled, self.lines.values()))
        )

    def has(self, suffix: str) -> bool:
        """Whether there is a record with this suffix."""
        return any(f"{suffix}\t" in lines for lines in self.lines.values())

    def __len__(self) -> int:
        return sum(lines.count("\n") for lines in self.lines.values())

    def __iter__(self) -> Iterator[Path]:
        paths = (
            f"{folder}{os.sep}{line[: line.index(chr(9))]}"
            for folder, lines in self.lines.items()
            for line in lines.splitlines()
        )
        return map(Path, sorted(paths, key=lambda path: path.replace(os.sep, "\0")))

    @overload
    def __getitem__(self, place: int) -> Path: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Path, ...]: ...

    def __getitem__(self, place: int | slice) -> Path | tuple[Path, ...]:
        return tuple(self)[place]

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, Path):
            return False
        lines = self.lines.get(str(path.parent), "")
        return lines.startswith(f"{path.name}\t") or f"\n{path.name}\t" in lines

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Records) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.top)


def _without(lines: str, name: str) -> str:
    if lines.startswith(f"{name}\t"):
        return lines[lines.index("\n") + 1 :]
    at = lines.find(f"\n{name}\t") + 1
    return lines[:at] + lines[lines.index("\n", at) + 1 :] if at else lines


def _doubled(lines: str) -> bool:
    """Whether two names differ in their suffixes only."""
    if ".yaml\t" not in lines or ".ttl\t" not in lines:
        return False
    names = [line[: line.index("\t")] for line in lines.splitlines()]
    return len({name[: name.rindex(".")] for name in names}) < len(names)


def refuse_names(root: Path, paths: Iterable[str]) -> None:
    """Raise InputError for the first record whose name gives no IRI, or that of another one.

    `paths` are those of all files below `data`, in the order of their parts.
    """
    folder = root / "data"
    found: dict[str, str] = {}
    for path in paths:
        _check_slug(folder, path)
        other = found.setdefault(path[: path.rindex(".")], path)
        if other != path:
            raise InputError(
                f"{Path(other).relative_to(root).as_posix()} describes the same resource",
                path=Path(path).relative_to(root).as_posix(),
                hint="Keep one of the two files",
            )


def _check_slug(folder: Path, path: str) -> None:
    parts = path[len(str(folder)) + 1 : path.rindex(".")].split(os.sep)  # noqa: PTH206  one of many thousands
    if not path.endswith(RECORD_SUFFIXES) or not all(map(SLUG.fullmatch, parts)):
        raise InputError(
            "the name of a record gives its IRI and must be <kind>/<slug>.ttl or .yaml in "
            "lower-case letters, digits and hyphens",
            path=Path(path).relative_to(folder.parent),
            hint="Rename the file",
        )
