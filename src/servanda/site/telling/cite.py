"""How to cite one resource of the dataset."""

from __future__ import annotations

from pyoxigraph import NamedNode

from servanda.pictures.drawing.text import clean
from servanda.pictures.timelines.dating import date_words
from servanda.site.read.labels import shown_iri
from servanda.site.view import View, site_name
from servanda.wording import word

__all__ = ["cited"]


def cited(view: View, node: NamedNode) -> str:
    """A citation in the language of the page: title, dataset, version, date, identifier."""
    workspace = view.site.workspace
    return word(
        "cite-resource",
        view.language,
        title=clean(view.name(node).text),
        dataset=clean(site_name(view.site, view.language)),
        version=clean(workspace.version),
        day=date_words(workspace.issued[:10], view.language),
        iri=shown_iri(node.value),
    )
