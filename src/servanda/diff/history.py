"""Releases in their order: each with the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from servanda.diff.release import Release, open_release, same_dataset
from servanda.errors import UsageError

__all__ = ["in_order"]


def in_order(folders: Sequence[Path | Release]) -> tuple[Release, ...]:
    """The releases in `folders`, the oldest first.

    Raises UsageError where there is none, where one is of another dataset, where a version stands
    twice, or where one was issued before the one that it follows.
    """
    releases = tuple(map(open_release, folders))
    if not releases:
        raise UsageError("a history needs a release", hint="Give at least one release folder")
    for before, after in pairwise(releases):
        same_dataset(before, after)
        if before.issued > after.issued:
            raise UsageError(
                f"issued on {after.issued}, before version {before.version} that it follows",
                path=after.folder,
                hint="Give the releases in their order, the oldest first",
            )
    versions = [each.version for each in releases]
    twice = sorted(version for version in set(versions) if versions.count(version) > 1)
    if twice:
        raise UsageError(
            f"version {twice[0]} stands twice among the releases",
            hint="Give each release of the dataset a dcat:version of its own",
        )
    return releases
