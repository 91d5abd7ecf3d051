"""The forms of a dataset written slice by slice, in one process or in several.

Memory holds the slices under way and nothing else; the bytes do not depend on the slices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final, cast

from servanda.serialize.copies import Growing, copy, growing
from servanda.serialize.index import Pieces, mark_of
from servanda.serialize.pieces import Form, Graph, forms
from servanda.serialize.sorted_lines import Range, ranges, write_triples

__all__ = [
    "Batch",
    "FormFiles",
    "Part",
    "Target",
    "batches",
    "form_files",
    "join_parts",
    "slices",
    "together",
    "write_dataset",
    "write_part",
]

_SLICE: Final = 4_000_000  # characters of N-Triples, about 20,000 triples
_Slice = list[tuple[str, str]]
Batch = Sequence[tuple[str, str]] | Sequence[Range]
"""Graphs, or one range of the N-Quads: what a process works on."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a dataset is written with and where: `<stem>.<suffix>`, where `<stem>.nq` stands."""

    prefixes: Mapping[str, str]
    stem: Path

    def path(self, suffix: str) -> Path:
        """The file of a suffix."""
        return self.stem.with_name(f"{self.stem.name}.{suffix}")

    def beside(self, name: str) -> Target:
        """A target for a part of this one, known by a name."""
        return replace(self, stem=self.stem.with_name(f".{self.stem.name}-{name}"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was written to a target of its own: pieces of graphs, or else N-Triples."""

    target: Target
    pieces: Pieces | None


@dataclass(frozen=True, slots=True)
class FormFiles:
    """The files of the forms, under way, and the pieces they have so far."""

    forms: tuple[Form, ...]
    files: tuple[Growing, ...]
    pieces: Pieces

    def separate(self) -> None:
        """Write what stands between two graphs, unless none was written."""
        if self.pieces:
            for form, file in zip(self.forms, self.files, strict=True):
                file.write(form.between)

    def add(self, name: str, text: str) -> None:
        """Write a graph in every form."""
        self.separate()
        graph = Graph(name, text)
        pieces = [form.piece(graph) for form in self.forms]
        for file, piece in zip(self.files, pieces, strict=True):
            file.write(piece)
        self.pieces.add(name, mark_of(text), map(len, pieces))

    def join(self, target: Target, pieces: Pieces) -> None:
        """Take over graphs that were written beside, and remove their files."""
        self.separate()
        for form, file in zip(self.forms, self.files, strict=True):
            _move(target.path(form.suffix), file)
        self.pieces.join(pieces)


@contextmanager
def form_files(target: Target, *, whole: bool = True) -> Iterator[FormFiles]:
    """The files of the forms, with head and tail if they are `whole`."""
    every = forms(target.prefixes)
    with ExitStack() as stack:
        files = tuple(stack.enter_context(growing(target.path(form.suffix))) for form in every)
        for form, file in zip(every, files, strict=True):
            file.write(form.head if whole else b"")
        yield FormFiles(every, files, Pieces())
        for form, file in zip(every, files, strict=True):
            file.write(form.tail if whole else b"")


def write_dataset(graphs: Iterable[tuple[str, str]], target: Target) -> Pieces:
    """Write every form and the N-Triples; the pieces in the order of the graphs.

    `graphs` gives names as `<iri>`, in order, each with its sorted, unique, canonical N-Triples;
    `<stem>.nq` has the same, sorted.
    """
    write_triples(target.path("nq"), target.path("nt"))
    with form_files(target) as files:
        for name, text in together(graphs):
            files.add(name, text)
    return files.pieces


def batches(graphs: Iterable[tuple[str, str]], target: Target) -> Iterator[Batch]:
    """The work of `write_dataset` in batches for `write_part`."""
    yield from slices(graphs)
    yield from ([part] for part in ranges(target.path("nq")))


def write_part(target: Target, batch: Batch) -> Part:
    """Write a batch beside the target; the files are as good as any if it is done once more."""
    first = batch[0]
    if isinstance(first, Range):
        beside = target.beside(str(first.start))
        write_triples(target.path("nq"), beside.path("nt"), first)
        return Part(beside, None)
    beside = target.beside(mark_of(first[0]).hex())
    with form_files(beside, whole=False) as files:
        for name, text in cast("Sequence[tuple[str, str]]", batch):
            files.add(name, text)
    return Part(beside, files.pieces)


def join_parts(parts: Iterable[Part], target: Target) -> Pieces:
    """Put the parts of all batches, which come in their order, together in the target."""
    with form_files(target) as files, growing(target.path("nt")) as triples:
        for part in parts:
            if part.pieces is None:
                _move(part.target.path("nt"), triples)
            else:
                files.join(part.target, part.pieces)
    return files.pieces


def _move(path: Path, file: Growing) -> None:
    copy(path, file)
    path.unlink()


def slices(graphs: Iterable[tuple[str, str]]) -> Iterator[_Slice]:
    """Graphs in slices of some megabytes."""
    some: _Slice = []
    size = 0
    for name, text in together(graphs):
        some.append((name, text))
        size += len(text)
        if size >= _SLICE:
            yield some
            some, size = [], 0
    if some:
        yield some


def together(graphs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The graphs that are not empty; those of one name, which follow each other, as one."""
    for name, parts in groupby(graphs, key=itemgetter(0)):
        texts = [text for _, text in parts if text]
        if len(texts) > 1:
            lines = {line for text in texts for line in text.split("\n")} - {""}
            yield name, "".join(f"{line}\n" for line in sorted(lines))
        elif texts:
            yield name, texts[0]
