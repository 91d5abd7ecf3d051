"""The seam: shapes are compiled once by an engine, and data in N-Triples gives results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from pyoxigraph import Triple

from servanda.errors import UsageError
from servanda.validate.report import Report, Result, order, relabelled
from servanda.validate.shapes import prepared

__all__ = ["ENGINES", "EngineWarning", "Validator", "compiled", "validate"]

Compiled = Callable[[str], Sequence[Result]]

# One line for each engine: its name, and the module in `servanda.engines` whose `compiled` it is.
ENGINES: Final[Mapping[str, str]] = MappingProxyType({"pyshacl": "pyshacl_engine"})


class EngineWarning(UserWarning):
    """Another engine than the one meant has validated, and why."""


@dataclass(frozen=True, slots=True)
class Validator:
    """Shapes as an engine has compiled them; not to be sent to another process.

    `engine` is its name, `why` says why it is not the fast one; "" if it is, or was asked for.
    """

    engine: str
    why: str
    _run: Compiled

    def results(self, ntriples: str) -> tuple[Result, ...]:
        """The results for a data graph in N-Triples, sorted; SHACL, section 3.6.2.

        Neither the order nor a term depends on a hash seed, on the labels of blank nodes in the
        shapes, or on the engine. Raises InputError if the text is no N-Triples or a shape is
        faulty, EngineError if the engine fails.
        """
        return tuple(sorted(map(relabelled, self._run(ntriples)), key=order))


def compiled(shapes: Iterable[Triple], *, engine: str | None = None) -> Validator:
    """Compile a shapes graph; imports are not followed. Without `engine` the seam chooses one.

    Raises InputError if there is no shape or a shape is faulty or would open the network,
    UsageError for an unknown engine, EngineError if the engine fails.
    """
    if engine is not None and engine not in ENGINES:
        raise UsageError(f"unknown validator {engine!r}", hint=f"Known: {', '.join(ENGINES)}")
    return _compiled(tuple(shapes), engine)


def validate(
    data: Iterable[Triple], shapes: Iterable[Triple], *, engine: str | None = None
) -> Report:
    """Validate a data graph against a shapes graph; see `compiled` and `Validator.results`."""
    lines = sorted({f"{triple} .\n" for triple in data})
    found = compiled(shapes, engine=engine).results("".join(lines))
    return Report(not found, found)


# A few shapes graphs are asked again and again, by whoever validates file by file.
@lru_cache(maxsize=4)
def _compiled(shapes: tuple[Triple, ...], engine: str | None) -> Validator:
    name = engine or next(iter(ENGINES))
    build: Callable[[Sequence[Triple]], Compiled]
    build = import_module(f"servanda.engines.{ENGINES[name]}").compiled
    return Validator(name, "", build(prepared(shapes)))
