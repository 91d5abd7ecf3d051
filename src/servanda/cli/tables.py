"""Commands of those who keep a spreadsheet: import, export."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from servanda.cli.console import printable
from servanda.cli.options import FILE, FOLDER, workspace_argument

__all__ = ["export_command", "import_command", "write_row"]


@click.command("import")
@click.argument("table", type=FILE)
@click.option("--into", type=FOLDER, required=True, help="Workspace; made if there is none.")
@click.option("--metadata", type=FILE, help="Description (default: TABLE-metadata.json).")
@click.option("--dry-run", is_flag=True, help="Show what was understood; write nothing.")
@click.option("--prune", is_flag=True, help="Take back what rows said that are gone.")
@click.option("--all", "every", is_flag=True, help="Show every remark, not twenty of a kind.")
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", help="Of the report."
)
@click.option("--base", help="For a new workspace: what its IRIs begin with.")
@click.option("--as-of", help="For a new workspace: the day its facts hold for.")
def import_command(  # noqa: PLR0913  one parameter per option
    table: Path,
    into: Path,
    metadata: Path | None,
    *,
    dry_run: bool,
    prune: bool,
    every: bool,
    form: str,
    base: str | None,
    as_of: str | None,
) -> None:
    """Write the rows of TABLE (CSV, TSV or XLSX) as records of a workspace.

    First it says what it understood and what it could not. A table that is imported again
    changes only what was edited in it; what people added to the records stays.

    Example: servanda import agreements.csv --into my-agreements
    """
    from servanda.imports import import_table, plan_import, prepare  # noqa: PLC0415
    from servanda.tables.report import format_report  # noqa: PLC0415

    with prepare(table, into, metadata, base=base, as_of=as_of, keep=not dry_run) as made:
        plan = plan_import if dry_run else import_table
        done = plan(table, into, metadata=metadata, prune=prune)
    click.echo(printable(format_report(done.report, form, every=every)), nl=False)
    if made is not None:
        click.echo(f"A workspace was made: look at {made} before you publish.", err=True)
    click.echo(_written(done.changes, dry_run=dry_run), err=form == "json")


def _written(changes: object, *, dry_run: bool) -> str:
    from servanda.tables.changes import Changes  # noqa: PLC0415

    if not isinstance(changes, Changes):
        return ""
    new, all_files = len(changes.created), len(changes.texts)
    verb = "Would write" if dry_run else "Wrote"
    gone = f", {len(changes.gone)} removed" if changes.gone else ""
    return f"{verb} {_many(all_files, 'file')}: {new} new, {all_files - new} changed{gone}."


def _many(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def write_row(  # noqa: PLR0913  what the options say
    table: Path | None,
    row: str | None,
    into: Path,
    metadata: Path | None,
    slug: str,
    *,
    alone: bool,
) -> None:
    """Write the record of one row, and say what was understood and what the row lacks."""
    from servanda.errors import UsageError  # noqa: PLC0415
    from servanda.imports import row_record  # noqa: PLC0415
    from servanda.tables.report import remarks  # noqa: PLC0415

    if table is None or row is None:
        raise UsageError("a row is named by --from TABLE and --row KEY together")
    if not alone:
        raise UsageError(
            "with --from the row answers the questions, and the record is Turtle",
            hint="Leave the other options out, and edit the record afterwards",
        )
    done = row_record(table, into, row, metadata=metadata, slug=slug)
    for path in sorted(done.written.changes.texts):
        click.echo(f"Wrote {path}")
    click.echo(printable("".join(f"{line}\n" for line in remarks(done.written.report))), nl=False)
    if done.lacking:
        click.echo(printable(f"The row lacks: {', '.join(done.lacking)}.\n"), nl=False)
    click.echo(f"Next:\n  servanda check {shlex.quote(str(into))}")


@click.command("export")
@workspace_argument
@click.option("--metadata", type=FILE, required=True, help="Description of the table.")
@click.option("--out", type=FILE, required=True, help="File: .csv, .tsv or .xlsx.")
def export_command(workspace: Path, metadata: Path, out: Path) -> None:
    """Write the table that a description describes from WORKSPACE, or from a release.

    A cell that still says what the records say comes back as it was written.

    Example: servanda export my-agreements --metadata agreements.csv-metadata.json --out back.csv
    """
    from servanda.export import export_table  # noqa: PLC0415

    done = export_table(workspace, metadata, out)
    changed = f", {_many(done.changed, 'cell')} edited in the records" if done.changed else ""
    click.echo(f"Wrote {out}: {_many(done.rows, 'row')}{changed}.")
