"""The sub-command that writes facts for Wikidata: reconcile export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.console import printable
from servanda.cli.options import FILE, workspace_argument
from servanda.errors import UsageError

if TYPE_CHECKING:
    from pyoxigraph import Store

    from servanda.reconcile.export import Fact

__all__ = ["export_statements"]


@click.command("export")
@workspace_argument
@click.option("--snapshot", type=FILE, help="What Wikidata holds already: JSON lines or CSV.")
@click.option("--retrieved", metavar="DATE", help="When you read sources that have no such date.")
@click.option("--create", is_flag=True, help="Also make items for agreements that have none.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "tsv")),
    default="text",
    show_default=True,
    help="QuickStatements, or a table of what goes out and what stays, with reasons.",
)
def export_statements(
    workspace: Path, snapshot: Path | None, retrieved: str | None, *, create: bool, form: str
) -> None:
    """Write reviewed facts of WORKSPACE as QuickStatements (version 1) for Wikidata.

    Nothing is posted: a person looks at the commands and runs them. What is left out is counted
    on standard error.

    \b
    Example: servanda reconcile export > statements.txt
             servanda reconcile export --snapshot wikidata.csv --format tsv
    """  # noqa: D301  the control character is click's mark for text that is not re-wrapped
    from servanda.ask import open_root  # noqa: PLC0415
    from servanda.reconcile.export_text import as_commands, as_table, left_out  # noqa: PLC0415

    _check_day(retrieved)
    store, _ = open_root(workspace)
    told = _facts(workspace, store, snapshot, retrieved or "", create=create)
    click.echo(as_commands(told, store) if form == "text" else as_table(told), nl=False)
    for line in left_out(told):
        click.echo(printable(line), err=True)


def _check_day(retrieved: str | None) -> None:
    from servanda.dates import is_day  # noqa: PLC0415

    if retrieved is not None and not is_day(retrieved):
        raise UsageError(
            f"--retrieved {retrieved!r} is no day", hint="Write it as in --retrieved 2026-01-31"
        )


def _facts(
    workspace: Path, store: Store, snapshot: Path | None, retrieved: str, *, create: bool
) -> list[Fact]:
    from servanda.parse import read_text  # noqa: PLC0415
    from servanda.query import run_local  # noqa: PLC0415
    from servanda.reconcile.export import (  # noqa: PLC0415
        facts,
        items_of,
        perhaps_known,
        statements_query,
    )
    from servanda.reconcile.export_snapshot import read_snapshot  # noqa: PLC0415
    from servanda.workspace import open_workspace  # noqa: PLC0415

    question = statements_query(workspace)
    if question is None:
        raise UsageError(
            "no question says what Wikidata could hold",
            path=workspace,
            hint="Write queries/wikidata/statements.rq; docs/reconciliation-service.md tells how",
        )
    opened = open_workspace(workspace)
    return facts(
        run_local(store, read_text(question)),
        items_of(opened.links),
        held=read_snapshot(snapshot) if snapshot else None,
        retrieved=retrieved,
        create=create,
        known=perhaps_known(opened) if create else (),
    )
