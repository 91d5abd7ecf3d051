"""The command of those who count over a whole release."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.options import FOLDER

__all__ = ["quads_command"]


@click.command("quads")
@click.argument("release", type=FOLDER)
@click.option("--out", type=FOLDER, required=True, help="Folder of the Parquet files.")
def quads_command(release: Path, out: Path) -> None:
    """Write the statements of RELEASE as Parquet, for DuckDB, Spark and others.

    Each row is a statement in the columns s, p, o and g, each term as N-Quads spells it.

    Example: servanda quads dist --out quads
    """
    from servanda.quads import quads  # noqa: PLC0415

    done = quads(release, out)
    click.echo(f"Wrote {done.stated} stated and {done.inferred} inferred statements to {out}.")
