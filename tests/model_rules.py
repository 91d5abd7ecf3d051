"""The rules of derivation that the real ontology and its schemes give, for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from servanda.derive import Rules, derive_rules
from servanda.parse import parse
from servanda.vocabulary import vocabulary

ONTOLOGY = Path(__file__).parents[1] / "ontology"


@cache
def model_rules() -> Rules:
    """Read once for all tests."""
    ontology = [parse(path) for path in sorted(ONTOLOGY.glob("*.ttl"))]
    schemes = [parse(path) for path in sorted((ONTOLOGY / "schemes").glob("*.ttl"))]
    found = derive_rules(
        vocabulary(ontology),
        [triple for scheme in schemes for triple in scheme.triples],
        [triple for document in ontology for triple in document.triples],
    )
    assert found is not None
    return found
