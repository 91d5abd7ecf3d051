"""A build that is disturbed gives the bytes of one that is not.

What it kept was damaged, it was killed, or another one ran beside it.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from test_build_again import differing, twins

from servanda.build import build
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How


def spoil_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3 : len(content) // 3 * 2] = b"\xff" * (len(content) // 3)
    path.write_bytes(content)


DAMAGES = {
    "deleted": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "no ledger": lambda path: path.write_bytes(b"something else\n" * 1000),
    "spoilt": spoil_middle,
    "a database of others": lambda path: path.write_bytes(other_database(path)),
}


def other_database(path: Path) -> bytes:
    beside = path.with_name("other.db")
    with closing(sqlite3.connect(beside)) as base:
        base.execute("CREATE TABLE file (id)")
        base.commit()
    return beside.read_bytes()


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_ledger_that_is_damaged_does_not_show(tmp_path: Path, damage: str) -> None:
    both = twins(tmp_path, 21)
    both.same_outcome()
    DAMAGES[damage](both.ledger)
    both.edit("rename_label")
    both.same_outcome()
    both.edit("name_party")
    both.same_outcome()


TAMPERED = [
    *("UPDATE record SET text = text || text WHERE id % 2", "UPDATE output SET digest = x'00'"),
    *("UPDATE part_found SET text = '[]'", "UPDATE part_rows SET text = '{'"),
    *("UPDATE file SET prefixes = '{'", "UPDATE meta SET value = 'x' WHERE key = 'suspects'"),
    *("UPDATE meta SET value = '' WHERE key = 'read at'", "DROP TABLE back", "DELETE FROM meta"),
]


@pytest.mark.parametrize("statement", TAMPERED)
def test_what_is_tampered_with_is_noticed(tmp_path: Path, statement: str) -> None:
    both = twins(tmp_path, 22)
    both.same_outcome()
    with closing(sqlite3.connect(both.ledger)) as base:
        base.execute(statement)
        base.commit()
    both.edit("name_party")
    both.same_outcome()


def test_several_processes_do_not_show(tmp_path: Path) -> None:
    both = twins(tmp_path, 23)
    both.same_release()
    for edit in ("change_link", "change_axiom"):
        both.number = 2  # small batches, so that there is work for both
        both.edit(edit)
        both.same_release(jobs=2)


def test_a_cache_that_is_deleted_while_it_is_used_does_not_show(tmp_path: Path) -> None:
    both = twins(tmp_path, 25)
    root, deleted = both.workspace.root, []

    def delete(stage: str, _done: int, _total: int) -> None:
        if stage == "read" and not deleted:
            deleted.append(both.ledger)
            for each in both.ledger.parent.glob(f"{both.ledger.name}*"):
                each.unlink()

    how = How(jobs=2, cache=both.cache, limits=Limits(batch_size=2))
    build(root, tmp_path / "one", how=how, site=False, progress=delete)
    build(root, tmp_path / "two", site=False)
    assert deleted
    assert differing(tmp_path / "one", tmp_path / "two") == []


def test_another_version_of_the_dataset_keeps_the_one_before(tmp_path: Path) -> None:
    both = twins(tmp_path, 24)
    both.same_release()
    both.workspace.settings["version"] = "2"
    both.edit("rename_label")
    both.same_release()
    assert (tmp_path / "out" / "v" / "1" / "manifest.json").is_file()


def command(root: Path, out: Path, cache: Path) -> list[str]:
    code = (
        "import sys, pathlib as p; from servanda.build import *; from servanda.pipeline.batches "
        "import Limits; a = [p.Path(x) for x in sys.argv[1:]]; build(a[0], a[1], "
        "how=How(cache=a[2], limits=Limits(batch_size=1)), site=False)"
    )
    return [sys.executable, "-c", code, str(root), str(out), str(cache)]


def test_a_build_that_is_killed_at_any_moment_leaves_nothing_wrong(tmp_path: Path) -> None:
    both = twins(tmp_path, 26)
    both.same_release()
    for wait in (0.5, 0.6, 0.7, 0.8):
        for edit in ("change_link", "name_party", "label_role", "move_claim"):
            both.edit(edit)
        process = subprocess.Popen(command(both.workspace.root, tmp_path / "out", both.cache))
        time.sleep(wait)
        process.kill()
        process.wait()
        both.same_outcome()
    both.same_release()
    assert sorted(path.name for path in tmp_path.iterdir() if "building" in path.name) == []


def test_two_builds_at_once_give_the_same_release(tmp_path: Path) -> None:
    both = twins(tmp_path, 27)
    both.same_release()
    both.edit("change_link")
    outs = [tmp_path / "out", tmp_path / "out", tmp_path / "elsewhere"]
    builds = [
        subprocess.Popen(command(both.workspace.root, out, both.cache), stderr=subprocess.PIPE)
        for out in outs
    ]
    told = [process.communicate(timeout=60)[1] for process in builds]
    assert told == [b"", b"", b""]
    both.same_release()
    assert differing(tmp_path / "out", tmp_path / "elsewhere") == []
