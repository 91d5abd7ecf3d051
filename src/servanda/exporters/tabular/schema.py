"""The description of a table as a Table Schema, as Frictionless tools and French portals read it.

Standard: https://datapackage.org/standard/table-schema/. The keys beside `fields` are those of
schema.data.gouv.fr.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from servanda.catalog import Head
from servanda.exporters.tabular.kinds import Field, Shape
from servanda.vocab import DCAT, DCTERMS
from servanda.wording import word

__all__ = ["MAIN", "table_schema"]

MAIN: Final = "en"  # the one language of keys that hold one text; the others stand beside
# Type and format of a field by its CSVW datatype.
_TYPES: Final = MappingProxyType(
    {
        "anyURI": ("string", "uri"),
        "boolean": ("boolean", "default"),
        "date": ("date", "default"),
        "decimal": ("number", "default"),
        "duration": ("duration", "default"),
        "integer": ("integer", "default"),
        "string": ("string", "default"),
    }
)


def table_schema(shape: Shape, head: Head) -> dict[str, Any]:
    """The Table Schema of a table; an empty cell is a missing value."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": shape.name,
        "title": shape.title[MAIN],
        "titles": dict(shape.title),
        "description": shape.description[MAIN],
        "descriptions": dict(shape.description),
        "homepage": head.address,
        "path": f"{head.address}tables/{shape.name}.schema.json",
        "version": head.text(DCAT.version),
        "created": head.text(DCTERMS.issued),
        "fields": [_field(field) for field in shape.fields],
        "missingValues": [""],
    }


def _field(field: Field) -> dict[str, Any]:
    type_, format_ = _TYPES[field.datatype]
    return {
        "name": field.name,
        "title": field.titles[MAIN],
        "titles": dict(field.titles),
        "description": word(f"tableforms-{field.datatype}", MAIN, title=field.titles[MAIN]),
        "descriptions": {
            language: word(f"tableforms-{field.datatype}", language, title=title)
            for language, title in field.titles.items()
        },
        "type": type_,
        "format": format_,
        "constraints": {"required": field.required},
    }
