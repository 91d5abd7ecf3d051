"""The command of those who ask: query."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from servanda.cli.console import Console, printable
from servanda.cli.options import FOLDER, lang_option
from servanda.errors import UsageError

if TYPE_CHECKING:
    from servanda.query import Answer, Query

__all__ = ["query_command"]


@click.command("query")
@click.argument("name", required=False)
@click.option("--workspace", type=FOLDER, help="Ask a workspace (default: the one here).")
@click.option("--release", type=FOLDER, help="Ask a release.")
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL endpoint over the network.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="May be repeated.")
@click.option("--file", "source", type=click.File(encoding="utf-8"), help="SPARQL to run; - is standard input.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", "csv", "tsv", "json", "xml", "turtle")),
    help="Of the answer; by default a table, and csv when piped.",
)
@lang_option
def query_command(  # noqa: PLR0913  one parameter per option
    name: str | None,
    workspace: Path | None,
    release: Path | None,
    endpoint: str | None,
    params: tuple[str, ...],
    source: click.File | None,
    form: str | None,
    lang: str,
) -> None:
    """List the ready-made queries, or run the one called NAME, or SPARQL from --file.

    \b
    Example: servanda query agreements-in-force --param date=2020-01-01
             servanda query --release dist --file - < question.rq
             servanda query who-signed --endpoint https://example.org/sparql --format csv
    """  # noqa: D301  the control character is click's mark for text that is not re-wrapped
