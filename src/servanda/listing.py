"""Listing: the files below a folder, fast enough for a hundred thousand of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["NOT_THERE", "file_names", "stamped", "stamped_line"]

# What stands in place of the stamp of a file that cannot be looked at.
NOT_THERE: Final = "?"


def file_names(folder: str, suffixes: tuple[str, ...]) -> Iterator[str]:
    """The files below a folder that have one of the suffixes, in the order of their parts.

    Hidden ones are left out; links to folders are not followed, and links to nothing are given,
    so that they are told of.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from file_names(entry.path, suffixes)
        elif entry.name.endswith(suffixes) and _readable(entry):
            yield entry.path


def _readable(entry: os.DirEntry[str]) -> bool:
    return entry.is_file() or (entry.is_symlink() and not entry.is_dir())


def stamped(folder: str, suffixes: tuple[str, ...]) -> dict[str, str]:
    """The same files as lines, by the folder in which they lie.

    A line is the name, a tab, and size, time of change (`ctime`, ns) and inode of what it leads to,
    or `NOT_THERE`. A name with a line break has an empty line before it. The lines come as the
    system lists the files.
    """
    found: dict[str, str] = {}
    lines: list[str] = []
    try:
        entries = os.scandir(folder)
    except OSError:
        return found
    with entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                found |= stamped(entry.path, suffixes)
            elif name.endswith(suffixes) and _readable(entry):
                try:
                    stat = entry.stat()
                except OSError:
                    stamp = NOT_THERE
                else:
                    stamp = f"{stat.st_size} {stat.st_ctime_ns} {stat.st_ino}"
                lines.append(f"{name}\t{stamp}\n" if "\n" not in name else f"\n{name}\n")
    found[folder] = "".join(lines)
    return found


def stamped_line(path: Path) -> str:
    """The line of one file: see `stamped`."""
    try:
        stat = path.stat()
    except OSError:
        return f"{path.name}\t{NOT_THERE}\n"
    return f"{path.name}\t{stat.st_size} {stat.st_ctime_ns} {stat.st_ino}\n"
