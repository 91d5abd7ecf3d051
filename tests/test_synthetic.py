"""Invented workspaces: the same bytes each time, no fault but those that were put in."""

from __future__ import annotations

import json
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
import synthetic
from conftest import ROOT
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat
from synthetic.compare import compare
from synthetic.faults import chosen, kinds
from synthetic.matches import PATH
from synthetic.refused import refusals
from synthetic.world import Size

from servanda.check import check
from servanda.findings import Level
from servanda.fmt import fmt
from servanda.pipeline.work import run_workspace
from servanda.vocab import SH
from servanda.workspace import open_workspace

# The parameters of constraints (SHACL, section 4) that our shapes have, one for each component.
COMPONENTS = {
    *("minCount", "maxCount", "class", "datatype", "nodeKind", "pattern", "uniqueLang"),
    *("minInclusive", "maxInclusive", "lessThan", "lessThanOrEquals", "qualifiedMinCount"),
    *("or", "and", "xone", "not", "in", "hasValue", "closed", "equals", "disjoint", "sparql"),
    *("minLength", "maxLength", "minExclusive", "maxExclusive", "qualifiedMaxCount", "node"),
    "languageIn",
}
INNER = {"AlsoAParty", "InChinese", "InEnglish", "InFrench"}  # they only serve other shapes


def contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_the_same_numbers_make_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    first, again, other = (
        contents(synthetic.make(tmp_path / name, 130, seed=seed, faults=True))
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )
    assert first == again
    assert first.keys() == other.keys()
    assert first != other


def test_records_are_canonical(tmp_path: Path) -> None:
    root = synthetic.make(tmp_path / "w", 130, faults=True, hard=True)
    folders = ("agreement", "domain", "party", "place", "source")
    paths = [each for name in folders for each in sorted((root / "data" / name).iterdir())[:150]]
    assert fmt([*paths, root / "data" / PATH], check=True) == []


def test_an_agreement_has_some_eighty_five_facts_and_no_blank_node() -> None:
    count, triples = 200, 0
    for each in synthetic.written(Size(count)):
        if each.record.path.startswith("agreement/"):
            for quad in pyoxigraph.parse(each.record.turtle(), RdfFormat.TURTLE):
                assert not isinstance(quad.subject, BlankNode)
                assert not isinstance(quad.object, BlankNode)
                triples += 1
    assert 80 <= triples / count <= 90


def test_memory_does_not_grow_with_the_number_of_agreements() -> None:
    peaks = []
    for count in (100, 400):
        tracemalloc.start()
        for _ in synthetic.written(Size(count)):
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] <= peaks[0] * 1.3


def test_each_kind_of_fault_is_in_one_agreement_of_a_thousand() -> None:
    counts = Counter(kind.name for kind in chosen(3000).values())
    assert counts == {kind.name: 3 for kind in kinds()}
    assert Counter(kind.name for kind in chosen(150).values()) == {k.name: 1 for k in kinds()}
    with pytest.raises(ValueError, match="kinds of fault"):
        chosen(20)


def constraints(path: Path) -> Iterator[tuple[str, str]]:
    """The component and the severity of each constraint that a named shape of a file has."""
    shapes: dict[NamedNode, list[Quad]] = {}
    for quad in pyoxigraph.parse(path=str(path)):
        if isinstance(quad.subject, NamedNode):
            shapes.setdefault(quad.subject, []).append(quad)
    for name, facts in shapes.items():
        severities = [each.object for each in facts if each.predicate == SH.severity]
        severity = severities[0] if severities else SH.Violation
        for each in facts:
            parameter = each.predicate.value.removeprefix(SH.base)
            if parameter in COMPONENTS and name.value.rpartition("#")[2] not in INNER:
                component = "SPARQL" if parameter == "sparql" else parameter
                yield component[0].upper() + component[1:], str(severity)[1:-1].rpartition("#")[2]


def test_there_is_a_fault_for_every_constraint_of_our_shapes() -> None:
    files = set((ROOT / "shapes").rglob("*.ttl"))
    files -= {ROOT / "shapes" / "dataset.ttl"}  # the description is no record
    wanted = Counter(each for path in sorted(files) for each in constraints(path))
    injected = Counter(
        (each.component, each.severity) for kind in kinds() for each in set(kind.expect)
    )
    assert wanted["SPARQL", "Violation"] > 5
    assert {each: count for each, count in wanted.items() if injected[each] < count} == {}


def test_faults_of_files_are_found_where_they_stand(tmp_path: Path) -> None:
    root = synthetic.make(tmp_path / "w", len(refusals()), refused=list(refusals()))
    known = json.loads((root / synthetic.EXPECTED).read_text("utf-8"))["refused"]
    found = [
        (each.path, each.line)
        for each in check(root)
        if each.level is Level.ERROR and each.check != "format"
    ]
    assert sorted(found) == sorted((each["file"], each["line"]) for each in known)


@pytest.mark.slow  # validates two hundred agreements
def test_what_is_found_is_what_was_put_in(tmp_path: Path) -> None:
    root = synthetic.make(tmp_path / "w", 130, faults=True)
    (tmp_path / "work").mkdir()
    with run_workspace(open_workspace(root), tmp_path / "work") as (_, outcome):
        found = outcome.found
    difference = compare((each.result for each in found), root / synthetic.EXPECTED)
    assert not difference, difference
    assert len(json.loads((root / synthetic.EXPECTED).read_text())["faults"]) == len(kinds())
