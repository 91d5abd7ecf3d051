"""What VoID and a SPARQL service description say of a dataset: counts, partitions and links."""

from servanda.exporters.statistics.corrected import correct, dumped, loaded
from servanda.exporters.statistics.count import Counted, count_groups, groups
from servanda.exporters.statistics.described import void_triples
from servanda.exporters.statistics.hashes import Columns
from servanda.exporters.statistics.service import service_triples
from servanda.exporters.statistics.tally import (
    Tally,
    Totals,
    count_totals,
    tally,
    tally_of,
    totals,
    totals_of,
)

__all__ = [
    "Columns",
    "Counted",
    "Tally",
    "Totals",
    "correct",
    "count_groups",
    "count_totals",
    "dumped",
    "groups",
    "loaded",
    "service_triples",
    "tally",
    "tally_of",
    "totals",
    "totals_of",
    "void_triples",
]
