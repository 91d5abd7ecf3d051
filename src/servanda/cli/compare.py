"""The command that compares two releases: diff."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.options import FILE, FOLDER, lang_option

__all__ = ["diff_command"]

FORMATS = ("text", "html", "json", "rdf")


@click.command("diff")
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How the changes are written.",
)
@lang_option
@click.option("--out", type=FILE, help="File for the changes, instead of standard output.")
@click.option("--stylesheet", default="", help="Address of the style of the HTML page.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if anything changed.")
@click.pass_context
def diff_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    before: Path,
    after: Path,
    form: str,
    lang: str,
    out: Path | None,
    stylesheet: str,
    *,
    exit_code: bool,
) -> None:
    """Tell what changed from the release BEFORE to the release AFTER.

    Exit codes: 0 compared (with --exit-code: nothing changed), 1 with --exit-code: something
    changed, 2 a folder is no release, is broken, or is of another dataset.

    Example: servanda diff dist-2026-01 dist --lang fr
    """
    from servanda.diff import diff  # noqa: PLC0415  loaded only when needed
    from servanda.diff.formats import save, written  # noqa: PLC0415

    changes = diff(before, after)
    text = written(changes, form, lang, stylesheet=stylesheet)
    if out is not None:
        save(text, out)
    else:
        click.echo(text, nl=False)
    context.exit(1 if exit_code and changes else 0)
