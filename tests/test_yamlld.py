"""YAML records say exactly what Turtle says; what they cannot say is refused with its place."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import foreign_workspace as foreign
import pyoxigraph
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat
from yaml_records import in_yaml

from servanda.build import build
from servanda.check import check
from servanda.errors import InputError
from servanda.parse import Context, Document, parse
from servanda.pipeline.batches import Limits
from servanda.pipeline.work import How
from servanda.workspace import open_workspace, record_context

ROOT = Path(__file__).parents[1]
PAIRS = sorted((ROOT / "tests" / "yaml").glob("*.yaml"))
FAULTY = sorted((ROOT / "tests" / "yaml" / "faulty").glob("*.yaml"))


@cache
def _context() -> Context:
    workspace = open_workspace(ROOT)
    return record_context(ROOT, workspace.ontology, workspace.schemes, workspace.uri_space)


@pytest.fixture(scope="module")
def context() -> Context:
    return _context()


def read(path: Path, context: Context) -> Document:
    iri = NamedNode(f"{context.base}agreement/{path.stem}")
    return parse(path, name=path.name, graph_name=iri, context=context)


def quads(document: Document) -> list[str]:
    return sorted(str(quad) for quad in document.quads)


@pytest.mark.parametrize("path", PAIRS, ids=lambda path: path.stem)
def test_it_says_what_turtle_says(path: Path, context: Context) -> None:
    assert quads(read(path, context)) == quads(read(path.with_suffix(".ttl"), context))


@pytest.mark.parametrize("path", FAULTY, ids=lambda path: path.stem)
def test_a_fault_has_its_place_and_remedy(path: Path, context: Context) -> None:
    first = path.read_bytes().splitlines()[0].decode()
    place, _, message = first.removeprefix("# ").partition(": ")
    with pytest.raises(InputError) as caught:
        read(path, context)
    assert caught.value.place == f"{path.name}:{place}"
    assert message in str(caught.value)


def test_a_file_of_more_than_two_megabytes_is_refused(tmp_path: Path, context: Context) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("type: Agreement\n#" + "x" * 2_000_000, encoding="utf-8")
    with pytest.raises(InputError, match="larger than 2 MB"):
        read(path, context)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_depth_costs_nothing(opening: str, tmp_path: Path, context: Context) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("altLabel: \n  " + opening * 20_000, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, context)
    assert caught.value.line == 2


def test_a_record_has_no_meaning_outside_a_workspace() -> None:
    with pytest.raises(InputError, match="meaning from its workspace"):
        parse(PAIRS[0])


def test_the_parser_without_libyaml_reads_the_same(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = [quads(read(path, context)) for path in PAIRS]
    monkeypatch.setattr("servanda.parse.yamltext._LOADER", yaml.SafeLoader)
    assert [quads(read(path, context)) for path in PAIRS] == fast


SIGNS = "[]{}#?,'\"|>%@`\t\u2028é"
PIECES = ("", *SIGNS, ": ", "- ", "&a ", "*a ", "!!x ", "---\n", "-a", "id: ")


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    text=st.sampled_from([path.read_text("utf-8") for path in PAIRS]),
    place=st.floats(0, 1, exclude_max=True),
    length=st.integers(0, 12),
    piece=st.sampled_from(PIECES),
)
def test_a_spoilt_record_is_refused_or_read_whole(
    text: str, place: float, length: int, piece: str
) -> None:
    """What JSON-LD would drop in silence is an error: each value that is read is in the quads."""
    at = int(place * len(text))
    context = _context()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "literals.yaml"
        path.write_text(text[:at] + piece + text[at + length :], encoding="utf-8")
        try:
            document = read(path, context)
        except InputError:
            return
    said = {(q.subject.value, q.predicate.value, q.object.value) for q in document.quads}
    assert document.positions is not None
    assert said == {key for key in document.positions.lines if len(key) == 3}


def test_the_example_of_the_documentation_is_read(tmp_path: Path, context: Context) -> None:
    page = (ROOT / "docs" / "workspace.md").read_text("utf-8")
    example = page.partition("```yaml\n")[2].partition("```")[0]
    path = tmp_path / "brittany-shandong.yaml"
    path.write_text(example, encoding="utf-8")
    subjects = {quad.subject.value.partition("#")[2] for quad in read(path, context).quads}
    assert subjects == {"", "brittany", "participation-2", "event-1"}


def test_every_record_of_the_repository_can_be_written_in_yaml(
    tmp_path: Path, context: Context
) -> None:
    workspace = replace(open_workspace(ROOT), links=None)
    for path in workspace.records:
        turtle = workspace.record(path)
        iri = workspace.record_iri(path)
        copy = tmp_path / "record.yaml"
        copy.write_text(in_yaml(turtle, iri.value, context), encoding="utf-8")
        written = parse(copy, name=path.name, graph_name=iri, context=context)
        assert quads(written) == quads(turtle), path


def test_the_context_alone_gives_a_record_its_meaning() -> None:
    """Any JSON-LD 1.1 processor reads a record whose parts have names, given context and base."""
    text = """
