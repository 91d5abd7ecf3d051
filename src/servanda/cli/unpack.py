"""The command of those whose programs write records by the million."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.options import FILE, FOLDER

__all__ = ["unpack_command"]


@click.command("unpack")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--into", type=FOLDER, required=True, help="Workspace whose data/ takes them.")
@click.option("--replace", is_flag=True, help="Write over files that say something else.")
def unpack_command(files: tuple[Path, ...], into: Path, *, replace: bool) -> None:
    """Write the records of FILES, rows of JSON lines or Parquet, as files of a workspace.

    A row has the texts path and text. Nothing is written if a row is faulty.

    Example: servanda unpack records.jsonl --into my-agreements
    """
    from servanda.unpack import unpack  # noqa: PLC0415

    done = unpack(files, into, replace=replace)
    click.echo(f"Wrote {done.written} records; {done.unchanged} were there already.")
