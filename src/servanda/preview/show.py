"""The site that is on show: pages are made when they are asked for, from what is known by then."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Final

from pyoxigraph import Quad, Triple

from servanda.errors import UsageError
from servanda.explain import Axioms
from servanda.places import Found
from servanda.preview.drafts import Draft
from servanda.preview.edits import drop_inferred, inferred_lines, put_inferred, put_stated
from servanda.site import PAGES, Page, Site, open_site
from servanda.site.read.why import Reasons
from servanda.site.view import Frame, View, page_text
from servanda.wording import word
from servanda.workspace import Workspace

__all__ = ["Show", "Sources"]


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the statements of a site stand as N-Quads; `release` holds the files beside pages."""

    stated: Path
    inferred: Path
    found: tuple[Found, ...] = ()
    release: Path | None = None


class Show:
    """One site, replaced as a whole or in parts while others read its pages.

    `folder` takes the index of each site that is opened. `close` when done.
    """

    def __init__(self, folder: Path) -> None:
        self._folder: Final = folder
        self._lock: Final = RLock()
        self._open = ExitStack()
        self._number = 0
        self._site: Site | None = None
        self._files: Mapping[str, Path] = {}
        self._pages: dict[str, Mapping[str, Page]] = {}
        # Among which pages a path was found before: there it is sought first.
        self._kinds: Final[dict[str, str]] = {}

    def close(self) -> None:
        """Close what is open; nothing is on show any more."""
        with self._lock:
            self._open.close()
            self._site = None

    def open(self, draft: Draft, sources: Sources) -> None:
        """Show the site of a draft in place of the one before."""
        self._number += 1
        base = self._folder / f"site-{self._number}.db"
        with ExitStack() as stack:
            stack.callback(base.unlink, missing_ok=True)
            site = stack.enter_context(
                open_site(
                    draft.workspace,
                    draft.reference,
                    sources.stated,
                    sources.inferred,
                    found=sources.found,
                    prefixes=draft.prefixes,
                    base=base,
                    folder=sources.release,
                )
            )
            files = _files_of(sources.release)
            with self._lock:
                self._open.close()
                self._open = stack.pop_all()
                self._site, self._files, self._pages = site, files, {}

    def put_records(
        self, workspace: Workspace, records: Mapping[str, Iterable[Quad]], gone: Container[str]
    ) -> None:
        """Replace records, by the IRI of each; nothing is inferred any more about what is gone."""
        with self._lock:
            index = self._shown().index
            put_stated(index, records)
            drop_inferred(index, workspace, gone)
            self._settle(workspace)

    def put_inferred(
        self,
        workspace: Workspace,
        about: Container[str],
        triples: Iterable[Triple],
    ) -> bool:
        """Replace what was inferred about resources; whether that changed anything."""
        with self._lock:
            changed = put_inferred(self._shown().index, workspace, about, triples)
            if changed:
                self._settle(workspace)
            return changed

    def infers(self, path: Path) -> bool:
        """Whether what is inferred by now is what an N-Quads file says."""
        with self._lock:
            site = self._shown()
            known = set(inferred_lines(site.index, site.workspace))
        return known == set(path.read_text(encoding="utf-8").splitlines(keepends=True))

    def write_inferred(self, path: Path) -> None:
        """Write what is inferred by now as N-Quads."""
        with self._lock:
            site = self._shown()
            lines = sorted(inferred_lines(site.index, site.workspace))
        path.write_text("".join(lines), encoding="utf-8", newline="\n")

    def file(self, path: str) -> bytes | None:
        """The bytes of a file of the site by its path from the root; None if there is none."""
        with self._lock:
            if path in self._files:
                return self._files[path].read_bytes()
            page = self._page(path)
            made = None if page is None else page.make()
        return made.encode("utf-8") if isinstance(made, str) else made

    def missing(self, path: str, language: str) -> bytes:
        """The page that says that there is no file of this path."""
        with self._lock:
            # Its links must lead somewhere from wherever it is shown.
            view = View(self._shown(), language, path)
            frame = Frame(
                title=word("preview-missing", language),
                description=word("preview-missing-text", language),
                indexed=False,
            )
            return page_text(view, "preview_missing.html", frame).encode("utf-8")

    def _shown(self) -> Site:
        if self._site is None:
            raise UsageError("nothing is on show")
        return self._site

    def _page(self, path: str) -> Page | None:
        known = self._kinds.get(path)
        for name, pages in sorted(PAGES, key=lambda each: each[0] != known):
            if name not in self._pages:
                self._pages[name] = {page.path: page for page in pages(self._shown())}
            if path in self._pages[name]:
                self._kinds[path] = name
                return self._pages[name][path]
        return None

    def _settle(self, workspace: Workspace) -> None:
        site = self._shown()
        site.index.settle()
        site.labels.forget()
        site.resources.settle()
        reasons = Reasons(site.index, site.labels, Axioms(site.reference.ontology))
        self._site = replace(site, workspace=workspace, reasons=reasons)
        self._pages = {}


def _files_of(folder: Path | None) -> dict[str, Path]:
    """The files of a release by their paths; whatever is not named here is not served."""
    found = sorted(folder.rglob("*")) if folder else []
    return {
        path.relative_to(folder).as_posix(): path
        for path in found
        if folder and path.is_file() and not path.is_symlink()
    }
