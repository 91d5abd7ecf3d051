"""Tables of Markdown, and the places of a page where a script writes them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of Markdown; a bar within a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    cells = ([text.replace("|", "\\|") for text in line] for line in lines)
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)


def replace(page: str, tables: Mapping[str, str]) -> str:
    """A page with each text between `<!-- NAME -->` and `<!-- /NAME -->` written anew."""
    for name, text in tables.items():
        mark = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", flags=re.DOTALL)
        if not mark.search(page):
            raise ValueError(f"the page has no place for {name}")
        page = mark.sub(lambda found, text=text: f"{found[1]}{text}\n{found[2]}", page)
    return page
