"""The seam: shapes are compiled once by an engine, and data in N-Triples gives results."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final

from pyoxigraph import Triple

from servanda.errors import EngineError, UsageError
from servanda.validate.data import Data, Text
from servanda.validate.messages import messenger
from servanda.validate.report import Report, Result, order, relabelled
from servanda.validate.shapes import prepared

__all__ = ["ENGINES", "EngineWarning", "Validator", "compiled", "validate"]

Compiled = Callable[[Data], Sequence[Result] | None]

# One line for each engine: its name, and the module in `servanda.engines` whose `compiled` it is.
# The first is taken where it is installed and says that shapes are not `beyond` it.
ENGINES: Final[Mapping[str, str]] = MappingProxyType(
    {"shacl": "shacl_suspects", "pyshacl": "pyshacl_engine"}
)
_FAST, _WHOLE = ENGINES


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
    _with_message: Callable[[Result], Result]

    def results(self, data: str | Data) -> tuple[Result, ...]:
        """The results for a data graph, maybe in N-Triples, sorted; SHACL, section 3.6.2.

        Neither the order nor a term depends on a hash seed, on the labels of blank nodes in the
        shapes, or on the engine. Raises InputError if the text is no N-Triples or a shape is
        faulty, EngineError if the engine fails.
        """
        given = Text(data) if isinstance(data, str) else data
        found = map(self._with_message, self._run(given) or ())
        return tuple(sorted(map(relabelled, found), key=order))


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
    rules = prepared(shapes)
    name, why, run = _chosen(rules, engine)
    return Validator(name, why, run, messenger(rules))


def _chosen(rules: Sequence[Triple], engine: str | None) -> tuple[str, str, Compiled]:
    """The engine, why it is not the fast one, and the shapes as it has compiled them."""
    whole = lru_cache(maxsize=1)(lambda: _engine(_WHOLE).compiled(rules))
    if engine == _WHOLE:
        return _WHOLE, "", whole()
    why, run = _fast(rules, whole)
    if run is not None:
        return _FAST, "", run
    if engine == _FAST:
        raise UsageError(f"{_FAST} is not to be asked: {why}", hint=f"Take {_WHOLE}")
    return _WHOLE, why, whole()


def _fast(rules: Sequence[Triple], whole: Callable[[], Compiled]) -> tuple[str, Compiled | None]:
    try:
        fast = _engine(_FAST)
    except ImportError:
        why = f"{_FAST} is not installed"
        _warn(why)
        return why, None
    why = fast.beyond(rules)
    if why:
        return why, None
    try:
        return "", _guarded(fast.compiled(rules), whole)
    except EngineError as error:
        return error.message, None


def _engine(name: str) -> Any:  # noqa: ANN401  a module
    return import_module(f"servanda.engines.{ENGINES[name]}")


def _guarded(fast: Compiled, whole: Callable[[], Compiled]) -> Compiled:
    """The fast engine, and the other one for data that is beyond it or where it fails."""

    def run(data: Data) -> Sequence[Result] | None:
        try:
            found = fast(data)
        except EngineError as error:
            _warn(error.message)
            found = None
        return whole()(data) if found is None else found

    return run


def _warn(why: str) -> None:
    message = f"{why}; {_WHOLE} validates instead, which is slower"
    warnings.warn(message, EngineWarning, stacklevel=2)
