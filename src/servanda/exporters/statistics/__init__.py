"""What VoID and a SPARQL service description say of a dataset: counts, partitions and links."""

from servanda.exporters.statistics.described import void_triples
from servanda.exporters.statistics.service import service_triples
from servanda.exporters.statistics.tally import Tally, Totals, tally, totals

__all__ = ["Tally", "Totals", "service_triples", "tally", "totals", "void_triples"]
