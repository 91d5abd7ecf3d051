"""A picture as a file of its own: the colours of the site stand in it, light and dark.

Opened by itself, an SVG file has no page around it whose style sheet or policy would govern it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final

from markupsafe import Markup, escape

from servanda.markup import render
from servanda.pictures.drawing.base import Picture

__all__ = ["standalone"]

_TOKEN: Final = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_USE: Final = re.compile(r"var\(--([a-z0-9-]+)\)")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE: Final = re.compile(r"(\.pic[^{}]*)\{([^{}]*)\}")
_LINK: Final = re.compile(r'(<a href=")(?![a-z][a-z0-9+.-]*:|/|#)', re.IGNORECASE)


def standalone(picture: Picture, to_page: str = "", *, narrow: bool = False) -> str:
    """The SVG file of a picture. `to_page` leads from the file to the folder of the page.

    The links of a picture are relative to its page, so `../fr/` is put before them for a page of
    the folder `fr` and a file of the folder `pictures`.
    """
    svg = picture.narrow if narrow and picture.narrow else picture.svg
    svg = _LINK.sub(lambda match: match[1] + str(escape(to_page)), svg.lstrip())
    head, body = svg.split(">", 1)
    return f"{head}>\n{_style()}{body.lstrip()}"


@cache
def _style() -> str:
    folder = resources.files("servanda") / "assets" / "css"
    sheets = {
        path.name: _COMMENT.sub("", path.read_text(encoding="utf-8"))
        for path in folder.iterdir()
        if path.name == "10-tokens.css" or re.match(r"3\d-pictures.*\.css$", path.name)
    }
    light_text, dark_text = sheets.pop("10-tokens.css").split("@media", 1)
    light = dict(_TOKEN.findall(light_text))
    dark = light | dict(_TOKEN.findall(dark_text))
    rules = "\n".join(
        f"{' '.join(names.split())} {{ {' '.join(body.split())} }}"
        for _, text in sorted(sheets.items())
        for names, body in _RULE.findall(text)
    )
    return render(
        "pictures/style.svg",
        light=_resolved(rules, light),
        dark=_resolved(rules, dark),
        light_ground=_resolved("var(--ground)", light),
        dark_ground=_resolved("var(--ground)", dark),
    )


def _resolved(css: str, tokens: Mapping[str, str]) -> Markup:
    """Our own style sheet with colours for names; its quotation marks need no escape in XML."""
    text = _USE.sub(lambda match: " ".join(tokens[match[1]].split()), css)
    if "<" in text or "&" in text:
        raise ValueError("a style sheet of pictures has a character that XML reads otherwise")
    return Markup(text)  # noqa: S704 - files of this package, checked above
