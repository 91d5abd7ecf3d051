"""What quickstatements-client's model makes of QuickStatements: each line read and written again.

Usage: in_quickstatements.py FILE    prints {"lines", "read", "same", "faults"} as JSON

The package has no reader of text, so lines are cut at their tabs here; its model then decides
whether the subject, the property, the value and each reference have the form they must have.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from quickstatements_client import Line

LINE = TypeAdapter(Line)
DATE = re.compile(r"\+(\d{4})-(\d\d)-(\d\d)T00:00:00Z/(9|10|11)")


def kind(value: str) -> dict[str, str]:
    """The type and the target of a value of a line."""
    if value.startswith('"') and value.endswith('"'):
        return {"type": "Text", "target": value[1:-1]}
    return {"type": "Date" if DATE.fullmatch(value) else "Entity", "target": value}


def again(line: str) -> str:
    """A line as the model writes it; ValidationError or IndexError where it does not read it."""
    if line == "CREATE":
        return LINE.validate_python({"type": "Create"}).get_line("\t")
    subject, predicate, target, *rest = line.split("\t")
    pairs = zip(rest[::2], rest[1::2], strict=True)
    qualifiers = [{"predicate": name, **kind(value)} for name, value in pairs]
    value = kind(target)
    if value["type"] == "Date":
        year, month, day, precision = DATE.fullmatch(target).groups()
        # The model has a date of the calendar where the text has a month or a year alone.
        whole = f"{year}-{month.replace('00', '01')}-{day.replace('00', '01')}"
        value |= {"target": whole, "precision": precision}
    made = {"subject": subject, "predicate": predicate, "qualifiers": qualifiers, **value}
    return LINE.validate_python(made).get_line("\t")


def main() -> None:
    """Print how many lines of the file that the first argument names the model reads."""
    lines = [line for line in Path(sys.argv[1]).read_text("utf-8").splitlines() if line]
    written, faults = [], []
    for line in lines:
        try:
            written.append(again(line) == line)
        except (ValidationError, ValueError) as error:
            faults.append(f"{line}: {str(error).splitlines()[0]}")
    report = {"lines": len(lines), "read": len(written), "same": sum(written), "faults": faults}
    json.dump(report, sys.stdout, ensure_ascii=False)


main()
