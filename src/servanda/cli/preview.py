"""The command of those who write: preview."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from servanda.cli.console import printable
from servanda.cli.options import lang_option, workspace_argument

if TYPE_CHECKING:
    from servanda.findings import Finding
    from servanda.preview import Preview, Report

__all__ = ["preview_command"]

PORT: Final = 8421


@click.command("preview")
@workspace_argument
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=PORT,
    show_default=True,
    help="Port of the pages; any free one if it is taken.",
)
@click.option("--no-open", is_flag=True, help="Leave the browser alone.")
@lang_option
def preview_command(workspace: Path, port: int, *, no_open: bool, lang: str) -> None:
    """Show the pages of WORKSPACE (default: here) and follow every saved file.

    Pages are served to this machine only. They reload when a file is saved, and list what is wrong
    with it, as does the terminal. Ctrl-C ends the preview.

    Example: servanda preview . --no-open
    """
    from servanda.preview import open_preview  # noqa: PLC0415  engines load only when needed

    # A manager of services ends a program so; it leaves as little behind as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with open_preview(workspace, port=port, told=_Terminal(lang)) as opened:
        click.echo(_served(opened, port))
        sys.stdout.flush()
        if sys.stdout.isatty() and not no_open:
            click.launch(opened.address)
        opened.serve()


def _served(opened: Preview, port: int) -> str:
    taken = "" if opened.at_port or not port else f" (port {port} is taken)"
    end = "; Ctrl-C ends it" if sys.stdout.isatty() else ""
    return f"Preview at {opened.address}{taken}{end}"


class _Terminal:
    """Prints findings to standard error whenever there are others than before."""

    def __init__(self, language: str) -> None:
        self._language: Final = language
        self._shown: tuple[Finding, ...] = ()

    def __call__(self, report: Report) -> None:
        from servanda.findings import format_findings  # noqa: PLC0415

        if report.findings == self._shown:
            return
        self._shown = report.findings
        text = format_findings(report.findings, "text", language=self._language)
        click.echo(printable(text) if text else "Nothing is wrong any more.", err=True, nl=not text)
