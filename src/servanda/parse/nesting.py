"""How deep a text nests, told before the parser reads it: at some thousands that one crashes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pyoxigraph import RdfFormat

from servanda.errors import InputError
from servanda.formats import Syntax

__all__ = ["check_nesting"]

_DEEPEST: Final = 500
# Strings are passed over, the last one also where nothing closes it.
_JSON: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|(?P<opens>[\[{])|[\]}]', re.DOTALL)
# Triple terms, the only form of Turtle and its kin that the parser reads by recursion.
_TERMS: Final = re.compile(r"(?P<opens><<\()|\)>>")


def check_nesting(text: str, syntax: Syntax, path: Path | str) -> None:
    """Raise InputError with the line where a text nests deeper than a person's or a tool's does.

    Objects and lists of JSON-LD and triple terms of RDF 1.2 are counted; RDF/XML has neither.
    """
    if syntax.rdf_format == RdfFormat.RDF_XML:
        return
    depth = 0
    for found in (_JSON if syntax.rdf_format == RdfFormat.JSON_LD else _TERMS).finditer(text):
        if found["opens"]:
            depth += 1
        elif not found[0].startswith('"'):
            depth -= 1
        if depth > _DEEPEST:
            line = text.count("\n", 0, found.start()) + 1
            raise InputError(f"nested more than {_DEEPEST} deep", path=path, line=line)
