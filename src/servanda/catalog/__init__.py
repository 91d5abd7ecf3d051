"""The catalogue of a release: DCAT-AP, made from the description and the files."""

from servanda.catalog.dataset import Head, part
from servanda.catalog.files import Published, Words, file_words
from servanda.catalog.gaps import gaps
from servanda.catalog.graph import Release, catalog_triples

__all__ = ["Head", "Published", "Release", "Words", "catalog_triples", "file_words", "gaps", "part"]
