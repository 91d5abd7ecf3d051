"""What each object of a description may hold, and which keys and prefixes have which meaning."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from servanda.vocab import TABLE

__all__ = ["BARE", "INHERITED", "KEYS", "PREFIXES_SHARED", "SCHEMES", "full"]

# The annotations of ours; in a document they bear their namespace.
_OWN: Final = frozenset(
    {"from", "items", "langFrom", "reads", "records", "refersTo", "rows", "scheme", "sorted"}
    | {"through", "unless", "when"}
)
KEYS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "table": frozenset(
            {"@context", "@id", "@type", "url", "dialect", "tableSchema", "notes", "lang", "null"}
            | {"records", "rows", "sorted"}
        ),
        "schema": frozenset(
            {"@id", "@type", "aboutUrl", "columns", "primaryKey", "rowTitles", "lang", "null"}
        ),
        "column": frozenset(
            {"@id", "@type", "name", "titles", "aboutUrl", "propertyUrl", "valueUrl", "datatype"}
            | {"lang", "separator", "required", "virtual", "null", "default", "suppressOutput"}
            | {"ordered", "textDirection", "from", "items", "langFrom", "reads", "refersTo"}
            | {"scheme", "through", "unless", "when"}
        ),
        "items": frozenset({"separator", "columns"}),
        "record": frozenset({"aboutUrl", "columns"}),
        "datatype": frozenset({"@id", "@type", "base"}),
    }
)
BARE: Final = frozenset({"items", "record"})  # objects inside annotations hold no others
INHERITED: Final = frozenset({"lang", "null"})
# The prefixes that mean here what they mean in every description (RDFa Core Initial Context).
PREFIXES_SHARED: Final = frozenset(
    {"csvw", "dcat", "dcterms", "foaf", "org", "owl", "prov", "rdf", "rdfs", "skos", "vcard"}
    | {"void", "xsd"}
)
SCHEMES: Final = frozenset({"http", "https", "urn", "mailto", "info"})


def full(key: str) -> str:
    """A key as it stands in a document."""
    return TABLE.base + key if key in _OWN else key
