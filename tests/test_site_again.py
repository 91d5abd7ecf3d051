"""After an edit, the pages that it does not touch are taken over, and all are as if made anew.

SERVANDA_EDITS=200 pytest tests/test_site_again.py makes that many random edits instead of one of
each kind; SERVANDA_SEED gives other ones.
"""

from __future__ import annotations

import copy
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from changing_workspace import Changing

from servanda.build import release_prefixes
from servanda.exporters.base import Source
from servanda.exporters.dump import dump
from servanda.exporters.site import Count, write_site
from servanda.pipeline.work import run_workspace
from servanda.site.again import code_digest
from servanda.workspace import open_workspace

EDITS = (
    "change_label",
    "change_date",
    "change_party",
    "change_claim",
    "change_party_label",
    "change_domain_label",
    "add_agreement",
    "remove_agreement",
    "rename_agreement",
)
RARE = ("change_ontology", "change_shape")  # after which all pages are made
AGREEMENTS = 6
COUNT = int(os.environ.get("SERVANDA_EDITS", str(len(EDITS))))
SEED = int(os.environ.get("SERVANDA_SEED", "7"))


@dataclass
class Builds:
    """Sites of a workspace, one after another, each of which starts from the one before."""

    workspace: Changing
    scratch: Path
    number: int = 0
    sites: list[Path] = field(default_factory=list)

    @property
    def cache(self) -> Path:
        """What is remembered."""
        return self.scratch / "cache"

    @property
    def last(self) -> Path:
        """The site that was written last."""
        return self.sites[-1]

    def again(self) -> Count:
        """Write the site, starting from the last one."""
        before = self.sites[-1] if self.sites else None
        folder = self.scratch / f"site-{self.number}"
        count = self._write(folder, cache=self.cache, before=before)
        self.sites.append(folder)
        return count

    def clean(self, jobs: int = 1) -> Path:
        """Write the same site, starting from nothing."""
        folder = self.scratch / "clean"
        shutil.rmtree(folder, ignore_errors=True)
        self._write(folder, jobs=jobs)
        return folder

    def _write(
        self,
        folder: Path,
        *,
        cache: Path | None = None,
        before: Path | None = None,
        jobs: int = 1,
    ) -> Count:
        self.number += 1
        work = self.scratch / f"work-{self.number}"
        work.mkdir()
        folder.mkdir()
        workspace = open_workspace(self.workspace.root)
        with run_workspace(workspace, work) as (reference, outcome):
            prefixes = release_prefixes(workspace, reference, outcome.prefixes())
            source = Source(
                workspace, reference, outcome, prefixes, jobs=jobs, cache=cache, before=before
            )
            dump(source, folder)  # which pages of changes read
            count = write_site(source, folder)
        shutil.rmtree(work)
        return count


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """A workspace of which one site was written; tests do not change it."""
    scratch = tmp_path_factory.mktemp("again")
    workspace = Changing(scratch / "workspace", Random(SEED))  # noqa: S311  no secret
    workspace.begin(AGREEMENTS)
    found = Builds(workspace, scratch)
    found.again()
    return found


@pytest.fixture
def builds(first: Builds, tmp_path: Path) -> Builds:
    """A copy of that, which tests may change."""
    shutil.copytree(first.scratch, tmp_path, dirs_exist_ok=True)
    workspace = copy.deepcopy(first.workspace)
    workspace.root = tmp_path / "workspace"
    return Builds(workspace, tmp_path, first.number, [tmp_path / "site-0"])


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def differing(one: Path, other: Path) -> list[str]:
    """The paths of files that are not in both folders with the same bytes."""
    mine, theirs = files_of(one), files_of(other)
    return sorted(path for path in mine.keys() | theirs if mine.get(path) != theirs.get(path))


def test_without_a_change_only_what_is_made_always_is_made(builds: Builds) -> None:
    count = builds.again()
    assert differing(*builds.sites) == []
    assert count.made < count.taken / 5


def test_what_is_taken_over_stays_the_same_file(builds: Builds) -> None:
    builds.again()
    page = "en/party/lyon.html"
    assert (builds.sites[0] / page).samefile(builds.sites[1] / page)


def test_random_edits_give_the_bytes_of_a_clean_build(builds: Builds) -> None:
    random = builds.workspace.random
    edits = random.sample(EDITS, len(EDITS))
    edits += random.choices((*EDITS, *EDITS, *RARE), k=max(0, COUNT - len(edits)))
    for edit in edits:
        builds.workspace.change(edit)
        builds.again()
        assert differing(builds.last, builds.clean()) == [], edit
        if len(builds.sites) > 2:
            shutil.rmtree(builds.sites.pop(0))


def test_another_name_of_an_agreement_makes_few_pages_of_resources(builds: Builds) -> None:
    builds.workspace.change("change_label")
    builds.again()
    kept = sum(
        (builds.sites[0] / path).samefile(builds.sites[1] / path)
        for path in files_of(builds.last)
        if path.startswith("en/") and (builds.sites[0] / path).exists()
    )
    assert kept >= 20


def test_several_processes_write_the_same_bytes(builds: Builds) -> None:
    assert differing(builds.last, builds.clean(jobs=2)) == []


@pytest.mark.parametrize("edit", ["change_ontology", "change_shape"])
def test_all_pages_are_made_where_what_they_all_rest_on_changes(builds: Builds, edit: str) -> None:
    builds.workspace.change(edit)
    assert builds.again().taken == 0


def test_all_pages_are_made_by_other_code(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("servanda.site.again.memory.code_digest", lambda: "other")
    assert builds.again().taken == 0


def test_the_digest_of_the_code_minds_templates_and_words(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    path = tmp_path / "words" / "site.yaml"
    path.write_text("title: one", encoding="utf-8")
    before = code_digest(tmp_path)
    path.write_text("title: two", encoding="utf-8")
    code_digest.cache_clear()
    assert code_digest(tmp_path) != before


def test_a_page_that_was_tampered_with_is_made_anew(builds: Builds) -> None:
    path = builds.last / "en" / "party" / "lyon.html"
    true = path.read_bytes()
    path.write_bytes(true + b"<!-- -->")
    builds.again()
    assert (builds.last / "en" / "party" / "lyon.html").read_bytes() == true


def test_a_cache_that_is_not_whole_is_not_used(builds: Builds) -> None:
    path = builds.cache / "site" / "pages.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    count = builds.again()
    assert count.taken == 0
    assert differing(*builds.sites) == []


def test_statements_of_another_build_in_the_cache_are_not_compared(builds: Builds) -> None:
    path = builds.cache / "site" / "stated.nq"
    path.unlink()  # it may be a link to a file of the release
    path.write_text("", encoding="utf-8")
    assert builds.again().taken == 0


def test_what_a_build_that_was_killed_left_is_removed(builds: Builds) -> None:
    left = builds.cache / "site" / "fresh-0999999999.db"
    left.touch()
    builds.again()
    assert not left.exists()


def test_where_no_cache_can_be_the_site_is_written_all_the_same(builds: Builds) -> None:
    shutil.rmtree(builds.cache)
    builds.cache.write_text("in the way", encoding="utf-8")
    assert builds.again().taken == 0
    assert differing(*builds.sites) == []
