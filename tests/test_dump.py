"""The dumps: the same facts in every syntax, however they are written."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import cast
from xml.etree import ElementTree

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from servanda.digests import Digests, file_digest
from servanda.exporters.base import Since, Source
from servanda.exporters.dump import INDEX, dump
from servanda.runners import Processes
from servanda.serialize.grouped import graph_blocks
from servanda.serialize.index import Index, Stamp, kept_index, mark_of, writers_key
from servanda.serialize.names import Names
from servanda.serialize.pieces import Graph, forms
from servanda.serialize.slices import Target, batches, join_parts, write_dataset, write_part
from servanda.serialize.sorted_lines import Range, write_triples
from servanda.serialize.turtle import turtle_blocks
from servanda.vocab import RDF

LONG = "x" * 9_000
PREFIXES = {"e": "https://example.org/", "p": "https://example.org/part/"}
RELEASES = ("release", "world_release", "hostile_release")


def quads_of(release: Path) -> list[Quad]:
    """The quads of a release graph by graph, as the dumps that name graphs have them."""
    quads = pyoxigraph.parse(path=str(release / "dump/dataset.nq"), format=RdfFormat.N_QUADS)
    return sorted(quads, key=lambda quad: (str(quad.graph_name), f"{quad} ."))


@pytest.mark.parametrize("name", RELEASES)
def test_every_dump_is_what_the_engine_writes(name: str, request: pytest.FixtureRequest) -> None:
    """But for Turtle and TriG, which are written for people, and the order of RDF/XML."""
    release: Path = request.getfixturevalue(name)
    quads = quads_of(release)
    prefixes = json.loads((release / "manifest.json").read_bytes())["prefixes"]
    written = pyoxigraph.serialize(quads, format=RdfFormat.JSON_LD)
    assert (release / "dump/dataset.jsonld").read_bytes() == written
    triples = sorted({f"{quad.triple} .\n" for quad in quads})
    assert (release / "dump/dataset.nt").read_text("utf-8") == "".join(triples)
    turtle = (release / "dump/dataset.ttl").read_text("utf-8")
    trig = (release / "dump/dataset.trig").read_text("utf-8")
    xml = (release / "dump/dataset.rdf").read_bytes()
    for graph, some in groupby(quads, key=lambda quad: quad.graph_name):
        triples_of = [quad.triple for quad in some]
        blocks = list(turtle_blocks(triples_of, Names(prefixes), str(graph)[1:-1]))
        assert "\n".join((f"\n# {graph}\n", *blocks)) in turtle
        assert f"\n{Names(prefixes).term(str(graph))} {{\n{chr(10).join(blocks)}}}\n" in trig
        piece = pyoxigraph.serialize(triples_of, format=RdfFormat.RDF_XML, prefixes=prefixes)
        elements = (piece or b"").partition(b"\n\t")[2].removesuffix(b"\n</rdf:RDF>")
        # The engine writes a carriage return as it is, which readers of XML take for a line feed.
        assert elements.replace(b"\r", b"&#13;") in xml


@pytest.mark.parametrize("name", RELEASES)
@pytest.mark.parametrize("suffix", ["rdf", "ttl", "trig"])
def test_no_fact_is_lost_where_graphs_have_no_names(
    name: str, suffix: str, request: pytest.FixtureRequest
) -> None:
    release: Path = request.getfixturevalue(name)
    parsed = pyoxigraph.parse(path=str(release / f"dump/dataset.{suffix}"))
    assert {quad.triple for quad in parsed} == {quad.triple for quad in quads_of(release)}


ODD = st.sampled_from(
    ["\\", '"', "\n", "\r", "\t", "\x08", "\x0c", "\x7f", "\ufffe", "\u2028", "𝄞"]
)
LEXICAL = st.text(ODD | st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["1", "-01", "1.50", "1.", "1e3", "true", "TRUE", " <<( ", "_:b", " _:b", ">", '">', "\\u0041"]
)
DATATYPES = [
    f"http://www.w3.org/2001/XMLSchema#{name}"
    for name in ("integer", "decimal", "double", "boolean", "string", "date")
]
IRIS = st.sampled_from(
    [
        *("https://example.org/", "https://example.org/a", "https://example.org/a/b"),
        *("https://example.org/part/1.", "https://example.org/part/é", "urn:x:y", "urn:x"),
        *("https://example.org/a#b", "https://example.org/a:b", "https://example.org/%20"),
        *("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "https://example.org/1"),
    ]
).map(NamedNode)
LITERALS = (
    st.builds(Literal, LEXICAL)
    | st.builds(lambda text: Literal(text, language="fr"), LEXICAL)
    | st.builds(
        lambda text, kind: Literal(text, datatype=NamedNode(kind)),
        LEXICAL,
        st.sampled_from([*DATATYPES, "https://example.org/kind"]),
    )
)
TRIPLES = st.sets(st.builds(Triple, IRIS, IRIS, IRIS | LITERALS), max_size=12)


@settings(max_examples=100, deadline=None)
@given(TRIPLES, st.sampled_from(["", "https://example.org/a"]))
def test_turtle_from_text_is_turtle_from_terms(triples: set[Triple], first: str) -> None:
    text = "".join(sorted(f"{triple} .\n" for triple in triples))
    names = Names(PREFIXES)
    assert graph_blocks(text, names, first) == list(turtle_blocks(triples, Names(PREFIXES), first))
    head = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
    turtle = head + "".join(graph_blocks(text, names, first))
    parsed = pyoxigraph.parse(turtle, RdfFormat.TURTLE)
    assert {quad.triple for quad in parsed} == triples


def held_by_xml(quad: Quad) -> bool:
    """Whether XML has its signs, and a name for its property and its class."""
    nameless = ("/", "/1", "/1.", "%20")
    named = [quad.predicate.value]
    if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
        named.append(quad.object.value)
    value = quad.object.value if isinstance(quad.object, Literal) else ""
    return not (
        re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", value)
        or any(iri.endswith(nameless) for iri in named)
    )


@settings(max_examples=100, deadline=None)
@given(TRIPLES)
def test_every_syntax_gives_the_facts_back(triples: set[Triple]) -> None:
    """RDF/XML does without what XML cannot hold."""
    text = "".join(sorted(f"{triple} .\n" for triple in triples))
    graph = Graph("<urn:g>", text)
    quads = {Quad(*triple, NamedNode("urn:g")) for triple in triples}
    for form in forms(PREFIXES):
        content = form.head + (form.piece(graph) if text else b"") + form.tail
        syntax = RdfFormat.from_extension(form.suffix)
        assert syntax is not None
        parsed = {quad.triple for quad in pyoxigraph.parse(content, syntax)}
        if form.suffix == "rdf":
            ElementTree.fromstring(content)  # noqa: S314  our own
            assert parsed == {quad.triple for quad in quads if held_by_xml(quad)}
        else:
            assert parsed == triples


def test_the_direction_of_a_text_stays() -> None:
    graph = Graph("<urn:g>", '<urn:s> <urn:p> "x"@ar--rtl .\n')
    for form in forms(PREFIXES):
        syntax = RdfFormat.from_extension(form.suffix)
        assert syntax is not None
        (quad,) = pyoxigraph.parse(form.head + form.piece(graph) + form.tail, syntax)
        assert str(quad.object) == '"x"@ar--rtl'


def test_blank_nodes_take_the_long_way() -> None:
    text = '_:b <urn:q> "x" .\n<urn:s> <urn:p> _:b .\n'
    assert graph_blocks(text, Names({})) == [
        '<urn:s>\n    <urn:p> [\n        <urn:q> "x"\n    ] .\n'
    ]


# Graphs that change: a dataset in memory, and what is published of it.
@dataclass
class Graphs:
    """What a run gives to the dump: files of quads, and the texts of the graphs."""

    folder: Path
    texts: dict[str, set[str]]

    @property
    def stated(self) -> Path:
        """All lines."""
        lines = {f"{line} {name} .\n" for name, some in self.texts.items() for line in some}
        return self._file("stated.nq", lines)

    def take_stated(self, path: Path) -> None:
        """See that what was spliced is what all lines are."""
        assert path.read_bytes() == self.stated.read_bytes()

    @property
    def inferred(self) -> Path:
        """A line for each graph."""
        return self._file("inferred.nq", {f"<urn:{name[1:-1]}> <urn:p> 1" for name in self.texts})

    def graphs(self) -> Iterator[tuple[str, str]]:
        """The graphs in order of name."""
        for name, some in sorted(self.texts.items()):
            yield name, "".join(sorted(f"{line} .\n" for line in some))

    def marks(self) -> Iterator[tuple[str, bytes]]:
        """The graphs by their marks."""
        return ((name, mark_of(text)) for name, text in self.graphs())

    def text(self, name: str) -> str:
        """One graph."""
        return dict(self.graphs())[name]

    def _file(self, name: str, lines: set[str]) -> Path:
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.write_text("".join(sorted(lines)), encoding="utf-8", newline="\n")
        return path


@dataclass
class Release:
    """As much of a source as the dump looks at."""

    outcome: Graphs
    cache: Path | None = None
    before: Path | None = None
    jobs: int = 1
    prefixes: dict[str, str] = field(default_factory=lambda: dict(PREFIXES))
    digests: Digests = field(default_factory=Digests)
    since: Since = field(default_factory=Since)

    def publish(self, folder: Path) -> dict[str, bytes]:
        """Write the dump of a new release, and give its files."""
        folder.mkdir()
        dump(cast("Source", self), folder)
        return {path.name: path.read_bytes() for path in (folder / "dump").iterdir()}


def line(rng: random.Random) -> str:
    subject = rng.choice("abc")
    value = rng.choice(['"x"', '"x"@fr', "<urn:x>", '"1"^^<urn:t>', f'"{rng.random()}"', '"é\\n"'])
    return f"<https://example.org/{subject}> <urn:p{rng.randrange(3)}> {value}"


def edited(texts: dict[str, set[str]], rng: random.Random) -> None:
    """Change, add, remove or rename a graph; now and then its lines are those of another one."""
    name, new = rng.choice(sorted(texts)), f"<urn:g{rng.randrange(60)}>"
    match rng.randrange(6):
        case 0:
            texts.pop(name)
        case 1:
            texts[new] = {line(rng) for _ in range(rng.randrange(6))}
        case 2:
            texts[new] = texts.pop(name)
        case 3:
            texts[new] = set(texts[name])
        case _:
            texts[name] = texts[name] ^ {line(rng)}


def graphs_of(folder: Path, rng: random.Random, count: int = 40) -> Graphs:
    folder.mkdir()
    return Graphs(folder, {f"<urn:g{n}>": {line(rng) for _ in range(4)} for n in range(count)})


@pytest.mark.parametrize("seed", range(3))
def test_a_dump_from_the_one_before_is_a_clean_dump(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  the same every time
    source = Release(graphs_of(tmp_path / "run", rng), cache=tmp_path)
    for number in range(40):
        for _ in range(rng.choice([0, 1, 1, 2, 5])):
            edited(source.outcome.texts, rng)
        written = source.publish(tmp_path / f"{number}")
        assert written == Release(source.outcome).publish(tmp_path / f"{number}-clean")
        source.before = tmp_path / f"{number}"


def spoil(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content.replace(b"x", b"y"))


DAMAGES = [
    *(f"old/dump/dataset.{suffix}" for suffix in ("ttl", "nt", "nq", "trig", "jsonld", "rdf")),
    INDEX,
]


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_dump_or_index_is_not_built_upon(tmp_path: Path, name: str) -> None:
    rng = random.Random(7)  # noqa: S311  the same every time
    source = Release(graphs_of(tmp_path / "run", rng), cache=tmp_path, before=tmp_path / "old")
    source.publish(tmp_path / "old")
    spoil(tmp_path / name)
    edited(source.outcome.texts, rng)
    written = source.publish(tmp_path / "new")
    assert written == Release(source.outcome).publish(tmp_path / "clean")


def test_other_prefixes_make_another_dump(tmp_path: Path) -> None:
    graphs = graphs_of(tmp_path / "run", random.Random(7))  # noqa: S311  the same every time
    Release(graphs, cache=tmp_path).publish(tmp_path / "old")
    other = Release(graphs, tmp_path, tmp_path / "old", prefixes={"x": "https://example.org/"})
    assert b"@prefix x:" in other.publish(tmp_path / "new")["dataset.ttl"]


def test_what_did_not_change_is_copied(tmp_path: Path) -> None:
    """Seen by a mark in an unchanged graph of the old dump, whose index was taught to expect it."""
    source = Release(graphs_of(tmp_path / "run", random.Random(7)), cache=tmp_path)  # noqa: S311
    source.publish(tmp_path / "old")
    trig = tmp_path / "old/dump/dataset.trig"
    trig.write_bytes(trig.read_bytes().replace(b"<urn:g5> {", b"<urn:G5> {"))
    index = kept_index(tmp_path / INDEX, writers_key(PREFIXES))
    assert index is not None
    stamps = {**index.stamps, "dataset.trig": Stamp.of(trig, file_digest(trig))}
    Index(index.key, stamps, index.pieces).keep(tmp_path / INDEX)
    source.before = tmp_path / "old"
    source.outcome.texts["<urn:g7>"] = {line(random.Random(1))}  # noqa: S311
    assert b"<urn:G5> {" in source.publish(tmp_path / "new")["dataset.trig"]


def test_processes_write_the_same_bytes(tmp_path: Path) -> None:
    """Five graphs in three batches, and a batch for N-Triples."""
    (tmp_path / "run").mkdir()
    lines = {f'<urn:s{n}> <urn:p> "{LONG}"' for n in range(300)}
    graphs = Graphs(tmp_path / "run", {f"<urn:g{n}>": lines for n in range(5)})
    one, two = (Target(PREFIXES, tmp_path / name) for name in ("one", "two"))
    for target in (one, two):
        target.path("nq").write_bytes(graphs.stated.read_bytes())
    pieces = write_dataset(graphs.graphs(), one)
    work = batches(graphs.graphs(), two)
    with closing(Processes(2).outputs(write_part, two, work)) as parts:
        assert join_parts(parts, two).dumped() == pieces.dumped()
    assert len(list(tmp_path.iterdir())) == 1 + 6 + 6
    for suffix in ("ttl", "trig", "jsonld", "rdf", "nt"):
        assert one.path(suffix).read_bytes() == two.path(suffix).read_bytes()


def test_one_triple_in_two_graphs_is_one_line_of_n_triples(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    line = '<urn:s> <urn:p> "x"'
    graphs = Graphs(tmp_path / "run", {"<urn:a>": {line}, "<urn:b>": {line}})
    assert Release(graphs).publish(tmp_path / "out")["dataset.nt"].decode() == f"{line} .\n"


def test_parts_of_n_triples_are_the_whole_wherever_they_meet(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    texts = {f"<urn:g{n}>": {"<urn:s> <urn:p> <urn:o>", f'<urn:s> <urn:p> "{n}"'} for n in range(9)}
    quads = Graphs(tmp_path / "run", texts).stated
    write_triples(quads, tmp_path / "whole.nt")
    size, content = quads.stat().st_size, quads.read_bytes()
    for cut in (at + 1 for at, byte in enumerate(content) if byte == ord("\n")):
        parts = (tmp_path / "one.nt", tmp_path / "two.nt")
        for part, cover in zip(parts, (Range(0, cut), Range(cut, size)), strict=True):
            write_triples(quads, part, cover)
        whole = b"".join(part.read_bytes() for part in parts)
        assert whole == (tmp_path / "whole.nt").read_bytes()


def test_rdf_xml_is_xml(release: Path) -> None:
    root = ElementTree.parse(release / "dump/dataset.rdf").getroot()  # noqa: S314  our own
    assert root.tag.endswith("RDF")
