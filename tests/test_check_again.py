"""A check after an edit: what it finds is what a check anew finds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from changing_workspace import HEAD, Changing

from servanda.check import check
from servanda.evidence import evidence
from servanda.findings import Finding
from servanda.fmt import fmt
from servanda.pipeline.work import How
from servanda.workspace import open_workspace

EDITS = (
    "add_agreement",
    "remove_agreement",
    "rename_agreement",
    "change_label",
    "change_date",
    "change_party",
    "change_claim",
    "change_party_label",
    "change_shape",
    "change_ontology",
)

# A claim of one record about another one, whose passage and source stand in two more.
CLAIM = """\
<https://change.example/id/note/one>
    a rdf:Statement ;
    rdf:subject agreement:{slug} ;
    rdf:predicate t:signatureDate ;
    rdf:object "{date}"^^edtf:EDTF ;
    prov:hadPrimarySource <https://change.example/id/note/source> ;
    prov:wasQuotedFrom <https://change.example/id/note/passage> .
"""
PASSAGE = """\
<https://change.example/id/note/passage>
    <http://www.w3.org/ns/oa#hasSelector> <https://change.example/id/note/selector> ;
    <http://www.w3.org/ns/oa#hasSource> <https://press.example/{page}> ;
    <https://schema.org/url> <https://press.example/one#:~:text=signed> .
"""
SELECTOR = """\
<https://change.example/id/note/selector>
    rdf:value ":~:text=signed" ;
    t:hasDomain domain:water .
"""
SOURCE = """\
<https://change.example/id/note/source>
    <http://xmlns.com/foaf/0.1/page> <https://press.example/one> .
