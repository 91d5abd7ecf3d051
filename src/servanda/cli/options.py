"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.findings import FORMATS

__all__ = ["FILE", "FILES", "FOLDER", "format_option", "lang_option", "workspace_argument"]

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
FILES = click.Path(path_type=Path)

workspace_argument = click.argument("workspace", type=FOLDER, default=".")
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
lang_option = click.option(
    "--lang",
    type=click.Choice(("fr", "en", "zh")),
    default="en",
    show_default=True,
    envvar="SERVANDA_LANG",
    help="Language of labels and messages.",
)
