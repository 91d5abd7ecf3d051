"""Links to other datasets, kept as SSSOM: `data/mappings/*.sssom.tsv`."""

from servanda.mappings.model import FOLDER, REVIEW, SUFFIX, Mapping, MappingSet
from servanda.mappings.read import read_mappings
from servanda.mappings.write import write_mappings

__all__ = [
    "FOLDER",
    "REVIEW",
    "SUFFIX",
    "Mapping",
    "MappingSet",
    "read_mappings",
    "write_mappings",
]
