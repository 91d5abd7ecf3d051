"""What every exporter is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from servanda.catalog import Head
from servanda.digests import Digests
from servanda.pipeline.outcome import Outcome
from servanda.pipeline.reference import Reference
from servanda.pipeline.run import Progress, quiet
from servanda.workspace import Workspace

__all__ = ["Exporter", "Since", "Source"]


@dataclass(slots=True)
class Since:
    """What the dump found to have changed since the release that it was copied from.

    `dump` gives the SHA-256 of the files of that dump by name, none if nothing was copied;
    `subjects` are those, as they are spelled, of all that graphs with another text said or say.
    """

    dump: Mapping[str, str] = field(default_factory=dict)
    subjects: frozenset[bytes] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """A release in the making: where it comes from and what map and reduce gave."""

    workspace: Workspace
    reference: Reference
    outcome: Outcome
    prefixes: Mapping[str, str]
    # The folders of the releases before this one, oldest first.
    earlier: tuple[Path, ...] = ()
    progress: Progress = quiet
    # How many processes may write, and a folder that keeps what the next build starts from.
    jobs: int = 1
    cache: Path | None = None
    # The release that stands where this one will be published: what did not change is copied.
    before: Path | None = None
    # The digests of files, those published before included, each read once.
    digests: Digests = field(default_factory=Digests)
    since: Since = field(default_factory=Since)

    @property
    def head(self) -> Head:
        """What the description says of the dataset, ready to be read."""
        triples = tuple(quad.triple for quad in self.reference.description)
        return Head(self.workspace.iri, triples)


Exporter = Callable[[Source, Path], None]
"""Writes its files below a folder, which exists; the same source gives the same bytes."""
