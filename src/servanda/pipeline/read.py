"""Read: one file of a record to sorted facts, the IRIs that it describes and points to, its faults.

What is well is found well without building a term; where anything looks odd, the checks of
`records` decide, and word the fault.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat

from servanda.errors import InputError
from servanda.formats import SYNTAXES
from servanda.mappings import PREDICATES
from servanda.ntriples import Fact, fact_of, facts_of, iri_of, text_of
from servanda.parse import Document, check_nesting
from servanda.parse.text import MAX_BYTES
from servanda.pipeline.kit import Kit
from servanda.pipeline.record import Read, Record, Stamp
from servanda.records import record_faults, well_typed

__all__ = ["Check", "faults_of", "read_batch", "read_record", "record_of", "stamp_of"]

_TURTLE: Final = SYNTAXES[0]
_LINKS: Final = frozenset(map(str, PREDICATES))
# Characters that no text of XML holds are escaped in one of these ways.
_ODD: Final = re.compile(r"\\[bfuU]")


def read_batch(kit: Kit, paths: Sequence[Path]) -> list[Read]:
    """Read records, in the order of the paths."""
    check = Check(kit)
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


def read_record(kit: Kit, path: Path, check: Check) -> Read:
    """Read one record; `check` says whether its facts are well beyond doubt."""
    key = str(path)[check.below :]
    graph = f"<{kit.space}{key[len('data/') : key.rindex('.')]}>"
    try:
        stamp, data = _opened(path)
        lines, prefixes = _parsed(kit, path, data)
    except (InputError, OSError):
        return Read(key, graph, _NONE, "", (), (), (), (), faulty=True)
    text = "".join([f"{line}\n" for line in lines])
    facts = [*facts_of(text)]
    subjects, predicates, values = map(frozenset, zip(*facts, strict=True))
    well = check(graph, subjects, predicates, values) and "<<(" not in text
    claims = {subject[1:-1] for subject in subjects if subject[0] == "<"}
    start = "<" + kit.space
    links = {value[1:-1] for value in values if value.startswith(start)} - claims
    return Read(
        path=key,
        graph=graph,
        stamp=stamp,
        text=text,
        claims=tuple(sorted(claims)),
        links=tuple(sorted(links)),
        backs=_backs(kit, facts, links),
        prefixes=tuple(sorted(prefixes.items())),
        faulty=not well and bool(faults_of(kit, path)),
    )


def _backs(kit: Kit, facts: Iterable[Fact], links: set[str]) -> tuple[tuple[str, bool], ...]:
    """Which of the links are looked back along, and whether what is seen is looked through."""
    known = kit.backwards
    if known is None:
        return tuple((iri, True) for iri in sorted(links))
    found: dict[str, bool] = {}
    for _, predicate, value in facts:
        if predicate in known and value[1:-1] in links:
            found[value[1:-1]] = known[predicate] or found.get(value[1:-1], False)
    return tuple(sorted(found.items()))


_NONE: Final = Stamp(-1, -1, -1, b"")


def _opened(path: Path) -> tuple[Stamp, bytes]:
    """The bytes of a file and their stamp. Raises OSError, also for a file that is too large."""
    with path.open("rb", buffering=0) as file:
        stat = os.fstat(file.fileno())
        if stat.st_size > MAX_BYTES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
        data = file.read()
    digest = hashlib.blake2b(data, digest_size=16).digest()
    return Stamp(stat.st_size, stat.st_ctime_ns, stat.st_ino, digest), data


def _parsed(kit: Kit, path: Path, data: bytes) -> tuple[list[str], dict[str, str]]:
    """The facts of a file as sorted unique lines, with the links of what it describes."""
    workspace = kit.workspace
    if path.suffix != _TURTLE.suffix:
        document = workspace.record(path)
        return _lines(text_of(map(fact_of, document.triples))), dict(document.prefixes)
    try:
        source = data.decode("utf-8-sig")
        if "<<(" in source:
            check_nesting(source, _TURTLE, path)
        text, prefixes = _turtle(path, source)
    except (SyntaxError, UnicodeDecodeError) as error:
        raise InputError("syntax error", path=path) from error
    lines = _lines(text)
    if not lines:
        raise InputError("the file states nothing", path=path)
    return _linked(kit, lines), prefixes


def _turtle(path: Path, source: str) -> tuple[str, dict[str, str]]:
    """Turtle as N-Triples, with its prefixes. Raises SyntaxError."""
    try:
        return _converted(source, None)
    except SyntaxError:  # maybe for an IRI that is relative; where the file lies takes long to find
        return _converted(source, path.resolve().as_uri())


def _converted(source: str, base: str | None) -> tuple[str, dict[str, str]]:
    reader = pyoxigraph.parse(source, RdfFormat.TURTLE, base_iri=base, rename_blank_nodes=True)
    # Turtle has no named graphs, and without one a line of N-Quads is one of N-Triples.
    lines = pyoxigraph.serialize(reader, format=RdfFormat.N_TRIPLES)
    return (lines or b"").decode(), dict(reader.prefixes)


def _lines(text: str) -> list[str]:
    return sorted({line for line in text.split("\n") if line})


def _sorted(text: str) -> str:
    return "".join([f"{line}\n" for line in _lines(text)])


def _linked(kit: Kit, lines: list[str]) -> list[str]:
    links = kit.workspace.links
    if links is None or not links.accepted:
        return lines
    subjects = {iri_of(line.partition(" ")[0]) for line in lines}
    graph = NamedNode("urn:x")
    added = [
        fact_of(quad.triple)
        for subject in sorted(subjects & links.accepted.keys())
        for quad in links.quads(subject, graph)
    ]
    return sorted({*lines, *_lines(text_of(added))}) if added else lines


class Check:
    """Whether facts are well beyond doubt; what was once seen well is remembered."""

    def __init__(self, kit: Kit) -> None:
        # Where a path goes on below the root; it is long to compute.
        self.below: Final = len(str(kit.workspace.root / "data")) - len("data")
        self._space: Final = "<" + kit.space
        self._terms: Final = kit.reference.terms
        self._own: Final = tuple(f"<{base}" for base in kit.reference.terms.namespaces)
        self._good: Final[set[str]] = set()

    def __call__(
        self,
        graph: str,
        subjects: AbstractSet[str],
        predicates: AbstractSet[str],
        values: AbstractSet[str],
    ) -> bool:
        """Whether facts with these terms may be those of the record with this graph."""
        space, good = self._space, self._good
        return (
            graph in subjects
            and all(each.startswith(space) for each in subjects)
            and all(map(self._predicate, predicates - good))
            and all(map(self._value, values - good))
        )

    def _predicate(self, spelled: str) -> bool:
        good = spelled not in _LINKS and not self._terms.unknown(spelled[1:-1])
        if good:
            self._good.add(spelled)
        return good

    def _value(self, spelled: str) -> bool:
        if spelled[0] == "<":
            return not (self._own and spelled.startswith(self._own)) or self._predicate(spelled)
        if spelled[0] == "_" or ("\\" in spelled and _ODD.search(spelled)):
            return False
        if spelled[-1] != ">":
            return True  # no datatype is written, and what a text may not hold is escaped
        if not well_typed(spelled):
            return False
        self._good.add(spelled)
        return True
