"""What exporters keep for the next build is used where it holds, and noticed where it does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from test_build_again import twins

from servanda.exporters.halving import Frame, spliced
from servanda.exporters.statistics import Columns, correct, count_groups, dumped, loaded, tally_of
from servanda.exporters.statistics.count import Counted, groups_of
from servanda.serialize.sorted_lines import StaleError, changed_lines

KEPT = (
    *("dataset.nq.again", "dataset.nq.counts", "inferred.nq.again", "inferred.nq.counts"),
    *("reconciliation.again", "service.again", "tables.again"),
)
DAMAGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "one byte": lambda path: path.write_bytes(b"[" + path.read_bytes()[1:]),
}
SPACE = "https://example.org/"


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_kept_and_damaged_does_not_show(tmp_path: Path, damage: str) -> None:
    both = twins(tmp_path, 31)
    both.same_release()
    for edit in ("rename_label", "move_event"):
        for name in KEPT:
            DAMAGES[damage](both.ledger.with_name(name))
        both.edit(edit)
        both.same_release()


def test_a_release_that_was_tampered_with_is_not_built_upon(tmp_path: Path) -> None:
    both = twins(tmp_path, 32)
    both.same_release()
    out = tmp_path / "out"
    table = max((out / "tables").glob("*.csv"), key=lambda path: path.stat().st_size)
    names = ("reconciliation/entities.json", "dump/dataset.nq", "dump/inferred.nq")
    for path in (table, *(out / name for name in names)):
        path.write_bytes(path.read_bytes().replace(b"e", b"E", 1))
        both.edit("rename_label")
        both.same_release()


def test_each_edit_of_a_record_is_the_same_alone(tmp_path: Path) -> None:
    both = twins(tmp_path, 33, agreements=12)
    both.same_release()
    for edit in ("rename_label", "name_party", "class_party", "move_claim", "rename_agreement"):
        both.edit(edit)
        both.same_release()


@pytest.mark.parametrize("seed", range(40))
def test_changed_lines_are_those_that_one_file_has(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  no secret
    every = [f"{number}{'x' * random.randrange(90)}\n" for number in range(random.choice([9, 900]))]
    some = random.sample(every, random.randrange(len(every)))
    others = set(every) ^ set(random.sample(every, random.randrange(5)))
    one, other = tmp_path / "one", tmp_path / "other"
    for path, lines in ((one, some if seed % 2 else every), (other, others)):
        path.write_text("".join(sorted(lines)), encoding="utf-8")
    found = [line.decode() for line in changed_lines(one, other)]
    assert found == sorted(set(some if seed % 2 else every) ^ others)


def quads(random: Random) -> dict[str, list[bytes]]:
    """Statements by subject, some of which are objects, some in two graphs."""
    told: dict[str, list[bytes]] = {}
    for number in range(30):
        subject = f"<{SPACE}{number:02}>"
        lines = {
            f"{subject} <{SPACE}p{random.randrange(3)}> {value} <{SPACE}g{random.randrange(2)}> .\n"
            for value in random.choices(
                ['"a"', '"b"@fr', f"<{SPACE}{random.randrange(30):02}>", '"1"^^<urn:n>'], k=4
            )
        }
        kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        if random.random() < 0.7:
            lines.add(f"{subject} {kind} <{SPACE}C{random.randrange(3)}> <{SPACE}g0> .\n")
        told[subject] = sorted(line.encode() for line in lines)
    return told


@pytest.mark.parametrize("seed", range(40))
def test_counts_that_are_corrected_are_those_of_all_statements(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311  no secret
    before, changed = quads(random), quads(random)
    subjects = set(random.sample(sorted(before), 5))
    after = {each: changed[each] if each in subjects else before[each] for each in before}
    work = tmp_path / "work"

    def count(told: dict[str, list[bytes]]) -> Counted:
        lines = (line for subject in sorted(told) for line in told[subject])
        return count_groups(groups_of(lines, set()), Columns(work), SPACE)

    content = dumped(count(before))
    assert content is not None
    corrected = loaded(content, work)
    correct(
        corrected,
        (line for subject in sorted(subjects) for line in before[subject]),
        (line for subject in sorted(subjects) for line in after[subject]),
        lambda told: count_groups(told, Columns(work), SPACE),
    )
    assert tally_of(corrected) == tally_of(count(after))


def test_lines_are_replaced_inserted_and_removed_in_their_frame(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"[\nb1,\nc1,\nd1\n]\n")
    replaced(old, new, {b"a": [b"a2"], b"c": [], b"d": [b"d2", b"d3"], b"e": [b"e2"]})
    assert new.read_bytes() == b"[\na2,\nb1,\nd2,\nd3,\ne2\n]\n"
    with pytest.raises(StaleError):
        replaced(old, new, {b"b": [], b"c": [], b"d": []})


def replaced(old: Path, new: Path, lines: dict[bytes, list[bytes]]) -> None:
    """Replace the lines that begin with a letter."""
    with spliced(old, new, Frame(b"[\n", b",\n", b"\n", b"]\n")) as file:
        for key, some in lines.items():
            file.replace(key, lambda line: line[:1], some)
