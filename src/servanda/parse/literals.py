"""The literals of a YAML record as JSON-LD values: text with a datatype, or with a language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pyoxigraph import Literal

from servanda.datatypes import is_lexical
from servanda.errors import InputError
from servanda.parse.context import LITERAL, Term
from servanda.parse.keys import ANY
from servanda.parse.links import LinkError, Links, near
from servanda.parse.yamltext import Items, Mark, Node, Pairs, Scalar
from servanda.vocab import XSD

__all__ = ["Faults", "Slot", "each_of", "is_written_out", "plain", "texts", "written_out"]

_IN_LANGUAGES: Final = "Write {fr: text, en: text, zh: text}"
_PARTS: Final = frozenset({"literal", "datatype", "lang"})


@dataclass(frozen=True, slots=True)
class Faults:
    """Makes errors that point into one file."""

    name: str

    def error(self, message: str, at: Mark, hint: str | None = None) -> InputError:
        """An error at a place."""
        return InputError(message, path=self.name, line=at.line, column=at.column, hint=hint)

    def link(self, error: LinkError, at: Mark) -> InputError:
        """An error for a word that leads nowhere."""
        return self.error(error.message, at, error.hint)

    def word(self, node: Node, what: str) -> Scalar:
        """The node, which must be a word; InputError for a list, a mapping or nothing."""
        if not isinstance(node, Scalar):
            raise self.error(f"{what} takes a word", node.at)
        if not node.text and node.plain:
            raise self.error(f"{what} has no value", node.at, "Write one or remove the key")
        return node


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of one resource: where values go."""

    subject: str
    key: str
    term: Term


def each_of(node: Node) -> tuple[Node, ...]:
    """The items of a list; any other node is its own only item."""
    return node.nodes if isinstance(node, Items) else (node,)


def is_written_out(node: Node) -> bool:
    """Whether a mapping is one literal in full: `{literal: ..., datatype: ...}`."""
    return isinstance(node, Pairs) and any(key.text == "literal" for key, _ in node.entries)


def plain(slot: Slot, node: Scalar, faults: Faults) -> Any:  # noqa: ANN401  a value of JSON
    """A text without a language; its datatype comes from the context, or from its own form."""
    types = slot.term.typed
    if not types:
        raise faults.error(f"{slot.key} needs languages", node.at, _IN_LANGUAGES)
    if types == (XSD.string.value,) or (len(types) == 1 and not slot.term.in_languages):
        return node.text
    fits = (each for each in types if is_lexical(each.removeprefix(XSD.base), node.text))
    return {"@value": node.text, "@type": next(fits, types[0])}


def _is_language(tag: str) -> bool:
    # The parser of the quads drops a text with a tag that is not of BCP 47, so ask it.
    try:
        Literal("", language=tag)
    except ValueError:
        return False
    return True


def texts(slot: Slot, node: Pairs, faults: Faults) -> Iterator[tuple[str, Scalar]]:
    """The texts of a mapping from languages, each with its language."""
    for key, value in node.entries:
        if not _is_language(key.text):
            hint = _IN_LANGUAGES
            raise faults.error(f"{slot.key}: {key.text!r} is no language", key.at, hint)
        for each in each_of(value):
            yield key.text, faults.word(each, f"{slot.key} in {key.text}")


def written_out(
    slot: Slot, node: Pairs, links: Links, faults: Faults
) -> tuple[dict[str, str], Scalar]:
    """A literal in full as a JSON-LD value object, and its text."""
    if slot.term.takes not in (LITERAL, ANY):
        raise faults.error(f"{slot.key} takes links, not literals", node.at)
    parts = {}
    for key, value in node.entries:
        if key.text not in _PARTS:
            hint = near(key.text, _PARTS) or "Beside literal stands datatype or lang"
            raise faults.error(f"unknown key {key.text!r} in a literal", key.at, hint)
        parts[key.text] = faults.word(value, key.text)
    if len(parts) == len(_PARTS):
        raise faults.error("a literal has a datatype or a language, not both", node.at)
    found = {"@value": parts["literal"].text}
    if "lang" in parts:
        if not _is_language(parts["lang"].text):
            raise faults.error(f"{parts['lang'].text!r} is no language", parts["lang"].at)
        found["@language"] = parts["lang"].text
    if "datatype" in parts:
        try:
            found["@type"] = links.datatype(parts["datatype"].text)
        except LinkError as error:
            raise faults.link(error, parts["datatype"].at) from error
    return found, parts["literal"]
