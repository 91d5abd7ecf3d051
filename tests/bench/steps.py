"""The work on records in steps, each with all those before it: what one adds is what it costs.

Usage: python -m bench.steps STEP WORKSPACE
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from servanda.pipeline.kit import Kit
from servanda.pipeline.read import read_batch
from servanda.pipeline.reference import read_reference
from servanda.pipeline.work import opened_run
from servanda.workspace import open_workspace

_AT_ONCE: Final = 400
# What each step leaves out of the reference.
STEPS: Final[Mapping[str, Mapping[str, Any]]] = MappingProxyType(
    {
        "load": {},
        "parse": {},
        "reason": {"shapes": (), "closure_shapes": (), "tables": ()},
        "validate": {"tables": ()},
        "tables": {},
        "reduce": {},
    }
)


def main() -> None:
    """Do the work up to a step."""
    step, root = sys.argv[1], Path(sys.argv[2])
    workspace = open_workspace(root)
    reference = replace(read_reference(workspace), **STEPS[step])
    if step == "load":
        return
    if step == "parse":
        kit = Kit(workspace, reference)
        for at in range(0, len(workspace.records), _AT_ONCE):
            read_batch(kit, workspace.records[at : at + _AT_ONCE])
        return
    with (
        tempfile.TemporaryDirectory() as name,
        opened_run(workspace, reference, Path(name)) as work,
    ):
        for error in work.update():
            raise error
        if step == "reduce":
            work.outcome()


if __name__ == "__main__":
    main()
