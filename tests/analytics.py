"""Questions asked twice: in SPARQL of a store, in SQL of the Parquet files of a release."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Store

from servanda.ntriples import term_of
from servanda.query import read_query, run_local

ROOT = Path(__file__).parents[1]
WORLD = ROOT / "examples" / "world"
# The SQL beside the queries of a workspace.
OF_ROOT = sorted((ROOT / "queries" / "analytics").glob("*.sql"))
OF_WORLD = sorted((WORLD / "queries" / "analytics").glob("*.sql"))

Row = tuple[str, ...]


def told(rows: Iterable[Iterable[object]]) -> list[Row]:
    """Rows of SQL as the texts of their values, in one order."""
    return sorted(tuple(map(value, row)) for row in rows)


def value(cell: object) -> str:
    if isinstance(cell, str) and cell[:1] in '<"':
        return str(term_of(cell).value)
    return "" if cell is None else str(cell)


def asked(store: Store, sql: Path, names: Iterable[str]) -> list[Row]:
    """What the query of the same name says of the same columns, each row once."""
    query = read_query(sql.parents[1] / f"{sql.stem}.rq")
    answer = run_local(store, query.text)
    places = [list(answer.variables).index(name) for name in names]
    rows = {tuple("" if row[at] is None else row[at].value for at in places) for row in answer.rows}
    return sorted(rows)
