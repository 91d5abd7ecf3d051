"""What every record must be before anything else is asked of it, and who describes which IRI.

These are faults of the files themselves, each with file and line; what a record should *say* is
left to the shapes. One pass reads every record once and keeps only IRIs, so memory stays flat.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from servanda.datatypes import is_lexical
from servanda.dates import is_edtf
from servanda.errors import InputError
from servanda.mappings import contradictory, dangling, unreviewed
from servanda.ntriples import term_of
from servanda.parse import Document
from servanda.vocab import EDTF, RDF, XSD
from servanda.vocabulary import Vocabulary
from servanda.workspace import Workspace

__all__ = [
    "Entry",
    "Index",
    "claimed_twice",
    "dangling_link",
    "index_records",
    "record_faults",
    "well_typed",
]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the index knows of one file: the IRIs it describes and those it points to."""

    path: Path
    iri: NamedNode
    subjects: frozenset[str]
    links: frozenset[str]


@dataclass(frozen=True, slots=True)
class Index:
    """All records of a workspace, and for each described IRI the file that describes it."""

    entries: Mapping[Path, Entry]
    owners: Mapping[str, Path]

    def context(self, batch: Iterable[Path]) -> list[Path]:
        """The records that a batch reaches by following links forwards, itself left out."""
        start = set(batch)
        seen, waiting = set(start), sorted(start)
        while waiting:
            for link in self.entries[waiting.pop()].links:
                owner = self.owners.get(link)
                if owner is not None and owner in self.entries and owner not in seen:
                    seen.add(owner)
                    waiting.append(owner)
        return sorted(seen - start)


def index_records(
    workspace: Workspace,
    terms: Vocabulary,
    *,
    fault: Callable[[InputError], None],
) -> Index:
    """Read every record once, hand each fault to `fault`, and return the index.

    `fault` may raise (a build stops at the first) or collect (a check shows all of them).
    """
    entries: dict[Path, Entry] = {}
    owners: dict[str, Path] = {}
    for document, iri in _documents(workspace, fault):
        is_record = document.path in workspace.records
        if is_record:
            for found in record_faults(document, iri, workspace, terms):
                fault(found)
        entry = _entry(document, iri, workspace)
        for subject in sorted(entry.subjects):
            other = owners.setdefault(subject, document.path)
            if other != document.path:
                fault(claimed_twice(document, subject, workspace.name(other)))
        if is_record:
            entries[document.path] = entry
    index = Index(entries, owners)
    for entry in entries.values():
        _check_links(entry, index, workspace, fault)
    if workspace.links is not None:
        for error in (*contradictory(workspace.links), *dangling(workspace.links, owners)):
            fault(error)
    return index


def _documents(
    workspace: Workspace, fault: Callable[[InputError], None]
) -> Iterator[tuple[Document, NamedNode]]:
    yield workspace.description, workspace.iri
    for path in workspace.schemes:
        try:
            document = workspace.scheme(path)
        except InputError as error:
            fault(error)
            continue
        name = document.quads[0].graph_name
        if isinstance(name, NamedNode):
            yield document, name
    for path in workspace.records:
        try:
            yield workspace.record(path), workspace.record_iri(path)
        except InputError as error:
            fault(error)


def _entry(document: Document, iri: NamedNode, workspace: Workspace) -> Entry:
    space = workspace.uri_space
    subjects, links = set(), set()
    for quad in document.quads:
        if isinstance(quad.subject, NamedNode):
            subjects.add(quad.subject.value)
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(space):
            links.add(quad.object.value)
    return Entry(document.path, iri, frozenset(subjects), frozenset(links - subjects))


def record_faults(
    document: Document, iri: NamedNode, workspace: Workspace, terms: Vocabulary
) -> Iterator[InputError]:
    """What is wrong with a record by itself; `iri` is what it must describe."""
    subjects = dict.fromkeys(quad.subject for quad in document.quads)
    if iri not in subjects:
        first = next((each for each in subjects if isinstance(each, NamedNode)), None)
        yield document.error(
            f"the record's IRI does not fit its file: <{iri.value}> is not described here",
            first,
            hint="Rename the file or the resource so that both agree",
        )
    for subject in subjects:
        if isinstance(subject, NamedNode) and not subject.value.startswith(workspace.uri_space):
            yield document.error(
                f"a record may describe only resources below <{workspace.uri_space}>, "
                f"not <{subject.value}>",
                subject,
                hint="Link to it instead",
            )
    for quad in document.quads:
        yield from _term_faults(document, quad.triple, terms)
    if workspace.links is not None:
        yield from unreviewed(workspace.links, document)


