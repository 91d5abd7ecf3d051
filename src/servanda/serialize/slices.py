"""The forms of a dataset written slice by slice, in one process or in several.

Memory holds the slices under way and nothing else; the bytes do not depend on the slices.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Final

from servanda.serialize.copies import Appended, appended, copy
from servanda.serialize.index import Pieces, mark_of
from servanda.serialize.pieces import Form, Graph, forms

__all__ = ["FormFiles", "Pool", "form_files", "slices", "together", "write_forms"]

_SLICE: Final = 4_000_000  # characters of N-Triples, about 20,000 triples
_AHEAD: Final = 2  # slices that wait for each process, beside the one it works on
_Slice = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Pool:
    """Processes that can be given work, and how many they are."""

    executor: Executor
    jobs: int


@dataclass(frozen=True, slots=True)
class FormFiles:
    """The files of the forms, under way, and the pieces they have so far."""

    forms: tuple[Form, ...]
    files: tuple[Appended, ...]
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

    def join(self, stem: Path, pieces: Pieces) -> None:
        """Take over graphs that were written beside, and remove their files."""
        self.separate()
        for form, file in zip(self.forms, self.files, strict=True):
            path = _path(stem, form)
            copy(path, file)
            path.unlink()
        self.pieces.join(pieces)


@contextmanager
def form_files(stem: Path, prefixes: Mapping[str, str], *, whole: bool) -> Iterator[FormFiles]:
    """New files `<stem>.<suffix>`, with head and tail if they are `whole`."""
    every = forms(prefixes)
    with ExitStack() as stack:
        files = tuple(stack.enter_context(appended(_path(stem, form))) for form in every)
        for form, file in zip(every, files, strict=True):
            file.write(form.head if whole else b"")
        yield FormFiles(every, files, Pieces())
        for form, file in zip(every, files, strict=True):
            file.write(form.tail if whole else b"")


def write_forms(
    graphs: Iterable[tuple[str, str]],
    prefixes: Mapping[str, str],
    stem: Path,
    pool: Pool | None = None,
) -> Pieces:
    """Write `<stem>.<suffix>` in every form; the pieces in the order of the graphs.

    `graphs` gives names as `<iri>`, in order, each with its sorted, unique, canonical N-Triples.
    With a pool its processes make the slices; a dataset of one slice is not worth that.
    """
    waiting = slices(graphs)
    first = list(islice(waiting, 2))
    every = chain(first, waiting)
    with form_files(stem, prefixes, whole=True) as files:
        if pool is None or len(first) <= 1:
            for name, text in chain.from_iterable(every):
                files.add(name, text)
        else:
            for beside, pieces in _spread(every, prefixes, stem, pool):
                files.join(beside, pieces)
    return files.pieces


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


def _spread(
    every: Iterable[_Slice], prefixes: Mapping[str, str], stem: Path, pool: Pool
) -> Iterator[tuple[Path, Pieces]]:
    """The slices in order, each written beside the others by the next process that is free."""
    under_way: deque[tuple[Path, Future[Pieces]]] = deque()
    try:
        for number, some in enumerate(every):
            beside = stem.with_name(f".{stem.name}-{number}")
            work = pool.executor.submit(_write_slice, some, dict(prefixes), beside)
            under_way.append((beside, work))
            if len(under_way) > pool.jobs * (1 + _AHEAD):
                path, done = under_way.popleft()
                yield path, done.result()
        while under_way:
            path, done = under_way.popleft()
            yield path, done.result()
    finally:
        for _, work in under_way:
            work.cancel()


def _write_slice(some: _Slice, prefixes: dict[str, str], stem: Path) -> Pieces:
    with form_files(stem, prefixes, whole=False) as files:
        for name, text in some:
            files.add(name, text)
    return files.pieces


def _path(stem: Path, form: Form) -> Path:
    return stem.with_name(f"{stem.name}.{form.suffix}")