"""


def write_notes(made: Changing) -> None:
    """Beside the agreements, a claim about one of them in pieces, some of which may be missing."""
    chance = made.random
    slug = chance.choice(sorted(made.deals))
    date = chance.choice([made.deals[slug].date, "1999"])
    notes = {
        "one": CLAIM.format(slug=slug, date=date),
        "passage": PASSAGE.format(page=chance.choice(["one", "two"])),
        "selector": SELECTOR,
        "source": SOURCE,
    }
    if chance.random() < 0.3:
        del notes["one"]
    if chance.random() < 0.2:
        del notes["source"]  # then the link of the claim leads nowhere
    for name, text in notes.items():
        path = made.root / f"data/note/{name}.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text, encoding="utf-8")
    if chance.random() < 0.5:
        fmt(open_workspace(made.root).records[::2])


def anew(root: Path) -> list[Finding]:
    """What is found without anything kept; its evidence is that of the whole at once."""
    found = check(root, how=How(cache=None))
    if not {each.check for each in found} & {"syntax", "records"}:
        assert [each for each in found if each.check == "evidence"] == sorted(
            set(evidence(root).findings)
        )
    known = {each.path for each in found if each.check not in ("format", "evidence", "shapes")}
    odd = {path.relative_to(root).as_posix() for path in fmt(records(root, known), check=True)}
    told = {each.path for each in found if each.check == "format"}
    assert {path for path in told if path.startswith("data/") and "dataset" not in path} == odd
    return found


def records(root: Path, faulty: set[str]) -> list[Path]:
    """The records that can be read."""
    workspace = open_workspace(root)
    return [path for path in workspace.records if workspace.name(path) not in faulty]


@pytest.mark.parametrize("seed", range(2))
def test_after_every_edit_a_check_finds_what_one_anew_finds(tmp_path: Path, seed: int) -> None:
    made = Changing(tmp_path / "workspace", Random(seed))  # noqa: S311
    made.begin(4)
    kinds = set()
    for _ in range(14):
        made.change(made.random.choice(EDITS))
        write_notes(made)
        found = check(made.root, how=How(cache=tmp_path / "cache"))
        assert found == anew(made.root)
        kinds |= {each.check for each in found}
    assert {"format", "evidence", "records"} <= kinds


def test_a_check_after_a_build_finds_what_the_build_did_not_look_for(tmp_path: Path) -> None:
    from servanda.build import build  # noqa: PLC0415  with all that writes a release

    made = Changing(tmp_path / "workspace", Random(1))  # noqa: S311
    made.begin(2)
    kept = How(cache=tmp_path / "cache")
    build(made.root, tmp_path / "out", how=kept, site=False)
    assert check(made.root, how=kept) == check(made.root, how=How(cache=None))


def kept_check(made: Changing, folder: Path) -> list[Finding]:
    """What is found with what was kept, which is what is found without."""
    found = check(made.root, how=How(cache=folder / "cache"))
    assert found == check(made.root, how=How(cache=None))
    return found


@pytest.fixture
def checked(tmp_path: Path) -> Changing:
    """A workspace of which a check has kept what it read."""
    made = Changing(tmp_path / "workspace", Random(5))  # noqa: S311
    made.begin(3)
    kept_check(made, tmp_path)
    return made


def test_a_query_that_becomes_faulty_and_whole_again_is_told(
    checked: Changing, tmp_path: Path
) -> None:
    query = checked.root / "queries" / "parties.rq"
    whole = query.read_text("utf-8")
    query.write_text(whole.replace("SELECT", "SELCT"), "utf-8")
    assert "syntax" in {each.check for each in kept_check(checked, tmp_path)}
    query.write_text(whole, "utf-8")
    assert "syntax" not in {each.check for each in kept_check(checked, tmp_path)}


def test_a_shape_that_becomes_strict_is_told(checked: Changing, tmp_path: Path) -> None:
    shape = checked.root / "shapes" / "agreement.ttl"
    shape.write_text(shape.read_text("utf-8").replace("maxCount 9", "maxCount 0"), "utf-8")
    assert "shapes" in {each.check for each in kept_check(checked, tmp_path)}


def test_a_file_swapped_with_its_size_and_time_restored_is_seen(
    checked: Changing, tmp_path: Path
) -> None:
    path = checked.root / "data" / "party" / "jena.ttl"
    long_ago = path.stat().st_mtime_ns - 10**10
    os.utime(path, ns=(long_ago, long_ago))
    kept_check(checked, tmp_path)
    text = path.read_text("utf-8")
    swapped = path.with_name(".jena")
    swapped.write_text(text.replace("t:Party", "t:Parti"), "utf-8")
    os.utime(swapped, ns=(long_ago, long_ago))
    swapped.replace(path)
    assert "records" in {each.check for each in kept_check(checked, tmp_path)}


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE meta SET value = value || ' ' WHERE key = 'shared findings'",
        "UPDATE meta SET value = value || ' ' WHERE key = 'basis'",
        "UPDATE meta SET value = value || ' ' WHERE key = 'clashes'",
        "UPDATE folder SET lines = lines || 'x.ttl' || char(9) || '1 1 1' || char(10)",
    ],
)
def test_what_is_kept_and_damaged_is_made_anew(
    checked: Changing, tmp_path: Path, damage: str
) -> None:
    ledger = next((tmp_path / "cache").glob("*/ledger.db"))
    with closing(sqlite3.connect(ledger)) as base:
        base.execute(damage)
        base.commit()
    kept_check(checked, tmp_path)


def test_a_name_that_gives_no_iri_is_told_each_time(checked: Changing, tmp_path: Path) -> None:
    path = checked.root / "data" / "party" / "Jena.ttl"
    path.write_text("", "utf-8")
    assert kept_check(checked, tmp_path) == kept_check(checked, tmp_path) != []
    path.unlink()
    (checked.root / "data" / "party" / "jena.yaml").write_text("", "utf-8")
    assert "describes the same" in str(kept_check(checked, tmp_path))


def test_keys_that_become_shared_and_differ_again_are_told(
    checked: Changing, tmp_path: Path
) -> None:
    paths = [checked.root / "data" / "party" / f"{name}.ttl" for name in ("jena", "lyon")]
    texts = [path.read_text("utf-8") for path in paths]
    same = " ;\n    <http://www.w3.org/ns/adms#identifier> <https://other.example/same> .\n"
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text[: text.rindex(" .")] + same, "utf-8")
    assert "share" in str(kept_check(checked, tmp_path))
    paths[0].write_text(texts[0], "utf-8")
    assert "share" not in str(kept_check(checked, tmp_path))
