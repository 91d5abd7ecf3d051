"""What lists and pictures read of an agreement; `agreement-rows.csv` has real ones, `?` no name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import foreign_workspace as foreign
import plain_workspace as plain
import pytest
from conftest import ROOT, WORLD
from pyoxigraph import NamedNode
from site_of import site_of_release, site_of_workspace

from servanda.site import Site
from servanda.site.read.agreements import AgreementRow, agreements, party_name

CASES = list(
    csv.DictReader((Path(__file__).parent / "agreement-rows.csv").read_text("utf-8").splitlines())
)


@pytest.fixture(scope="module")
def world(world_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site_of_release(WORLD, world_release, tmp_path_factory.mktemp("w")) as site:
        yield site


def row_of(site: Site, slug: str) -> AgreementRow:
    (found,) = [row for row in agreements(site) if row.node.value.endswith(f"/{slug}")]
    return found


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["agreement"])
def test_a_real_agreement_is_read(case: dict[str, str], world: Site) -> None:
    row = row_of(world, case["agreement"])
    names = [party_name(world, party, "en") for party in row.parties]
    assert {
        "agreement": case["agreement"],
        "parties": "; ".join(name.text if name else "?" for name in names),
        "countries": "; ".join(row.countries),
        "signed": row.signed.text,
        "year": row.signed.year,
        "end": row.end.text,
        "status": row.status_notation,
    } == case


@pytest.mark.slow
def test_the_country_at_the_time_stands_beside_that_of_today(world: Site) -> None:
    kosice = row_of(world, "m018").parties[1]
    assert (kosice.countries, kosice.then) == (("SK",), ("CSHH",))


@pytest.mark.slow
def test_parties_that_no_source_names_are_counted(world: Site) -> None:
    unnamed = row_of(world, "s012").parties[1]
    assert (unnamed.named, unnamed.count) == (False, "3")


@pytest.mark.slow
def test_a_text_that_knows_no_end_differs_from_one_that_is_silent(world: Site) -> None:
    assert row_of(world, "s073").open_end
    assert not row_of(world, "a001").open_end


def test_a_country_is_read_from_the_territory_of_a_party(release: Path, tmp_path: Path) -> None:
    with site_of_release(ROOT, release, tmp_path) as site:
        row = row_of(site, "idf-zhejiang-2018")
    assert row.countries == ("CN", "FR")
    assert (row.signed.text, row.end.text) == ("2018-06-14", "2028-06-14")
    assert row.durations == ("P10Y",)
    assert [place.value.rsplit("/", 1)[-1] for place in row.places] == ["hangzhou"]


def changed_plain(root: Path, old: str, new: str) -> Path:
    plain.make(root)
    path = root / "data" / "agreement" / "lyon-turin.ttl"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return root


def test_a_signing_that_is_only_planned_gives_no_date(tmp_path: Path) -> None:
    planned = "hasEventState <https://w3id.org/servanda/id/event-state/planned> ; servanda:hasEvent"
    root = changed_plain(tmp_path / "w", "hasEventType", f"{planned}Type")
    with site_of_workspace(root, tmp_path) as site:
        (row,) = agreements(site)
    assert not row.signed


def test_a_date_that_its_claim_calls_deprecated_is_left_out(tmp_path: Path) -> None:
    claim = """
:claim a servanda:Claim ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#subject> :signature ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate> servanda:eventDate ;
    <http://www.w3.org/1999/02/22-rdf-syntax-ns#object> "2019-05"^^edtf:EDTF ;
    servanda:hasClaimKind <https://w3id.org/servanda/id/claim-kind/stated> ;
    servanda:hasRank <https://w3id.org/servanda/id/rank/deprecated> .

:source
"""
    root = changed_plain(tmp_path / "w", "\n:source\n", claim)
    path = root / "data" / "agreement" / "lyon-turin.ttl"
    text = path.read_text("utf-8").replace(
        'eventDate "2019-05-04"^^edtf:EDTF ;',
        'eventDate "2019-05"^^edtf:EDTF , "2020"^^edtf:EDTF ;',
    )
    path.write_text(text, encoding="utf-8")
    with site_of_workspace(root, tmp_path) as site:
        (row,) = agreements(site)
    assert row.signed.text == "2020"


def test_a_witness_is_no_party(tmp_path: Path) -> None:
    root = changed_plain(
        tmp_path / "w",
        ":party-2\n    a servanda:Participation ;\n    servanda:hasRole role:signatory",
        ":party-2\n    a servanda:Participation ;\n    servanda:hasRole role:witness",
    )
    with site_of_workspace(root, tmp_path) as site:
        (row,) = agreements(site)
        assert [site.labels.name(p.node, "fr").text for p in row.parties if p.node] == ["Lyon"]


def test_a_workspace_without_agreements_has_no_rows(tmp_path: Path) -> None:
    foreign.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        assert agreements(site) == ()


def test_rows_follow_a_changed_index(tmp_path: Path) -> None:
    plain.make(tmp_path / "w")
    with site_of_workspace(tmp_path / "w", tmp_path) as site:
        (before,) = agreements(site)
        assert agreements(site)[0] is before
        site.index.drop("https://example.org/id/agreement/lyon-turin")
        site.index.drop(f"{site.workspace.iri.value}/inferred")
        site.index.settle()
        assert NamedNode("https://example.org/id/agreement/lyon-turin") not in {
            row.node for row in agreements(site)
        }
