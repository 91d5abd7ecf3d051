"""What the reference tool of SSSOM says of tables of mappings: `sssom validate`, once per file.

Usage: in_sssom.py FILE...    prints {FILE: fault, empty if there is none} as JSON
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys

import sssom.cli


class Warnings(logging.Handler):
    """Keeps what the tool says at the level of warnings, which is where it names faults."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.said.append(record.getMessage())


def fault(path: str) -> str:
    """What the command says against a file, or the error that it ends with; empty if nothing."""
    said = Warnings()
    logging.getLogger().addHandler(said)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            sssom.cli.validate.main([path], standalone_mode=False)
    # The command ends with a traceback of any kind where a file is faulty.
    except Exception as error:  # noqa: BLE001
        said.said.append(f"{type(error).__name__}: {error}")
    finally:
        logging.getLogger().removeHandler(said)
    return "; ".join(said.said)


json.dump({path: fault(path) for path in sys.argv[1:]}, sys.stdout, ensure_ascii=False)
