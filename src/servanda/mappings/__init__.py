"""Links to other datasets, kept as SSSOM: `data/mappings/*.sssom.tsv`."""

from servanda.mappings.model import FOLDER, REVIEW, SUFFIX, Mapping, MappingSet

__all__ = ["FOLDER", "REVIEW", "SUFFIX", "Mapping", "MappingSet"]
