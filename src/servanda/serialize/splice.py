"""A dump made from an earlier one: what did not change is copied, and only the rest is written."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Self

import pyoxigraph
from pyoxigraph import RdfFormat

from servanda.serialize.index import Pieces
from servanda.serialize.pieces import Form
from servanda.serialize.slices import FormFiles, Target, form_files
from servanda.serialize.sorted_lines import StaleError, sorted_lines, splice_lines

__all__ = ["Changed", "changed_graphs", "splice"]

Changed = dict[str, str]
"""Texts of graphs by name, "" for one that is gone."""


def changed_graphs(
    pieces: Pieces, marks: Iterable[tuple[str, bytes]], text: Callable[[str], str]
) -> Changed | None:
    """The graphs that are not as they were, by name: their text now, "" for those that are gone.

    `marks` gives each graph with its mark, and `text` the text of a graph. None if to write all
    anew is about as quick, or if graphs of one name have to be put together.
    """
    old = {name: pieces.mark(place) for place, name in enumerate(pieces.names)}
    most, seen, names = len(old) // 4, "", []
    for name, mark in marks:
        if name == seen:
            return None
        seen = name
        if old.pop(name, None) != mark:
            names.append(name)
    if len(names) + len(old) > most:
        return None
    return {name: text(name) for name in names} | dict.fromkeys(old, "")


def splice(
    old: Target, pieces: Pieces, new: Target, graphs: Changed
) -> tuple[Pieces, frozenset[bytes]]:
    """Write every form, N-Quads and N-Triples of `new` from those of `old`; its pieces.

    Given, too, are the subjects, as they are spelled, of all that the graphs said and say.

    Both have the same prefixes. `pieces` tells where the graphs lie in the old dump. `graphs`
    gives the text of each graph that changed by its name, "" for one that is gone. The bytes are
    those of a dump that is written anew. Raises StaleError or EOFError if the old dump is not what
    the pieces say; what was written by then has to be removed.
    """
    removed: set[str] = set()
    added: set[str] = set()
    with form_files(new) as files, _Before(old, pieces) as before:
        before.begin(files.forms)
        for name in sorted(graphs):
            before.copy_until(name, files)
            end = f" {name} .\n"
            removed |= {line[:-3] + end for line in before.taken(name)}
            added |= {f"{line[:-2]}{end}" for line in graphs[name].split("\n") if line}
            if graphs[name]:
                files.add(name, graphs[name])
        before.copy_until(None, files)
    gone, come = _bytes(removed - added), _bytes(added - removed)
    splice_lines(old.path("nq"), new.path("nq"), gone, come)
    _splice_triples(old, new, gone, come)
    return files.pieces, frozenset(line.split(" ", 1)[0].encode() for line in removed | added)


class _Before:
    """The forms of the old dump, read once from the first graph to the last."""

    def __init__(self, target: Target, pieces: Pieces) -> None:
        self._target = target
        self._pieces = pieces
        self._place = 0
        self._opened = ExitStack()
        self._forms: tuple[Form, ...] = ()
        self._sources: list[int] = []
        self._starts: list[int] = []  # where the piece at `_place` begins

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def begin(self, forms: tuple[Form, ...]) -> None:
        """Open the files; the heads of the forms must be those of the old dump."""
        self._forms = forms
        for form in forms:
            source = os.open(self._target.path(form.suffix), os.O_RDONLY)
            self._opened.callback(os.close, source)
            self._sources.append(source)
            self._starts.append(len(form.head))

    def copy_until(self, name: str | None, files: FormFiles) -> None:
        """Copy the graphs before `name`, or all that are left."""
        names = self._pieces.names
        end = len(names) if name is None else bisect_left(names, name, self._place)
        if end == self._place:
            return
        files.separate()
        for number, file in enumerate(files.files):
            start = self._starts[number]
            self._pass(number, end)
            length = self._starts[number] - start - len(self._forms[number].between)
            file.copy(self._sources[number], start, length)
        files.pieces.join(self._pieces, self._place, end)
        self._place = end

    def taken(self, name: str) -> set[str]:
        """The lines of the graph that is next, if it is the one of that name, and pass it."""
        names, place = self._pieces.names, self._place
        if place == len(names) or names[place] != name:
            return set()
        turtle = self._forms[0].head + self._piece(0)
        try:
            triples = pyoxigraph.parse(turtle, RdfFormat.TURTLE)
            lines = {f"{quad.triple} .\n" for quad in triples}
        except SyntaxError as error:
            raise StaleError(name) from error
        for number in range(len(self._forms)):
            self._pass(number, place + 1)
        self._place = place + 1
        return lines

    def _piece(self, number: int) -> bytes:
        length = self._pieces.lengths[number][self._place]
        return os.pread(self._sources[number], length, self._starts[number])

    def _pass(self, number: int, end: int) -> None:
        between = len(self._forms[number].between) * (end - self._place)
        self._starts[number] += sum(self._pieces.lengths[number][self._place : end]) + between


def _bytes(lines: Iterable[str]) -> list[bytes]:
    return [line.encode() for line in lines]


def _splice_triples(old: Target, new: Target, gone: list[bytes], come: list[bytes]) -> None:
    """Splice N-Triples: a triple goes with its last quad, and comes with its first."""
    with (
        sorted_lines(old.path("nt")) as before,
        sorted_lines(new.path("nq")) as after,
    ):
        removed = {line for line in map(_triple, gone) if not after.begin(line[:-2] + b"<")}
        added = {line for line in map(_triple, come) if line not in before}
    splice_lines(old.path("nt"), new.path("nt"), removed, added)


def _triple(quad: bytes) -> bytes:
    return quad[: quad.rindex(b" ", 0, -3)] + b" .\n"
