"""Read: one file of a record to sorted facts, the IRIs that it describes and points to, its faults.

What is well is found well without building a term; where anything looks odd, the checks of
`records` decide, and word the fault.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from servanda.errors import InputError
from servanda.formats import SYNTAXES
from servanda.mappings import PREDICATES
from servanda.ntriples import Fact, fact_of, facts_of, iri_of, text_of
from servanda.parse import Document, check_nesting, read_text
from servanda.pipeline.kit import Kit
from servanda.pipeline.record import Read, Record, Stamp
from servanda.records import record_faults, well_typed

__all__ = ["faults_of", "read_batch", "read_record", "record_of", "stamp_of"]

_TURTLE: Final = SYNTAXES[0]
_LINKS: Final = frozenset(map(str, PREDICATES))
# Characters that no text of XML holds are escaped in one of these ways.
_ODD: Final = re.compile(r"\\[bfuU]")


def read_batch(kit: Kit, paths: Sequence[Path]) -> list[Read]:
    """Read records, in the order of the paths."""
    check = _Check(kit)
    return [read_record(kit, path, check) for path in paths]


def stamp_of(path: Path, content: bytes | None = None) -> Stamp:
    """The stamp of a file, of the bytes that it has now unless they are given."""
    stat = path.stat()
    data = path.read_bytes() if content is None else content
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return Stamp(stat.st_size, stat.st_ctime_ns, stat.st_ino, digest)


def record_of(document: Document, iri: NamedNode) -> Record:
    """A parsed record in the form that the map works on."""
    return Record(document.path, str(iri), _sorted(text_of(map(fact_of, document.triples))))


def faults_of(kit: Kit, path: Path) -> list[InputError]:
    """All that is wrong with a record by itself; with one that cannot be read, why."""
    workspace = kit.workspace
    try:
        document = workspace.record(path)
    except InputError as error:
        return [error]
    iri = workspace.record_iri(path)
    return list(record_faults(document, iri, workspace, kit.reference.terms))


def read_record(kit: Kit, path: Path, check: Callable[[str, Iterable[Fact]], bool]) -> Read:
    """Read one record; `check` says whether its facts are well beyond doubt."""
    graph = str(kit.workspace.record_iri(path))
    try:
        stamp = stamp_of(path)
        text, prefixes = _parsed(kit, path)
    except (InputError, OSError):
        return Read(_key(kit, path), graph, _NONE, "", (), (), (), (), faulty=True)
    facts = list(facts_of(text))
    faulty = not check(graph, facts) and bool(faults_of(kit, path))
    claims = {iri_of(fact[0]) for fact in facts}
    start = "<" + kit.space
    pointing = [fact for fact in facts if fact[2].startswith(start)]
    links = {fact[2][1:-1] for fact in pointing} - claims
    return Read(
        path=_key(kit, path),
        graph=graph,
        stamp=stamp,
        text=text,
        claims=tuple(sorted(claims - {""})),
        links=tuple(sorted(links)),
        backs=_backs(kit, pointing, links),
        prefixes=tuple(sorted(prefixes.items())),
        faulty=faulty,
    )


def _backs(kit: Kit, facts: Iterable[Fact], links: set[str]) -> tuple[tuple[str, bool], ...]:
    """Which of the links are looked back along, and whether what is seen is looked through."""
    known = kit.backwards
    if known is None:
        return tuple((iri, True) for iri in sorted(links))
    found: dict[str, bool] = {}
    for _, predicate, value in facts:
        iri = value[1:-1]
        if predicate in known and iri in links:
            found[iri] = known[predicate] or found.get(iri, False)
    return tuple(sorted(found.items()))


_NONE: Final = Stamp(-1, -1, -1, b"")


def _key(kit: Kit, path: Path) -> str:
    return path.relative_to(kit.workspace.root).as_posix()


def _parsed(kit: Kit, path: Path) -> tuple[str, dict[str, str]]:
    """The facts of a file as sorted unique lines, with the links of what it describes."""
    workspace = kit.workspace
    if path.suffix != _TURTLE.suffix:
        document = workspace.record(path)
        return _sorted(text_of(map(fact_of, document.triples))), dict(document.prefixes)
    name = workspace.name(path)
    source = read_text(path, name=name)
    check_nesting(source, _TURTLE, name)
    try:
        reader = pyoxigraph.parse(
            source, RdfFormat.TURTLE, base_iri=path.resolve().as_uri(), rename_blank_nodes=True
        )
        lines = pyoxigraph.serialize((quad.triple for quad in reader), format=RdfFormat.N_TRIPLES)
    except SyntaxError as error:
        raise InputError("syntax error", path=name) from error
    text = _sorted((lines or b"").decode())
    if not text:
        raise InputError("the file states nothing", path=name)
    return _linked(kit, text), dict(reader.prefixes)


def _sorted(text: str) -> str:
    lines = set(text.split("\n"))
    lines.discard("")
    return "".join(f"{line}\n" for line in sorted(lines))


def _linked(kit: Kit, text: str) -> str:
    links = kit.workspace.links
    if links is None or not links.accepted:
        return text
    subjects = {iri_of(fact[0]) for fact in facts_of(text)}
    graph = NamedNode("urn:x")
    added = [
        fact_of(quad.triple)
        for subject in sorted(subjects & links.accepted.keys())
        for quad in links.quads(subject, graph)
    ]
    return _sorted(text + text_of(added)) if added else text


class _Check:
    """Whether facts are well beyond doubt; what was once seen well is remembered."""

    def __init__(self, kit: Kit) -> None:
        self._space: Final = "<" + kit.space
        self._terms: Final = kit.reference.terms
        self._own: Final = tuple(f"<{base}" for base in kit.reference.terms.namespaces)
        self._good: Final[set[str]] = set()

    def __call__(self, graph: str, facts: Iterable[Fact]) -> bool:
        found = False
        for subject, predicate, value in facts:
            if not subject.startswith(self._space):
                return False
            found = found or subject == graph
            if predicate not in self._good and not self._predicate(predicate):
                return False
            if value not in self._good and not self._value(value):
                return False
        return found

    def _predicate(self, spelled: str) -> bool:
        good = spelled not in _LINKS and not self._terms.unknown(spelled[1:-1])
        if good:
            self._good.add(spelled)
        return good

    def _value(self, spelled: str) -> bool:
        if spelled.startswith("<"):
            return not (self._own and spelled.startswith(self._own)) or self._predicate(spelled)
        if spelled.startswith("_") or _ODD.search(spelled):
            return False
        if "^^" not in spelled[spelled.rindex('"') :]:
            return True  # what a text may not hold is escaped
        if not well_typed(spelled):
            return False
        self._good.add(spelled)
        return True
