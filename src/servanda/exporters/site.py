"""The website: every page of every kind, written one after another."""

from __future__ import annotations

import hashlib
from pathlib import Path

from servanda.digests import PAGES_LIST
from servanda.exporters.base import Source
from servanda.site import PAGES, Page, open_site
from servanda.site.telling.sitemap import sitemap

__all__ = ["site"]


def site(source: Source, folder: Path) -> None:
    """Write the site into `folder`, which is its root, and `site.sha256`, the list of its files.

    The list has the form that `sha256sum --check` reads.
    """
    outcome = source.outcome
    with (
        open_site(
            source.workspace,
            source.reference,
            outcome.stated,
            outcome.inferred,
            found=outcome.found,
            prefixes=source.prefixes,
            base=outcome.stated.with_name("site.db"),
            folder=folder,
            earlier=source.earlier,
        ) as opened,
        (folder / PAGES_LIST).open("w", encoding="utf-8", newline="\n") as listed,
        outcome.stated.with_name("public.txt").open("w+", encoding="utf-8", newline="\n") as public,
    ):
        for done, (name, pages) in enumerate(PAGES):
            for count, page in enumerate(pages(opened)):
                if count % 100 == 0:
                    source.progress(f"write site: {name} {count or ''}".rstrip(), done, len(PAGES))
                listed.write(f"{_write(folder, page)}  {page.path}\n")
                if page.listed:
                    public.write(f"{page.path}\n")
        public.seek(0)
        for page in sitemap(opened, (line.rstrip("\n") for line in public)):
            listed.write(f"{_write(folder, page)}  {page.path}\n")


def _write(folder: Path, page: Page) -> str:
    """Write one file; the SHA-256 of its bytes."""
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    made = page.make()
    content = made.encode("utf-8") if isinstance(made, str) else made
    path.write_bytes(content)
    return hashlib.sha256(content).hexdigest()
