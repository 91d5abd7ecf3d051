"""A check after an edit: what it finds is what a check anew finds."""

from __future__ import annotations

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
