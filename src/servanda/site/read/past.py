"""The releases before this one, as far as pages speak of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from servanda.diff.release import MANIFEST, Release, open_release
from servanda.site.base import Site
from servanda.wording import word

__all__ = ["at", "first_told", "history", "own_release", "releases"]

_EARLIER: Final = "v"  # where a release keeps those before it


def own_release(site: Site) -> Release | None:
    """The release in the making, which has no manifest yet; None where none is made."""
    if site.folder is None:
        return None
    of = site.workspace
    return Release(site.folder, of.iri, of.version, of.issued[:10], of.as_of[:10])


def releases(site: Site) -> tuple[Release, ...]:
    """The releases before this one, oldest first. Raises InputError for a broken manifest."""
    return tuple(map(open_release, site.earlier))


def history(site: Site) -> tuple[Release, ...]:
    """The releases that can be compared with each other, oldest first; this one is the last.

    What stood in the same folder may be of another dataset, or newer than what is made now: that
    is no past of it. Empty where no release is made.
    """
    own = own_release(site)
    if own is None:
        return ()
    past = [
        each
        for each in releases(site)
        if each.dataset == own.dataset and each.issued <= own.issued and each.version != own.version
    ]
    return (*past, own)


def at(release: Release, path: str, site: Site) -> str:
    """The path from the root of this site to a file of a release; "" if it has no such file."""
    if release.folder == site.folder:
        return path
    if not (release.folder / path).is_file():
        return ""
    return f"{_EARLIER}/{release.folder.name}/{path}"


def first_told(site: Site, release: Release, language: str) -> str:
    """What is told of a first release: how many records it has, not each of them."""
    if release.folder == site.folder:
        count: int | None = len(site.workspace.records)
    else:
        count = _records(release.folder)
    if count is None:
        return word("changes-first", language)
    return word("changes-first-records", language, count=count)


def _records(folder: Path) -> int | None:
    content = json.loads((folder / MANIFEST).read_bytes())
    counts = content.get("counts") if isinstance(content, dict) else None
    count = counts.get("records") if isinstance(counts, dict) else None
    return count if isinstance(count, int) else None
