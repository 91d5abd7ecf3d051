"""The website: every page of every kind, written one after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from servanda.digests import PAGES_LIST
from servanda.exporters.base import Source
from servanda.exporters.site_units import Apart, Item, Made, make_unit, make_units, write_page
from servanda.runners import Processes
from servanda.site import PAGES, UNIT_OF, UNITS, Pages, Site, Unit, open_site
from servanda.site.again import Memory, Places, Written, opened
from servanda.site.base import bare
from servanda.site.read.uses import count_uses
from servanda.site.telling.sitemap import sitemap

__all__ = ["Count", "site", "write_site"]

_BATCH: Final = 20  # units that a process makes at a time; fewer are made here


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
            return _Writing(source, found, folder, None).whole()
        cache = source.cache / "site"
        places = Places(outcome.stated, outcome.inferred, cache, source.before)
        with opened(found, places) as memory:
            return _Writing(source, found, folder, memory).whole()


class _Writing:
    """One site on its way into a folder."""

    def __init__(self, source: Source, site: Site, folder: Path, memory: Memory | None) -> None:
        self._source: Final = source
        self._site: Final = site
        self._bare: Final = bare(site)
        self._folder: Final = folder
        self._memory: Final = memory
        self._count: Final = Count()

    def whole(self) -> Count:
        """Write all files, and their list."""
        progress, total = self._source.progress, len(PAGES)
        public = self._source.outcome.stated.with_name("public.txt")
        with (
            (self._folder / PAGES_LIST).open("w", encoding="utf-8", newline="\n") as listed,
            public.open("w+", encoding="utf-8", newline="\n") as paths,
        ):
            for done, (name, pages) in enumerate(PAGES):
                progress(f"write site: {name}", done, total)
                for number, file in enumerate(self._files(name, pages), start=1):
                    if number % 100 == 0:
                        progress(f"write site: {name} {number}", done, total)
                    listed.write(f"{file.digest}  {file.path}\n")
                    if file.listed:
                        paths.write(f"{file.path}\n")
            paths.seek(0)
            for page in sitemap(self._site, (line.rstrip("\n") for line in paths)):
                listed.write(f"{write_page(self._folder, page).digest}  {page.path}\n")
        return self._count

    def _files(self, kind: str, pages: Pages) -> Iterator[Written]:
        """The files of one kind, each written or taken over when it is given."""
        if kind not in UNITS:
            for page in pages(self._site):
                self._count.made += 1
                yield write_page(self._folder, page)
        elif kind in UNIT_OF and self._source.jobs > 1:
            yield from self._apart(kind)
        else:
            for unit in UNITS[kind](self._bare):
                taken = self._taken(kind, unit)
                if taken is None:
                    made = make_unit(self._bare, unit, self._folder)
                    taken = self._kept(kind, unit, made)
                yield from taken

    def _taken(self, kind: str, unit: Unit) -> list[Written] | None:
        files = self._memory.take(self._folder, kind, unit) if self._memory else None
        self._count.taken += len(files or ())
        return files

    def _kept(self, kind: str, unit: Unit, made: Made) -> list[Written]:
        self._count.made += len(made.files)
        if self._memory:
            self._memory.keep(kind, unit, made.reads, made.files)
        return made.files

    def _apart(self, kind: str) -> Iterator[Written]:
        """The same by several processes, in the same order."""
        source, index = self._source, self._site.index
        count_uses(index)  # which would be written when it is first asked for
        index.sql.commit()
        apart = Apart(source.workspace, source.reference, source.prefixes, index.path, self._folder)
        waiting: deque[tuple[Unit, list[Written] | None]] = deque()
        batches = self._batches(kind, waiting)
        with closing(Processes(source.jobs).outputs(make_units, apart, batches)) as outputs:
            for output in outputs:
                for made in output:
                    yield from _first_taken(waiting)
                    yield from self._kept(kind, waiting.popleft()[0], made)
        apart.close()
        yield from _first_taken(waiting)

    def _batches(
        self, kind: str, waiting: deque[tuple[Unit, list[Written] | None]]
    ) -> Iterator[list[Item]]:
        """What is to be made; all units go to `waiting`, those that were taken over with files."""
        batch: list[Item] = []
        for unit in UNITS[kind](self._bare):
            taken = self._taken(kind, unit)
            waiting.append((unit, taken))
            if taken is None:
                batch.append(Item(kind, unit.key))
            if len(batch) == _BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def _first_taken(waiting: deque[tuple[Unit, list[Written] | None]]) -> Iterator[Written]:
    while waiting and waiting[0][1] is not None:
        yield from waiting.popleft()[1] or ()
