"""A build after an edit starts from what is kept and gives the bytes of a build from nothing."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from edited_workspace import Edited

from servanda.build import RefusedError, build
from servanda.errors import InputError
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How, mended, run_workspace
from servanda.workspace import open_workspace

RECORDS = (
    *("add_agreement", "remove_agreement", "rename_agreement", "rename_label", "change_day"),
    *("change_link", "move_event", "move_claim", "name_party", "class_party", "succeed_party"),
    *("partner_party", "add_party", "remove_party", "comment", "touch", "forge"),
)
SHARED = (
    *("label_class", "change_axiom", "label_role", "change_example", "change_message"),
    *("change_severity", "change_constraint", "change_table", "change_as_of", "match"),
)
FAULTS = (
    *("spoil_syntax", "spoil_link", "spoil_claim", "spoil_shape", "spoil_term", "lose_party"),
)
SIZES = (1, 3, 1_000_000)
Given = dict[str, object]


@dataclass
class Twins:
    """A workspace whose outcome is asked for again and again, and from nothing beside it."""

    workspace: Edited
    scratch: Path
    done: list[str] = field(default_factory=list)
    number: int = 0

    @property
    def cache(self) -> Path:
        """What is kept."""
        return self.scratch / "cache"

    @property
    def ledger(self) -> Path:
        """The ledger that is kept."""
        return next(self.cache.glob("*/ledger.db"))

    def how(self, jobs: int = 1) -> How:
        """With what is kept, and batches of another size each time."""
        self.number += 1
        size = SIZES[self.number % len(SIZES)]
        return How(jobs=jobs, limits=Limits(batch_size=size), cache=self.cache)

    def edit(self, name: str) -> None:
        """Make one of the edits."""
        self.done.append(name)
        getattr(self.workspace, name)()
        self.workspace.write()

    def random_edit(self) -> None:
        """Make an edit of a record, or of what all share, or a fault; faults are mended soon."""
        random = self.workspace.random
        if self.workspace.spoilt and random.random() < 0.5:
            self.edit("mend")
            return
        self.edit(random.choice(random.choices([RECORDS, SHARED, FAULTS], [6, 2, 1])[0]))

    def same_outcome(self, jobs: int = 1) -> None:
        """See that what is kept does not show in the outcome."""
        again = self._outcome(self.how(jobs))
        anew = self._outcome(How())
        for part in anew.keys() | again.keys():
            assert again.get(part) == anew.get(part), (part, self.done)

    def same_release(self, *, site: bool = False, jobs: int = 1) -> None:
        """See that what is kept does not show in the release."""
        clean, out = self.scratch / "clean", self.scratch / "out"
        shutil.rmtree(clean, ignore_errors=True)
        if out.exists() and self.workspace.settings["version"] not in self._published(out):
            shutil.copytree(out, clean)
        again = self._build(out, self.how(jobs), site=site)
        anew = self._build(clean, How(), site=site)
        assert again == anew, self.done
        if not again:
            assert differing(out, clean) == [], self.done

    def _published(self, out: Path) -> list[str]:
        return [json.loads((out / "manifest.json").read_bytes())["version"]]

    def _outcome(self, how: How) -> Given:
        self.number += 1
        root = self.workspace.root

        def outcome() -> Given:
            work = self.scratch / "work"
            shutil.rmtree(work, ignore_errors=True)
            work.mkdir()
            with run_workspace(open_workspace(root), work, how=how) as (reference, found):
                rows = {
                    f"table {each.name}": list(found.rows(each.name)) for each in reference.tables
                }
                return {
                    "stated": found.stated.read_text("utf-8"),
                    "inferred": found.inferred.read_text("utf-8"),
                    "found": found.found,
                    "clashes": found.clashes,
                    "counts": found.type_counts,
                    "prefixes": found.prefixes(),
                    "graphs": list(found.graphs()),
                    **rows,
                }

        try:
            return mended(how, root, outcome)
        except InputError as error:
            return {"error": str(error)}

    def _build(self, out: Path, how: How, *, site: bool) -> str:
        """Build; gives what is wrong."""
        try:
            build(self.workspace.root, out, how=how, site=site)
        except InputError as error:
            return str(error)
        except RefusedError as error:
            return repr(error.found)
        return ""


def files_of(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def differing(one: Path, other: Path) -> list[str]:
    """The paths of files that are not in both folders with the same bytes."""
    mine, theirs = files_of(one), files_of(other)
    return sorted(path for path in mine.keys() | theirs if mine.get(path) != theirs.get(path))


def twins(folder: Path, seed: int, agreements: int = 6) -> Twins:
    random = Random(seed)  # noqa: S311  no secret
    return Twins(Edited(folder / "workspace", random).begin(agreements), folder)


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_do_not_show_in_the_outcome(tmp_path: Path, seed: int) -> None:
    both = twins(tmp_path, seed)
    both.same_outcome()
    for _ in range(25):
        both.random_edit()
        both.same_outcome()


@pytest.mark.parametrize("seed", [11, 12])
def test_random_edits_do_not_show_in_the_release(tmp_path: Path, seed: int) -> None:
    both = twins(tmp_path, seed)
    for _ in range(25):
        both.random_edit()
        both.same_release()
