"""The commands that link to other datasets: reconcile, reconcile review, reconcile export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from servanda.caches import cache_folder
from servanda.cli.console import printable
from servanda.cli.options import FILE, FOLDER, workspace_argument
from servanda.cli.statements import export_statements
from servanda.errors import UsageError

if TYPE_CHECKING:
    from servanda.reconcile import Report
    from servanda.reconcile.client import Client
    from servanda.reconcile.review import Group, Waiting

__all__ = ["reconcile_command"]

_FIND: Final = "find"
_FAILED: Final = 3
_SHOWN: Final = 10  # resources that a line of the report names
_ASKED: Final = "Is the link right? [y]es, [n]o, [s]kip, [o]pen, [q]uit: "


class _Group(click.Group):
    """A group whose sub-command is `find` where none is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else [_FIND, *args])


@click.group("reconcile", cls=_Group)
def reconcile_command() -> None:
    """Find links to other datasets, and decide on them.

    Without a sub-command it finds: the options are those of `reconcile find`.

    \b
    Example: servanda reconcile . --snapshot places.csv
             servanda reconcile review --reviewer 0000-0002-1825-0097
    """  # noqa: D301  the control character is click's mark for text that is not re-wrapped


@reconcile_command.command(_FIND)
@workspace_argument
@click.option("--service", metavar="URL", help="A reconciliation service; {lang} is a language.")
@click.option("--snapshot", type=FILE, help="A file of names: CSV, TSV or JSON Lines.")
@click.option("--target", help="Name of the tables that rows go to.  [default: wikidata]")
@click.option("--space", default="", metavar="IRI", help="Where IRIs of the service begin.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(("organisation", "place", "person")),
    help="What is looked for; may be repeated.  [default: organisation, place]",
)
@click.option("--cache", type=FOLDER, help="Where answers are kept (default: the user's cache).")
@click.option("--offline", is_flag=True, envvar="SERVANDA_OFFLINE", help="Open no connection.")
@click.option("--date", default="", metavar="DATE", help="Day of new rows (default: the data's).")
@click.pass_context
def find_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    workspace: Path,
    service: str | None,
    snapshot: Path | None,
    target: str | None,
    space: str,
    kinds: tuple[str, ...],
    cache: Path | None,
    date: str,
    *,
    offline: bool,
) -> None:
    """Find candidates for the resources of WORKSPACE that have no link yet.

    With --snapshot alone nothing goes over the network; else Wikidata's service is asked, or the
    one that --service names. What is certain is accepted, the rest waits in data/mappings/review/.

    \b
    Example: servanda reconcile . --offline
             servanda reconcile . --service https://example.org/reconcile --target example
    """  # noqa: D301  as above
    from servanda.reconcile import KINDS, Sources, reconcile  # noqa: PLC0415
    from servanda.reconcile.inquiry import WIKIDATA  # noqa: PLC0415
    from servanda.reconcile.snapshot import read_snapshot  # noqa: PLC0415

    _check_day(date)
    asks = service is not None or snapshot is None
    sources = Sources(
        read_snapshot(snapshot) if snapshot else None,
        _client(workspace, cache, offline=offline) if asks else None,
        service or WIKIDATA,
        space,
    )
    name = target or "wikidata"
    report = reconcile(workspace, sources, target=name, kinds=kinds or KINDS, date=date)
    _tell(report)
    context.exit(_FAILED if report.failed else 0)


def _client(workspace: Path, cache: Path | None, *, offline: bool) -> Client:
    from servanda.reconcile import agent  # noqa: PLC0415
    from servanda.reconcile.client import Client  # noqa: PLC0415
    from servanda.workspace import open_workspace  # noqa: PLC0415

    return Client(
        agent(open_workspace(workspace)), cache or cache_folder("reconcile"), offline=offline
    )


def _check_day(date: str) -> None:
    from servanda.dates import is_day  # noqa: PLC0415

    if date and not is_day(date):
        raise UsageError(f"--date {date!r} is no day", hint="Write it as in --date 2026-01-31")


def _tell(report: Report) -> None:
    click.echo(f"{report.moved} decisions of people were taken up")
    click.echo(f"{report.asked} resources without a link were looked for")
    click.echo(f"{report.accepted} links were accepted, {report.candidates} candidates wait")
    _tell_list("no candidate", report.without)
    _tell_list("not asked, since offline and no answer is kept", report.not_kept)
    if report.failed:
        _tell_list(f"the service failed ({report.fault})", report.failed)
    for path in report.written:
        click.echo(printable(f"wrote {path}"))


def _tell_list(what: str, iris: tuple[str, ...]) -> None:
    if iris:
        more = f" and {len(iris) - _SHOWN} more" if len(iris) > _SHOWN else ""
        click.echo(printable(f"{what}: {len(iris)} ({', '.join(iris[:_SHOWN])}{more})"), err=True)


@reconcile_command.command("review")
@workspace_argument
@click.option(
    "--reviewer",
    required=True,
    envvar="SERVANDA_REVIEWER",
    help="Who decides: an ORCID, or another address.",
)
def review_command(workspace: Path, reviewer: str) -> None:
    """Decide on the candidates of WORKSPACE, one resource at a time.

    Every answer is written at once, so a review can be left and taken up. Answers may be piped.

    Example: servanda reconcile review . --reviewer 0000-0002-1825-0097
    """
    from servanda.reconcile.review import reviewer_iri, waiting_groups  # noqa: PLC0415

    who = reviewer_iri(reviewer)
    groups = waiting_groups(workspace)
    click.echo(f"{sum(len(each.candidates) for each in groups)} candidates wait")
    for number, group in enumerate(groups, 1):
        if not _review(workspace, group, who, f"{number}/{len(groups)}"):
            break


def _review(workspace: Path, group: Group, reviewer: str, place: str) -> bool:
    """Ask about the candidates of one resource; False to quit."""
    click.echo(printable(f"\n[{place}] {group.subject}\n  " + "\n  ".join(group.facts)))
    linked: set[str] = set()
    for waiting in group.candidates:
        if waiting.table in linked:
            continue  # asked about next time, where it still stands
        predicate = waiting.row.predicate.value.rpartition("#")[2]
        label = waiting.row.slots.get("object_label", "")
        click.echo(printable(f"  {predicate} {waiting.row.object.value} {label}"))
        for line in waiting.features:
            click.echo(printable(f"    {line}"))
        answer = _answer(waiting)
        if answer == "q":
            return False
        if answer in {"y", "n"}:
            _decide(workspace, waiting, reviewer, accept=answer == "y")
        if answer == "y":
            linked.add(waiting.table)
    return True


def _answer(waiting: Waiting) -> str:
    """One of y, n, s and q; the end of the input is q."""
    while True:
        click.echo(_ASKED, nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo()
            return "q"
        answer = line.strip().lower()[:1]
        if answer == "o":
            _open(waiting.row.object.value)
        elif answer in {"y", "n", "s", "q"}:
            return answer


def _open(address: str) -> None:
    click.echo(printable(address))
    if sys.stdin.isatty() and address.startswith(("http://", "https://")):
        click.launch(address)


def _decide(workspace: Path, waiting: Waiting, reviewer: str, *, accept: bool) -> None:
    from servanda.reconcile.review import record_decision  # noqa: PLC0415

    record_decision(workspace, waiting, accept=accept, reviewer=reviewer)


reconcile_command.add_command(export_statements)
