"""A site to ask in tests, opened from a workspace or from a release as the build opens it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from servanda.build import release_prefixes
from servanda.digests import MANIFEST
from servanda.pipeline.reference import read_reference
from servanda.pipeline.work import run_workspace
from servanda.site import Page, Site, open_site
from servanda.workspace import open_workspace


@contextmanager
def site_of_release(root: Path, release: Path, scratch: Path) -> Iterator[Site]:
    """The site of a release that was built from the workspace at `root`."""
    workspace = open_workspace(root)
    reference = read_reference(workspace)
    with open_site(
        workspace,
        reference,
        release / "dump" / "dataset.nq",
        release / "dump" / "inferred.nq",
        found=(),
        prefixes=json.loads((release / MANIFEST).read_bytes())["prefixes"],
        base=scratch / "site.db",
    ) as site:
        yield site


@contextmanager
def site_of_workspace(root: Path, scratch: Path) -> Iterator[Site]:
    """The site of a workspace that no release was built from; nothing is validated."""
    workspace = open_workspace(root)
    work = scratch / "work"
    work.mkdir()
    with (
        run_workspace(workspace, work) as (reference, outcome),
        open_site(
            workspace,
            reference,
            outcome.stated,
            outcome.inferred,
            found=outcome.found,
            prefixes=release_prefixes(workspace, reference, outcome.prefixes()),
            base=scratch / "site.db",
        ) as site,
    ):
        yield site


def text_of(pages: Iterable[Page], path: str) -> str:
    """The text of one file of a kind of pages."""
    (page,) = [each for each in pages if each.path == path]
    made = page.make()
    return made if isinstance(made, str) else made.decode("utf-8")