id: agreement/alone
type: Agreement
label: {fr: Accord, en: Agreement}
hasRole: signatory
hasParty: [party/iowa, "https://example.org/sinaloa"]
hasParticipation: {id: "agreement/alone#iowa", participant: party/iowa, since: 1985-10}
signatureDate: 2004-01-15
exactMatch: wd:Q1
object: {literal: "2004", datatype: xsd:gYear}
included: [{id: "agreement/alone#claim", predicate: hasParty}]
"""
    shipped = json.loads(
        (ROOT / "src" / "servanda" / "assets" / "context.jsonld").read_text("utf-8")
    )
    node = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it makes strings only
    document = json.dumps({**shipped, **node})
    said = {str(quad.triple) for quad in pyoxigraph.parse(document, RdfFormat.JSON_LD)}
    space, terms = "https://w3id.org/servanda/id/", "https://w3id.org/servanda/ontology#"
    me = f"<{space}agreement/alone>"
    assert f"{me} <{terms}hasRole> <{space}role/signatory>" in said
    assert f"{me} <{terms}hasParty> <{space}party/iowa>" in said
    assert f'{me} <http://www.w3.org/2004/02/skos/core#prefLabel> "Accord"@fr' in said
    edtf = "<http://id.loc.gov/datatypes/edtf/EDTF>"
    part = f"<{space}agreement/alone#iowa>"
    assert f'{part} <{terms}since> "1985-10"^^{edtf}' in said
    predicate = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#predicate>"
    assert f"<{space}agreement/alone#claim> {predicate} <{terms}hasParty>" in said
    assert len(said) == 13


# ---- in a workspace


PLANT = """\
type: Plant
growsIn: garden/old
name: Oak
height: {literal: "020.50", datatype: xsd:decimal}
"""


def foreign_in_yaml(root: Path, body: str, slug: str = "oak") -> Path:
    """The foreign workspace with one plant in YAML."""
    foreign.make(root)
    (root / "data" / "plant" / f"{slug}.ttl").unlink(missing_ok=True)
    (root / "data" / "plant" / f"{slug}.yaml").write_text(body, encoding="utf-8")
    return root


def dump(release: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((release / "dump").iterdir())}


def test_another_ontology_has_its_own_keys_and_the_same_dump(tmp_path: Path) -> None:
    build(foreign.make(tmp_path / "turtle"), tmp_path / "one")
    build(foreign_in_yaml(tmp_path / "yaml", PLANT), tmp_path / "two")
    one, two = dump(tmp_path / "one"), dump(tmp_path / "two")
    for name in ("dataset.nq", "dataset.nt", "inferred.nq"):  # the others show prefixes
        assert one[name] == two[name], name


@pytest.mark.slow
def test_one_record_in_yaml_changes_no_byte_of_the_dump(
    release: Path, copy_of_workspace: Path, tmp_path: Path, context: Context
) -> None:
    workspace = replace(open_workspace(copy_of_workspace), links=None)
    for kind in ("agreement", "person", "source"):
        path = next(path for path in workspace.records if path.parent.name == kind)
        text = in_yaml(workspace.record(path), workspace.record_iri(path).value, context)
        path.with_suffix(".yaml").write_text(text, encoding="utf-8")
        path.unlink()
    build(
        copy_of_workspace,
        tmp_path / "out",
        how=How(jobs=2, limits=Limits(batch_size=20)),
        site=False,
    )
    assert dump(tmp_path / "out") == dump(release)


FINDINGS = {
    "Ivy is nowhere": ("type: Plant\nname: Ivy\n", "shapes", 1),
    "a height is no number": (
        "type: Plant\ngrowsIn: garden/old\nname: Oak\nheight: tall\n",
        "shapes",
        4,
    ),
    "a dangling link": (PLANT.replace("old", "odl"), "records", 2),
}


@pytest.mark.parametrize("why", FINDINGS)
def test_findings_have_the_line_in_the_yaml(tmp_path: Path, why: str) -> None:
    body, kind, line = FINDINGS[why]
    root = foreign_in_yaml(tmp_path, body)
    found = [each for each in check(root) if each.check == kind]
    assert [(each.path, each.line) for each in found] == [("data/plant/oak.yaml", line)]


def test_a_value_that_does_not_exist_has_its_column(copy_of_workspace: Path) -> None:
    record = copy_of_workspace / "data" / "source" / "page.yaml"
    record.write_text("type: Source\nlabel: {fr: Page}\nretrievalDate: 2026-13\n", "utf-8")
    with pytest.raises(InputError) as caught:
        build(copy_of_workspace, copy_of_workspace / "out", site=False)
    assert caught.value.place == "data/source/page.yaml:3:16"


def test_one_resource_is_not_written_twice(tmp_path: Path) -> None:
    foreign.make(tmp_path)
    (tmp_path / "data" / "plant" / "oak.yaml").write_text(PLANT, encoding="utf-8")
    with pytest.raises(InputError, match=r"data/plant/oak\.ttl describes the same resource"):
        open_workspace(tmp_path)


def test_the_suffix_yml_is_not_passed_over(tmp_path: Path) -> None:
    foreign.make(tmp_path)
    (tmp_path / "data" / "plant" / "elm.yml").write_text(PLANT, encoding="utf-8")
    with pytest.raises(InputError, match=r"<kind>/<slug>\.ttl or \.yaml"):
        open_workspace(tmp_path)
