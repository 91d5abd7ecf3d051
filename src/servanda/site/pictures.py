"""The pages of the pictures: who with whom on a map and as a network, when, and in what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from types import MappingProxyType
from typing import Final

from servanda.pictures.drawing.base import Picture
from servanda.pictures.drawing.figure import figure
from servanda.pictures.drawing.standalone import standalone
from servanda.site.base import Page, Site, Unit, flat
from servanda.site.read.agreements import AgreementRow, agreements
from servanda.site.telling.drawings import dataset_timeline, domain_matrix, map_of, network_of
from servanda.site.view import Frame, View, page_text
from servanda.wording import LANGUAGES, word

__all__ = ["picture_units", "pictures"]

_Draw = Callable[[View, tuple[AgreementRow, ...]], Picture]
# In the order of the tabs; the first one is the page of the section itself.
_PICTURES: Final = MappingProxyType[str, _Draw](
    {
        "map": map_of,
        "network": network_of,
        "timeline": dataset_timeline,
        "domains": domain_matrix,
    }
)
_FIRST: Final = "map"


def pictures(site: Site) -> Iterator[Page]:
    """`<language>/pictures.html` and `<language>/pictures/<name>.html`; each drawing as SVG too."""
    yield from flat(picture_units(site))


def picture_units(site: Site) -> Iterator[Unit]:
    """A unit for each picture in each language."""
    for language in LANGUAGES:
        for name in _PICTURES:
            yield Unit(f"{name} {language}", partial(_pages, site, language, name))


def _pages(site: Site, language: str, name: str) -> Iterator[Page]:
    path = f"{language}/{_path(name)}.html"
    # Drawn once for the page and the file.
    picture = cache(partial(_drawn, site, language, name))
    yield Page(path, partial(_page, site, language, name, picture), listed=True)
    yield Page(f"pictures/{name}.{language}.svg", partial(_file, name, language, picture))


def _path(name: str) -> str:
    return "pictures" if name == _FIRST else f"pictures/{name}"


def _drawn(site: Site, language: str, name: str) -> Picture:
    view = View(site, language, f"{language}/{_path(name)}.html")
    return _PICTURES[name](view, agreements(site))


def _page(site: Site, language: str, name: str, drawn: Callable[[], Picture]) -> str:
    view = View(site, language, f"{language}/{_path(name)}.html")
    picture = drawn()
    frame = Frame(title=picture.title, description=picture.description, section="pictures")
    return page_text(
        view,
        "pictures.html",
        frame,
        figure=figure(picture),
        file=f"pictures/{name}.{language}.svg",
        tabs=[(each, _path(each), each == name) for each in _PICTURES],
        lead=word(f"picture-lead-{name}", language),
    )


def _file(name: str, language: str, drawn: Callable[[], Picture]) -> str:
    deeper = name != _FIRST
    return standalone(drawn(), f"../{language}/{'pictures/' * deeper}")
