"""The examples of a page, run one after the other as the cells of a notebook are.

Usage: in_notebook.py PAGE.md    prints [{"code", "shown", "printed"}, ...] as JSON

Blocks in python share their names; blocks in sql are asked of DuckDB. `shown` is the block of text
that follows a block in the page, None where none does.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from pathlib import Path

BLOCK = re.compile(
    r"^```(python|sql)\n(.*?)^```$(?:\n\n^```text\n(.*?)^```$)?", re.DOTALL | re.MULTILINE
)


def main() -> None:
    """Run the page that the first argument names, in the folder in which the program is run."""
    cells = []
    names: dict[str, object] = {}
    for language, code, shown in BLOCK.findall(Path(sys.argv[1]).read_text("utf-8")):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            if language == "python":
                exec(compile(code, "cell", "exec"), names)  # noqa: S102
            else:
                # Only pages with blocks in sql need it.
                import duckdb  # noqa: PLC0415

                sys.stdout.write(str(duckdb.sql(code)))
        cells.append({"code": code, "shown": shown or None, "printed": out.getvalue()})
    json.dump(cells, sys.stdout, ensure_ascii=False)


main()
