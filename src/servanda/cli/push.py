"""The command that delivers a release to another store: push."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.console import Console, printable
from servanda.cli.options import FOLDER

__all__ = ["push_command"]


@click.command("push")
@click.argument("release", type=FOLDER)
@click.option("--to", required=True, metavar="URL", help="Address of the store.")
@click.option(
    "--as",
    "kind",
    type=click.Choice(("generic", "oxigraph", "virtuoso")),
    default="generic",
    show_default=True,
    help="Kind of the store.",
)
@click.option("--query", default="", metavar="URL", help="Where it takes queries.")
@click.option("--update", default="", metavar="URL", help="Where it takes updates.")
@click.option(
    "--keep-old",
    type=click.IntRange(0, 100),
    default=1,
    show_default=True,
    help="Earlier releases that stay in the store, where they are kept apart.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(1, 86400),
    default=300,
    show_default=True,
    help="Seconds for one request.",
)
@click.option("--break-lock", default="", metavar="TOKEN", help="Of a push that is dead.")
@click.option("--dry-run", is_flag=True, help="Show the plan; open no connection.")
@click.pass_context
def push_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    release: Path,
    to: str,
    kind: str,
    query: str,
    update: str,
    keep_old: int,
    timeout: float,
    break_lock: str,
    *,
    dry_run: bool,
) -> None:
    """Deliver RELEASE to another SPARQL store, whole or not at all.

    The login comes from SERVANDA_PUSH_USER and SERVANDA_PUSH_PASSWORD in the environment.
    Exit codes: 0 done, 1 the store holds other statements than were sent, 2 a faulty call or
    release, 3 the store failed.

    Example: servanda push dist --to http://localhost:7878 --as oxigraph
    """
    from servanda.push import Bounds, deliver, login_from, plan_push  # noqa: PLC0415  loaded when needed
    from servanda.push.report import outcome_text, plan_text  # noqa: PLC0415

    plan = plan_push(release, to, kind=kind, query=query, update=update)
    if dry_run:
        click.echo(printable(plan_text(plan)), nl=False)
        return
    console = Console()
    bounds = Bounds(keep_old=keep_old, timeout=timeout, break_lock=break_lock)
    try:
        outcome = deliver(plan, login=login_from(), bounds=bounds, progress=console.progress)
    finally:
        console.clear()
    click.echo(printable(outcome_text(plan, outcome)), nl=False)
    context.exit(0 if outcome.current else 1)
