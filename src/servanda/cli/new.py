"""The command of those who begin: new, with its workspace, agreement and party."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import click

from servanda.cli import wanted
from servanda.cli.options import FILE, FOLDER
from servanda.cli.parties import ask_parties, write_parties
from servanda.cli.questions import Questions, with_options
from servanda.cli.tables import write_row

__all__ = ["new_command"]

yaml_option = click.option("--yaml", is_flag=True, help="Write YAML instead of Turtle.")
into_option = click.option("--into", type=FOLDER, default=".", help="Workspace (default: here).")


@click.group("new")
def new_command() -> None:
    """Make a workspace, or a record of one, by asking a few questions.

    Every answer can be given as an option; off a terminal nothing is asked. A file that exists
    is never written over.

    Example: servanda new workspace my-agreements
    """


@new_command.command("workspace")
@click.argument("folder", type=FOLDER)
@with_options(wanted.DATASET)
def workspace_command(folder: Path, **given: str | None) -> None:
    """Make FOLDER a workspace: write its description, data/dataset.ttl.

    Example: servanda new workspace my-agreements --base https://example.org/id/
    """
    from servanda.new import absent, write_dataset  # noqa: PLC0415
    from servanda.workspace import DESCRIPTION  # noqa: PLC0415

    absent(folder / DESCRIPTION)
    asked = Questions(given)
    entries = wanted.ask_entries(asked)
    asked.done()
    path = write_dataset(folder, **entries)
    _say(path, f"new party SLUG --into {_quoted(folder)}", f"check {_quoted(folder)}")


@new_command.command("party")
@click.argument("slug")
@into_option
@yaml_option
@with_options(wanted.PARTY)
def party_command(slug: str, into: Path, *, yaml: bool, **given: str | None) -> None:
    """Write the record of a party, data/party/SLUG.ttl.

    Example: servanda new party lyon --label-fr Lyon --label-zh 里昂 --type municipality
    """
    from servanda.new import new, party_triples, read_terms, record_path  # noqa: PLC0415
    from servanda.workspace import open_workspace  # noqa: PLC0415

    workspace = open_workspace(into)
    terms, path = read_terms(workspace), record_path(into, "party", slug)
    asked = Questions(given)
    party = wanted.ask_party(asked, terms)
    asked.done()
    triples = party_triples(workspace.record_iri(path), party, terms)
    _say(new(into, "party", slug, triples, yaml=yaml), f"check {_quoted(into)}")


@new_command.command("agreement")
@click.argument("slug", required=False)
@into_option
@yaml_option
@click.option("--from", "table", type=FILE, help="Table that has the agreement as a row.")
@click.option("--row", help="Of that table: the key of the row, or its number.")
@click.option("--metadata", type=FILE, help="Of that table (default: TABLE-metadata.json).")
@click.option("--party", "parties", multiple=True, metavar="NAME", help="May be repeated.")
@click.option(
    "--create",
    type=click.Choice([tag for tag, _ in wanted.LANGUAGES]),
    help="Make unknown parties, whose names are in this language.",
)
@with_options(wanted.AGREEMENT)
def agreement_command(  # noqa: PLR0913  one parameter per option
    slug: str | None,
    into: Path,
    parties: tuple[str, ...],
    create: str | None,
    *,
    yaml: bool,
    table: Path | None,
    row: str | None,
    metadata: Path | None,
    **given: str | None,
) -> None:
    """Write the record of an agreement, data/agreement/SLUG.ttl.

    A --party is the name of a party or the SLUG of its record. One that is unknown is asked for
    on a terminal; elsewhere --create makes its record, with its name in the language given.

    With --from, it is what one row of a table says, and SLUG may be left out.

    Example: servanda new agreement lyon-turin --party lyon --party Turin --signed 2019-05
    """
    if table is not None or row is not None or metadata is not None:
        answers = [*parties, create, *given.values(), *([True] if yaml else [])]
        write_row(table, row, into, metadata, slug or "", alone=not any(answers))
    elif slug is None:
        raise click.UsageError("Missing argument 'SLUG'.")
    else:
        _write_agreement(slug, into, parties, create, given, yaml=yaml)


def _write_agreement(  # noqa: PLR0913  what the options say
    slug: str,
    into: Path,
    parties: tuple[str, ...],
    create: str | None,
    given: Mapping[str, str | None],
    *,
    yaml: bool,
) -> None:
    from servanda.new import agreement_triples, new, read_terms, record_path  # noqa: PLC0415
    from servanda.workspace import open_workspace  # noqa: PLC0415

    workspace = open_workspace(into)
    terms, path = read_terms(workspace), record_path(into, "agreement", slug)
    asked = Questions(given)
    labels = wanted.ask_labels(asked)
    found, made = ask_parties(asked, workspace, parties, create=create, labels=wanted.LABELS)
    agreement = wanted.ask_agreement(asked, terms, labels, found)
    asked.done()
    triples = agreement_triples(workspace.record_iri(path), agreement, terms)
    for written in write_parties(workspace, made, terms, yaml=yaml):
        click.echo(f"Wrote {written}")
    _say(new(into, "agreement", slug, triples, yaml=yaml), f"check {_quoted(into)}")


def _say(path: Path, *steps: str) -> None:
    """What was written, and what to run next."""
    click.echo(f"Wrote {path}\nNext:")
    for step in steps:
        click.echo(f"  servanda {step}")


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
