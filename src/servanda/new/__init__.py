"""New: a workspace, or a record of one, written in canonical form and never over a file."""

from __future__ import annotations

from servanda.new.answers import Agreement, Party, Source, agreement_triples, party_triples
from servanda.new.dataset import Entries, write_dataset
from servanda.new.parties import Parties, read_parties, slug_of
from servanda.new.record import absent, new, record_path
from servanda.new.terms import Terms, read_terms

__all__ = [
    "Agreement",
    "Entries",
    "Parties",
    "Party",
    "Source",
    "Terms",
    "absent",
    "agreement_triples",
    "new",
    "party_triples",
    "read_parties",
    "read_terms",
    "record_path",
    "slug_of",
    "write_dataset",
]
