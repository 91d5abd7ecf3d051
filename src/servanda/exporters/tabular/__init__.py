"""The forms of a table beside its CSV: CSVW, Table Schema and Parquet, all of one reading."""

from servanda.exporters.tabular.csvw import csvw
from servanda.exporters.tabular.kinds import Kinds, Row, Shape, parts_of
from servanda.exporters.tabular.parquet import write_parquet
from servanda.exporters.tabular.schema import table_schema

__all__ = ["Kinds", "Row", "Shape", "csvw", "parts_of", "table_schema", "write_parquet"]
