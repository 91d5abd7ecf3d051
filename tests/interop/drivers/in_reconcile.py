"""What csv-reconcile finds in a list of names: a service of its own, asked for every name.

Usage: in_reconcile.py NAMES.csv ID NAME    prints {"names", "first", "missed"} as JSON

ID and NAME are the titles of the columns. Nothing is sent over a network: the service answers in
this process. `first` counts the names whose own identifier stands first, alone or among equals.
"""

from __future__ import annotations

import contextlib
import csv
import json
import sys
import tempfile
from pathlib import Path

from csv_reconcile import create_app, initdb

BATCH = 20
# Without these it guesses both, and guesses wrongly where names hold commas or few rows are short.
SETTINGS = 'CSVENCODING = "utf-8"\nCSVKWARGS = {"delimiter": ","}\n'


def main() -> None:
    """Print how many names of the file that the first argument names are found again."""
    path, key, name = sys.argv[1:]
    with Path(path).open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[name]]
    missed = []
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(sys.stderr):
        config = Path(folder) / "settings"
        config.write_text(SETTINGS, "utf-8")
        app = create_app(str(config), instance_path=f"{folder}/instance", scorerOption="")
        with app.app_context():
            initdb.init_db_with_context(path, key, name)
        client = app.test_client()
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            queries = {f"q{n}": {"query": row[name]} for n, row in enumerate(batch)}
            answer = client.post("/reconcile", data={"queries": json.dumps(queries)}).get_json()
            for n, row in enumerate(batch):
                found = answer[f"q{n}"]["result"]
                best = max((each["score"] for each in found), default=0)
                if row[key] not in {each["id"] for each in found if each["score"] == best}:
                    missed.append(row[name])
    report = {"names": len(rows), "first": len(rows) - len(missed), "missed": missed}
    json.dump(report, sys.stdout, ensure_ascii=False)


main()
