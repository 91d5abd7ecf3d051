"""Links to other datasets, kept as SSSOM: `data/mappings/*.sssom.tsv`."""

from servanda.mappings.faults import contradictory, dangling, unreviewed
from servanda.mappings.links import Links, read_links
from servanda.mappings.model import FOLDER, REVIEW, SUFFIX, Mapping, MappingSet
from servanda.mappings.quads import ClaimTerms, claim_terms, link_quads, mapping_iri
from servanda.mappings.read import read_mappings
from servanda.mappings.slots import PREDICATES
from servanda.mappings.write import write_mappings

__all__ = [
    "FOLDER",
    "PREDICATES",
    "REVIEW",
    "SUFFIX",
    "ClaimTerms",
    "Links",
    "Mapping",
    "MappingSet",
    "claim_terms",
    "contradictory",
    "dangling",
    "link_quads",
    "mapping_iri",
    "read_links",
    "read_mappings",
    "unreviewed",
    "write_mappings",
]
