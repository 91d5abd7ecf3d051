"""The IRIs of a description: templates filled with the values of a row, in one workspace."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from pyoxigraph import NamedNode

from servanda.tables.metadata import Description
from servanda.tables.templates import expand, pattern, slug, variables

__all__ = ["Nodes", "unique"]


def unique(name: str, taken: Container[str]) -> str:
    """The name, or with the first number from 2 that makes it a new one."""
    found, number = name, 2
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


@dataclass(frozen=True, slots=True)
class Nodes:
    """Templates of `description` below `base`, the `void:uriSpace` of the workspace."""

    description: Description
    base: str

    def iri(
        self, template: str, values: Mapping[str, str], whole: Mapping[str, str] | None = None
    ) -> NamedNode:
        """The IRI of a template; absolute ones stay what they are. `whole` is for `{+name}`."""
        filled = expand(template, values, whole)
        return NamedNode(filled if "://" in template else self.base + filled)

    def prefix(self, template: str) -> str:
        """What all IRIs of a template begin with."""
        return self.base + template.partition("{")[0]

    def free(self, iri: NamedNode, taken: Callable[[NamedNode], bool]) -> NamedNode:
        """The IRI, or with the first number from 2 that is not taken."""
        found, number = iri, 2
        while taken(found):
            found, number = NamedNode(f"{iri.value}-{number}"), number + 1
        return found

    def subject(self, cells: Mapping[str, str], number: int) -> NamedNode:
        """The IRI that a row would have by its cells alone."""
        return self.iri(self.description.about, self._given(cells, number))

    def values(self, cells: Mapping[str, str], number: int) -> dict[str, str]:
        """The values of a row by column; the variables of templates that are no column too."""
        blank = dict.fromkeys((column.name for column in self.description.columns), "")
        return blank | self._given(cells, number)

    def _given(self, cells: Mapping[str, str], number: int) -> dict[str, str]:
        values = {**cells, "_row": str(number)}
        if self.description.pair:
            first, second = sorted(slug(cells.get(name, "")) for name in self.description.pair)
            values |= {"_first": first, "_second": second}
        return values

    def bindings(self, subject: NamedNode) -> dict[str, str]:
        """The slugs of the variables that a subject's IRI shows; empty if it is none of ours.

        They go before the cells in templates: two rows whose keys give one slug keep apart.
        """
        match = self._pattern(self.description.about).fullmatch(subject.value)
        return match.groupdict() if match else {}

    def shown(self, subject: NamedNode) -> dict[str, str]:
        """The same, and of a pair whose order has no meaning the two columns too."""
        bound = self.bindings(subject)
        both = (bound[name] for name in ("_first", "_second") if name in bound)
        return dict(zip(self.description.pair, both, strict=False)) | bound

    def value(self, template: str, iri: NamedNode, name: str) -> str | None:
        """The value that a variable has in an IRI of a template; None if it is none of these."""
        match = self._pattern(template).fullmatch(iri.value)
        return unquote(match.groupdict().get(name, "")) if match else None

    def _pattern(self, template: str) -> re.Pattern[str]:
        return pattern(template if "://" in template else self.base + template)

    def fits(self, template: str, iri: NamedNode) -> bool:
        """Whether an IRI may come from a template."""
        return self._pattern(template).fullmatch(iri.value) is not None

    def siblings(self, template: str, bindings: Mapping[str, str]) -> re.Pattern[str]:
        """A pattern for the nodes of a list in one row: `{_key}` is open, the row is given."""
        for name in variables(template):
            if name != "_key" and name in bindings:
                template = template.replace(f"{{{name}}}", slug(bindings[name]))
        return self._pattern(template)
