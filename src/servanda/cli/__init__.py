"""The command line: parse arguments, call one public function, print, set the exit code."""

from __future__ import annotations

import os
import sys
import warnings
from typing import Final, NoReturn

import click

from servanda.cli.commands import COMMANDS
from servanda.cli.console import printable
from servanda.errors import ServandaError

__all__ = ["cli", "main"]

INTERRUPTED: Final = 130
_PLAIN: Final = warnings.formatwarning

CONTEXT: Final = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=CONTEXT)
@click.version_option(package_name="servanda")
def cli() -> None:
    """Cooperation agreements as a knowledge graph that people can check.

    \b
    Publish a workspace and ask the release:
      servanda build . --out dist
      servanda query agreements-in-force --release dist

    Exit codes: 0 good, 1 findings, 2 faulty input or call, 3 an engine failed, 130 interrupted.
    """  # noqa: D301  the control character is click's mark for text that is not re-wrapped


for command in COMMANDS:
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command line and exit; no traceback reaches a user."""
    warnings.formatwarning = _warning
    try:
        code = cli.main(prog_name="servanda", standalone_mode=False)
        sys.stdout.flush()
    except ServandaError as error:
        click.echo(f"servanda: {printable(str(error))}", err=True)
        code = error.exit_code
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("servanda: interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # The reader has left; nothing more can be said on standard output.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code or 0)


def _warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    line: str | None = None,
) -> str:
    """A warning of ours as users read it; those of others as Python tells them."""
    if category.__module__.startswith("servanda."):
        return f"servanda: warning: {printable(str(message))}\n"
    return _PLAIN(message, category, filename, lineno, line)
