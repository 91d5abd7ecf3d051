"""The W3C's SPARQL 1.1 tests, read from their manifests: requests of the protocol, and results."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

ROOT = Path(__file__).parents[2]
SUITE = ROOT.parent / "shared" / "suites" / "sparql11"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


@dataclass(frozen=True)
class Expected:
    """What a request must be answered with."""

    statuses: frozenset[str]  # as in 2xx
    boolean: bool | None
    form: str  # boolean, tabular, RDF or nothing


@dataclass(frozen=True)
class Sent:
    """A request as it goes over the wire."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    expected: Expected


@dataclass(frozen=True)
class Case:
    """One test of the protocol."""

    name: str
    requests: tuple[Sent, ...]
    data: tuple[tuple[Path, str], ...]  # files and the names of their graphs


class Manifest:
    """One manifest as a graph."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = "http://test.example/"
        text = (folder / "manifest.ttl").read_bytes()
        self.store = Store()
        self.store.extend(pyoxigraph.parse(text, format=RdfFormat.TURTLE, base_iri=self.base))

    def values(self, subject: object, name: str) -> list[object]:
        """The objects of a property."""
        quads = self.store.quads_for_pattern(subject, NamedNode(name), None)
        return [quad.object for quad in quads]

    def value(self, subject: object, name: str) -> object | None:
        """One of them, or None."""
        return next(iter(self.values(subject, name)), None)

    def text(self, subject: object, name: str) -> str:
        """Its text, or nothing."""
        found = self.value(subject, name)
        return found.value if isinstance(found, Literal | NamedNode) else ""

    def items(self, head: object | None) -> Iterator[object]:
        """The members of a collection."""
        while head is not None and head != NamedNode(f"{RDF}nil"):
            yield from self.values(head, f"{RDF}first")
            head = self.value(head, f"{RDF}rest")

    def entries(self) -> list[object]:
        """The tests in their order."""
        return list(self.items(self.value(NamedNode(self.base), f"{MF}entries")))

    def path(self, iri: object | None) -> Path:
        """The file that an IRI of the manifest names."""
        assert isinstance(iri, NamedNode)
        return self.folder / iri.value.removeprefix(self.base)


def local(node: object) -> str:
    assert isinstance(node, NamedNode)
    return node.value.rpartition("#")[2]


def suite(name: str) -> Manifest:
    """The manifest of a folder of the suite; the test is left out where the suite is not there."""
    if not SUITE.is_dir():
        pytest.skip("the W3C's SPARQL 1.1 tests are not beside the repository")
    return Manifest(SUITE / name)


def protocol_cases() -> list[Case]:
    """The cases of the protocol, or none where the suite is not there."""
    if not SUITE.is_dir():
        return []
    manifest = Manifest(SUITE / "protocol")
    return [_case(manifest, entry) for entry in manifest.entries()]


def _case(manifest: Manifest, entry: object) -> Case:
    action = manifest.value(entry, f"{MF}action")
    requests = manifest.items(manifest.value(action, f"{HT}requests"))
    data = [
        (manifest.path(manifest.value(each, f"{UT}graph")), manifest.text(each, f"{RDFS}label"))
        for each in manifest.values(entry, f"{UT}graphData")
    ]
    return Case(local(entry), tuple(_sent(manifest, each) for each in requests), tuple(data))


def _sent(manifest: Manifest, request: object) -> Sent:
    content = manifest.value(request, f"{HT}body")
    body = None
    if content is not None:
        encoding = manifest.text(content, f"{CNT}characterEncoding")
        body = manifest.text(content, f"{CNT}chars").encode(encoding)
    headers = tuple(
        (manifest.text(each, f"{HT}fieldName"), manifest.text(each, f"{HT}fieldValue"))
        for each in manifest.items(manifest.value(request, f"{HT}headers"))
    )
    response = manifest.value(request, f"{HT}resp")
    boolean = manifest.text(response, f"{MF}expectedBoolean")
    expected = Expected(
        frozenset(local(each)[-3:] for each in manifest.values(response, f"{MF}expectedStatus")),
        {"": None, "true": True, "false": False}[boolean],
        manifest.text(response, f"{MF}expectedFormat"),
    )
    method = manifest.text(request, f"{HT}methodName")
    return Sent(method, manifest.text(request, f"{HT}absolutePath"), headers, body, expected)


def result_cases(folder: str) -> list[tuple[str, Path, Path, Path]]:
    """Name, query, data and result of each case of a folder, or none where it is not there."""
    if not SUITE.is_dir():
        return []
    manifest = Manifest(SUITE / folder)
    found = []
    for entry in manifest.entries():
        action = manifest.value(entry, f"{MF}action")
        query = manifest.path(manifest.value(action, f"{QT}query"))
        data = manifest.path(manifest.value(action, f"{QT}data"))
        found.append(
            (local(entry), query, data, manifest.path(manifest.value(entry, f"{MF}result")))
        )
    return found
