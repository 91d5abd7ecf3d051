"""Import a table: what it says becomes records; a later import changes only what was edited.

Each row keeps its cells as they were imported. A row that is imported again is compared with
them: what the old cells said and the new ones do not goes, what is new comes, and what people
added to the records by hand stays.
"""

from __future__ import annotations

from servanda.imports.plan import Import, import_table, plan_import
from servanda.imports.prepare import prepare
from servanda.imports.read import find_description
from servanda.imports.row import RowRecord, row_record

__all__ = [
    "Import",
    "RowRecord",
    "find_description",
    "import_table",
    "plan_import",
    "prepare",
    "row_record",
]
