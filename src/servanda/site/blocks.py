"""Inert blocks of JSON in a page, from which scripts read what they need."""

from __future__ import annotations

import json

from markupsafe import Markup

__all__ = ["json_block", "json_text"]


def json_text(value: object) -> str:
    """JSON in which nothing opens or closes a tag or a comment, and which is also JavaScript."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def json_block(value: object) -> Markup:
    """The content of `<script type="application/json">`."""
    return Markup(json_text(value))  # noqa: S704  every character that could end the block is escaped
