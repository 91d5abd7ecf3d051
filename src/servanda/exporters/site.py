"""The website: every page of every kind, written one after another."""

from __future__ import annotations

from pathlib import Path

from servanda.exporters.base import Source
from servanda.site import PAGES, Page, open_site

__all__ = ["site"]


def site(source: Source, folder: Path) -> None:
    """Write the site into `folder`, which is its root."""
    outcome = source.outcome
    with open_site(
        source.workspace,
        source.reference,
        outcome.stated,
        outcome.inferred,
        found=outcome.found,
        prefixes=source.prefixes,
        base=outcome.stated.with_name("site.db"),
    ) as opened:
        for done, (name, pages) in enumerate(PAGES):
            for count, page in enumerate(pages(opened)):
                if count % 100 == 0:
                    source.progress(f"write site: {name} {count or ''}".rstrip(), done, len(PAGES))
                _write(folder, page)


def _write(folder: Path, page: Page) -> None:
    path = folder / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    content = page.make()
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
