"""What a page tells the query engine in the browser: where the statements are, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from markupsafe import Markup

from servanda.site.asking.dumps import DUMP, MORE, Sizes, sizes
from servanda.site.asking.scripts import inert_json, worded
from servanda.site.base import Site
from servanda.site.view import View
from servanda.wording import words

__all__ = [
    "DUMP_SCRIPT",
    "ENGINE",
    "MORE_SCRIPT",
    "engine_sizes",
    "question_block",
    "settings_path",
    "sources",
]

ENGINE: Final = "sparql-engine.js"
# For pages that are opened from a folder, where a script cannot fetch a file.
DUMP_SCRIPT: Final = "assets/sparql/dump.js"
MORE_SCRIPT: Final = "assets/sparql/more.js"
_TOPIC: Final = "sparql"


def engine_sizes(site: Site, script: str) -> Sizes | None:
    """The sizes of the statements; None if a script is not in the bundle, or they are many."""
    found = sizes(site) if {script, ENGINE} <= site.files else None
    return found if found is not None and found.light else None


def settings_path(language: str) -> str:
    """The path of what scripts know of the dataset: its terms, its questions, its pages."""
    return f"assets/sparql/{language}.js"


def sources(view: View, found: Sizes) -> dict[str, dict[str, object]]:
    """The statements as the engine takes them (`ui/src/sparql/engine.js`)."""
    return {
        "dump": {
            "address": view.to(DUMP),
            "script": view.to(DUMP_SCRIPT),
            "global": "servandaDump",
            "bytes": found.dump_bytes,
        },
        "inferred": {
            "address": view.to(MORE),
            "script": view.to(MORE_SCRIPT),
            "global": "servandaInferred",
            "bytes": found.more_bytes,
        },
    }


def question_block(content: object, keys: Iterable[str], language: str) -> Markup:
    """The inert blocks of a question: what its script needs, and its words and the engine's."""
    said = {key: words()[key][language] for key in sorted(keys)} | dict(worded(_TOPIC, language))
    blocks = (("data-question", content), ("data-words", said))
    return Markup(  # noqa: S704  nothing in the JSON can close an element
        "\n".join(
            f'<script type="application/json" {name}>{inert_json(block)}</script>'
            for name, block in blocks
        )
    )
