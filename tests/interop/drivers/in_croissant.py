"""What the reference library of Croissant understands of `croissant.json`.

Usage: in_croissant.py FILE    prints {"errors", "warnings", "tables": {name: fields}} as JSON
"""

from __future__ import annotations

import json
import sys

import mlcroissant


def main() -> None:
    """Print the record sets of the file that the first argument names, with their fields."""
    metadata = mlcroissant.Dataset(sys.argv[1]).metadata
    report = {
        "errors": sorted(metadata.ctx.issues.errors),
        "warnings": sorted(metadata.ctx.issues.warnings),
        "tables": {table.name or table.id: len(table.fields) for table in metadata.record_sets},
    }
    json.dump(report, sys.stdout, ensure_ascii=False)


main()
