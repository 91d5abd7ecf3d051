"""The website: every page of every kind, written one after another."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from servanda.digests import PAGES_LIST
from servanda.exporters.base import Source
from servanda.site import PAGES, UNITS, Page, Pages, Site, open_site
from servanda.site.again import Memory, Places, Written, opened
from servanda.site.base import bare
from servanda.site.telling.sitemap import sitemap

__all__ = ["Count", "site", "write_site"]


@dataclass(slots=True)
class Count:
    """How many files of a site were made, and how many were taken over as they were."""

    made: int = 0
    taken: int = 0


def site(source: Source, folder: Path) -> None:
    """Write the site into `folder`, which is its root, and `site.sha256`, the list of its files.

    The list has the form that `sha256sum --check` reads.
    """
    write_site(source, folder)


def write_site(source: Source, folder: Path) -> Count:
    """Write the site as `site` does; how many of its files were made and taken over.

    Below `source.cache` the site is remembered for the next build of the same workspace. With
    `source.before`, files that would be the same as those of the release there are taken over from
    it as links. Without a cache every file is made. The bytes are the same.
    """
    outcome = source.outcome
    with open_site(
        source.workspace,
        source.reference,
        outcome.stated,
        outcome.inferred,
        found=outcome.found,
        prefixes=source.prefixes,
        base=outcome.stated.with_name("site.db"),
        folder=folder,
        earlier=source.earlier,
    ) as found:
        if source.cache is None:
            return _written(source, found, folder, None)
        cache = source.cache / "site"
        places = Places(outcome.stated, outcome.inferred, cache, source.before)
        with opened(found, places) as memory:
            return _written(source, found, folder, memory)


def _written(source: Source, opened: Site, folder: Path, memory: Memory | None) -> Count:
    count, total = Count(), len(PAGES)
    public = source.outcome.stated.with_name("public.txt")
    with (
        (folder / PAGES_LIST).open("w", encoding="utf-8", newline="\n") as listed,
        public.open("w+", encoding="utf-8", newline="\n") as paths,
    ):
        for done, (name, pages) in enumerate(PAGES):
            source.progress(f"write site: {name}", done, total)
            for number, file in enumerate(_files(opened, folder, name, pages, memory, count), 1):
                if number % 100 == 0:
                    source.progress(f"write site: {name} {number}", done, total)
                listed.write(f"{file.digest}  {file.path}\n")
                if file.listed:
                    paths.write(f"{file.path}\n")
        paths.seek(0)
        for page in sitemap(opened, (line.rstrip("\n") for line in paths)):
            listed.write(f"{_write(folder, page).digest}  {page.path}\n")
    return count


def _files(  # noqa: PLR0913
    opened: Site, folder: Path, kind: str, pages: Pages, memory: Memory | None, count: Count
) -> Iterator[Written]:
    """The files of one kind, each written or taken over when it is given."""
    if kind not in UNITS:
        for page in pages(opened):
            count.made += 1
            yield _write(folder, page)
        return
    for unit in UNITS[kind](bare(opened)):
        taken = memory.take(folder, kind, unit) if memory else None
        if taken is not None:
            count.taken += len(taken)
            yield from taken
        elif memory is None:
            for page in unit.pages():
                count.made += 1
                yield _write(folder, page)
        else:
            with opened.index.reads.recorded() as keys:
                made = [_write(folder, page) for page in unit.pages()]
            memory.keep(kind, unit, keys, made)
            count.made += len(made)
            yield from made


def _write(folder: Path, page: Page) -> Written:
    """Write one file."""
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    made = page.make()
    content = made.encode("utf-8") if isinstance(made, str) else made
    path.write_bytes(content)
    return Written(page.path, hashlib.sha256(content).hexdigest(), page.listed)
