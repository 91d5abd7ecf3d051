"""The catalogue of a release: DCAT-AP, made from the description and the files."""

from servanda.catalog.dataset import Head, part
from servanda.catalog.files import Published, Words, file_words
from servanda.catalog.gaps import gaps
from servanda.catalog.graph import Release, catalog_triples
from servanda.catalog.portals import for_udata

__all__ = [
    "Head",
    "Published",
    "Release",
    "Words",
    "catalog_triples",
    "file_words",
    "for_udata",
    "gaps",
    "part",
]
