"""Ask for the parties of an agreement: known ones by name, unknown ones with a record to make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from servanda.cli.questions import Question, Questions
from servanda.errors import UsageError

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from servanda.new import Party, Terms
    from servanda.workspace import Workspace

__all__ = ["ask_parties", "write_parties"]

FEWEST: Final = 2
Made = dict[str, "Party"]


def ask_parties(
    asked: Questions,
    workspace: Workspace,
    given: Sequence[str],
    *,
    create: str | None,
    labels: Sequence[Question],
) -> tuple[list[NamedNode], Made]:
    """The parties in their order, and by slug those whose records are to be made.

    An unknown one is asked for on a terminal, with its `labels`; else it is made if `create` names
    the language of its name. Raises UsageError for a name that nobody or several have, and for a
    party that is given twice.
    """
    from servanda.new import read_parties, record_path  # noqa: PLC0415

    known = read_parties(workspace)
    found: list[NamedNode] = []
    made: Made = {}

    def once(name: str) -> NamedNode | None:
        party = known.find(name)
        if party is not None and party in found:
            raise UsageError(f"the party {name!r} is given twice")
        return party

    for name in given or _prompted(asked, once, found):
        party = once(name.strip())
        if party is None:
            slug, record = _unknown(asked, workspace, name.strip(), create, labels)
            if slug in made:
                raise UsageError(f"the party {name!r} is given twice")
            party = workspace.record_iri(record_path(workspace.root, "party", slug))
            made[slug] = record
        found.append(party)
    if len(found) < FEWEST:
        asked.want("--party (twice or more)")
    return found, made


def write_parties(workspace: Workspace, made: Made, terms: Terms, *, yaml: bool) -> Iterator[Path]:
    """Write the records of the parties that are to be made."""
    from servanda.new import new, party_triples, record_path  # noqa: PLC0415

    for slug, party in made.items():
        path = record_path(workspace.root, "party", slug)
        triples = party_triples(workspace.record_iri(path), party, terms)
        yield new(workspace.root, "party", slug, triples, yaml=yaml)


def _prompted(
    asked: Questions, check: Callable[[str], object], found: Sequence[object]
) -> Iterator[str]:
    while asked.on_terminal:
        enough = len(found) >= FEWEST
        words = f"Party {len(found) + 1}, name or slug{' (empty: no more)' if enough else ''}"
        name = asked.prompt(words, check, default="" if enough else None)
        if not name:
            return
        yield name


def _unknown(
    asked: Questions,
    workspace: Workspace,
    name: str,
    create: str | None,
    labels: Sequence[Question],
) -> tuple[str, Party]:
    """The slug and the record of a party that nobody has described yet."""
    from servanda.new import Party, record_path, slug_of  # noqa: PLC0415

    def free(slug: str) -> object:
        return record_path(workspace.root, "party", slug)

    slug = slug_of(name)
    if create is not None:
        free(slug)
        return slug, Party({create: name})
    if not asked.on_terminal:
        raise UsageError(
            f"no party is called {name!r}",
            hint="Make it with servanda new party, or say --create fr, en or zh: the language of "
            "the names of parties to make",
        )
    click.echo(f"No party is called {name}; its record will be made.", err=True)
    slug = asked.prompt("Name of its file (slug)", free, default=slug or None)
    names = {
        each.option.rsplit("-", 1)[-1]: asked.prompt(each.words, default="") for each in labels
    }
    if not any(names.values()):
        raise UsageError("the party has no name", hint="Give one in at least one language")
    return slug, Party(names)
