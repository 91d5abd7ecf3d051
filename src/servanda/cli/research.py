"""The command of those who ask: query."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TextIO

import click

from servanda.cli.console import Console, printable
from servanda.cli.options import FOLDER, lang_option
from servanda.errors import UsageError

if TYPE_CHECKING:
    from pyoxigraph import Store

    from servanda.query import Answer, Query

__all__ = ["query_command"]

# Parameters that an option fills where --param does not, and the type that they have.
_FILLED: Final = MappingProxyType({"lang": "xsd:string", "date": "xsd:date", "day": "xsd:date"})


@click.command("query")
@click.argument("name", required=False)
@click.option("--workspace", type=FOLDER, help="Ask a workspace (default: the one here).")
@click.option("--release", type=FOLDER, help="Ask a release.")
@click.option("--endpoint", metavar="URL", help="Ask a SPARQL endpoint over the network.")
@click.option("--at", metavar="DATE", help="Give the status of agreements on this day.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="May be repeated.")
@click.option(
    "--file",
    "source",
    type=click.File(encoding="utf-8"),
    help="SPARQL to run; - is standard input.",
)
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
    at: str | None,
    params: tuple[str, ...],
    source: TextIO | None,
    form: str | None,
    lang: str,
) -> None:
    """List the ready-made queries, or run the one called NAME, or SPARQL from --file.

    \b
    Example: servanda query agreements-in-force --at 2020-01-01
             servanda query --release dist --file - < question.rq
             servanda query who-signed --endpoint https://example.org/sparql --format csv
    """  # noqa: D301  the control character is click's mark for text that is not re-wrapped
    from servanda.workspace import part_folder  # noqa: PLC0415

    if sum(where is not None for where in (workspace, release, endpoint)) > 1:
        raise UsageError("give one of --workspace, --release and --endpoint")
    if at is not None:
        _check_day(at, endpoint, asked=name is not None or source is not None)
    folder = release / "queries" if release else part_folder(workspace or Path(), "queries")
    if name is None and source is None:
        click.echo(_listing(folder, lang), nl=False)
        return
    options = {"lang": None if lang == "en" else lang, "date": at, "day": at}
    text = _text(name, source, params, folder, options)
    if endpoint is not None and name is not None:
        text = _for_endpoints(text)
    where = partial(_store, workspace, release, at)
    click.echo(_answered(text, endpoint, where, form), nl=False)


def _check_day(at: str, endpoint: str | None, *, asked: bool) -> None:
    from servanda.dates import is_day  # noqa: PLC0415

    if not is_day(at):
        raise UsageError(f"--at {at!r} is no day", hint="Write it as in --at 2020-01-31")
    if endpoint is not None:
        raise UsageError(
            "--at does not reach an endpoint, which has the status of its own day only",
            hint=f"Ask a release, or give the day to the question: --param date={at}",
        )
    if not asked:
        raise UsageError("--at needs a question", hint="Give the NAME of a query, or --file")


def _answered(
    text: str,
    endpoint: str | None,
    where: Callable[[], tuple[Store, dict[str, str]]],
    form: str | None,
) -> str:
    from servanda.query import format_answer, run_local, run_remote  # noqa: PLC0415
    from servanda.vocab import PREFIXES  # noqa: PLC0415

    prefixes: Mapping[str, str] = PREFIXES
    if endpoint is not None:
        answer = run_remote(endpoint, text)
    else:
        store, prefixes = where()
        answer = run_local(store, text)
    return format_answer(answer, form or _default_format(answer), prefixes=prefixes)


def _listing(folder: Path, lang: str) -> str:
    from servanda.query import list_queries  # noqa: PLC0415

    queries = list_queries(folder)
    width = max((len(query.name) for query in queries), default=0)
    if not sys.stdout.isatty():
        return "".join(f"{query.name}\t{_title(query, lang)}\n" for query in queries)
    lines = [f"{query.name:<{width}}  {_title(query, lang)}\n" for query in queries]
    return "".join(lines) + "\nRun one: servanda query NAME [--param NAME=VALUE]\n"


def _title(query: Query, lang: str) -> str:
    return printable(query.title.get(lang) or query.title["en"])


def _text(
    name: str | None,
    source: TextIO | None,
    params: tuple[str, ...],
    folder: Path,
    options: Mapping[str, str | None],
) -> str:
    """The SPARQL to run; parameters that nobody gave take the value of the option of their kind."""
    from servanda.query import bind, find_query  # noqa: PLC0415

    if source is not None:
        if name is not None or params:
            raise UsageError("--file takes neither a name nor --param")
        return source.read()
    query = find_query(folder, name or "")
    values = dict(_pair(param) for param in params)
    for each in query.parameters:
        value = options.get(each.name)
        if value is not None and each.datatype == _FILLED[each.name]:
            values.setdefault(each.name, value)
    return bind(query, values)


def _for_endpoints(text: str) -> str:
    """A ready-made query with its parameters as constants, which every endpoint understands."""
    from servanda.query import with_constants  # noqa: PLC0415

    return with_constants(text)


def _pair(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals:
        raise UsageError(
            f"--param {param!r} is not NAME=VALUE", hint="Example: --param date=2020-01-01"
        )
    return name, value


def _store(
    workspace: Path | None, release: Path | None, at: str | None
) -> tuple[Store, dict[str, str]]:
    from servanda.ask import open_release, open_root  # noqa: PLC0415

    if release is not None:
        return open_release(release, at=at)
    console = Console()
    try:
        return open_root(workspace or Path(), at=at, progress=console.progress)
    finally:
        console.clear()


def _default_format(answer: Answer) -> str:
    if answer.triples is not None:
        return "turtle"
    return "table" if sys.stdout.isatty() else "csv"