def _term_faults(document: Document, triple: Triple, terms: Vocabulary) -> Iterator[InputError]:
    subject, predicate = triple.subject, triple.predicate
    if isinstance(subject, Triple):
        yield document.error("triple terms are not supported")
        return
    if isinstance(subject, BlankNode) or isinstance(triple.object, BlankNode):
        named = subject if isinstance(subject, NamedNode) else None
        yield document.error(
            "blank nodes are not published: nobody can link to them",
            named,
            hint="Give the resource an IRI of its own",
        )
        return
    if not isinstance(triple.object, NamedNode | Literal):
        yield document.error("triple terms are not supported", subject, predicate)
        return
    if isinstance(triple.object, Literal) and not _well_typed(triple.object):
        name = _short(triple.object.datatype)
        yield document.error(
            f"{triple.object.value!r} is no {name}",
            subject,
            predicate,
            triple.object,
            hint="Write a value that exists, in the form of its datatype",
        )
    used = [predicate.value]
    if isinstance(triple.object, NamedNode):
        used.append(triple.object.value)
    for iri in used:
        if terms.unknown(iri):
            near = difflib.get_close_matches(iri, sorted(terms.terms), n=1, cutoff=0.8)
            hint = f"Did you mean <{near[0]}>?" if near else "Declare it in ontology/ or mend it"
            kind = "property" if iri == predicate.value else "term"
            value = None if iri == predicate.value else triple.object
            yield document.error(f"unknown {kind} <{iri}>", subject, predicate, value, hint=hint)


@lru_cache(maxsize=1 << 16)  # the same dates and numbers come again and again
def well_typed(spelled: str) -> bool:
    """Whether the form of a literal, spelled as in N-Triples, is one of its datatype."""
    return _well_typed(term_of(spelled))


def _well_typed(literal: Literal) -> bool:
    datatype = literal.datatype.value
    if datatype == EDTF.EDTF.value:
        return is_edtf(literal.value)
    # A text with a language has the characters of one without: those that XML can carry.
    if literal.language:
        return is_lexical("string", literal.value)
    return not datatype.startswith(XSD.base) or is_lexical(
        datatype.removeprefix(XSD.base), literal.value
    )


def _short(datatype: NamedNode) -> str:
    short = datatype.value.replace(XSD.base, "xsd:").replace(RDF.base, "rdf:")
    return short.replace(EDTF.EDTF.value, "EDTF date")


def claimed_twice(document: Document, subject: str, other: str) -> InputError:
    """The fault that a record describes what another file describes too."""
    return document.error(
        f"<{subject}> is described here and in {other}",
        NamedNode(subject),
        hint="Describe a resource in one file only",
    )


def _check_links(
    entry: Entry, index: Index, workspace: Workspace, fault: Callable[[InputError], None]
) -> None:
    # A space of links is what other files own; the names of graphs are links too.
    dangling = sorted(link for link in entry.links if link not in index.owners)
    if not dangling:
        return
    document = workspace.record(entry.path)
    for link in dangling:
        fault(dangling_link(document, link, sorted(index.owners)))


def dangling_link(document: Document, link: str, known: Sequence[str]) -> InputError:
    """The fault that a record points to what no file describes; `known` is what files describe."""
    quad = next(quad for quad in document.quads if quad.object == NamedNode(link))
    near = difflib.get_close_matches(link, known, n=1, cutoff=0.8)
    return document.error(
        f"dangling link: no file describes <{link}>",
        quad.subject if isinstance(quad.subject, NamedNode) else None,
        quad.predicate,
        quad.object,
        hint=f"Did you mean <{near[0]}>?" if near else "Add the record or mend the link",
    )
