"""The command that rehearses a harvest: harvest-check."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.options import FILES, lang_option

__all__ = ["harvest_check_command"]


@click.command("harvest-check")
@click.argument("release", type=FILES)
@click.option(
    "--as",
    "portals",
    type=click.Choice(("ckan", "udata", "eu")),
    multiple=True,
    help="Portal; may be repeated (default: all).",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the report is written.",
)
@lang_option
@click.pass_context
def harvest_check_command(
    context: click.Context, release: Path, portals: tuple[str, ...], form: str, lang: str
) -> None:
    """Tell what portals would keep, change, lose or refuse of the catalogue of RELEASE.

    RELEASE is a release or a catalogue file. Nothing is sent anywhere. Exit codes: 0 nothing is
    refused, 1 a portal would refuse or skip something, 2 there is no catalogue.

    Example: servanda harvest-check dist --as udata
    """
    from servanda.harvest_check import PORTALS, harvest_check, written  # noqa: PLC0415

    found = harvest_check(release, portals or tuple(PORTALS))
    click.echo(written(found, form, lang), nl=False)
    context.exit(1 if any(each.refused for each in found) else 0)
