"""The score that data.europa.eu gives to metadata: 405 points in five dimensions.

The metrics and points are those of its methodology (https://data.europa.eu/mqa/methodology); the
formats that count as non-proprietary and as machine-readable are those of its vocabularies
(european-data-portal/edp-vocabularies, `edp-non-proprietary-format.rdf` and
`edp-machine-readable-format.rdf`). A metric of distributions is fulfilled if one fulfils it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from pyoxigraph import Literal, NamedNode

from servanda.harvest_check.catalogue import Catalogue, Node
from servanda.harvest_check.eu import AUTHORITY, MEDIA_TYPES
from servanda.harvest_check.model import Metric, Score
from servanda.harvest_check.read import plain
from servanda.harvest_check.udata_terms import is_address
from servanda.vocab import DCAT, DCTERMS

__all__ = ["BANDS", "DIMENSIONS", "band", "score"]

DIMENSIONS: Final = (
    "findability",
    "accessibility",
    "interoperability",
    "reusability",
    "contextuality",
)
# The least points of each rating.
BANDS: Final = (("excellent", 351), ("good", 221), ("sufficient", 121), ("bad", 0))

_FILE_TYPES: Final = AUTHORITY + "file-type/"
_OPEN_NAMES: Final = (
    "BMP CSV DBF GEOJSON GZIP HTML ICS JPEG2000 JSON JSON_LD KML KMZ NETCDF ODS PNG RDF_N_QUADS "
    "RDF_N_TRIPLES RDF_TRIG RDF_TURTLE RDF_XML RSS RTF TAR TIFF TSV TXT WMS_SRVC XML ZIP"
)
_READABLE_NAMES: Final = (
    "CSV GEOJSON ICS JSON JSON_LD KML KMZ NETCDF ODS RDFA RDF_N_QUADS RDF_N_TRIPLES RDF_TRIG "
    "RDF_TURTLE RDF_XML RSS SHP XLS XLSX XML"
)
_OPEN: Final = frozenset(_OPEN_NAMES.split())
_MACHINES: Final = frozenset(_READABLE_NAMES.split())

_Test = Callable[[Catalogue, Node], bool]


def _has(*properties: NamedNode) -> _Test:
    return lambda catalogue, node: bool(catalogue.values(node, *properties))


def _address(prop: NamedNode, catalogue: Catalogue, node: Node) -> bool:
    return any(is_address(plain(value)) for value in catalogue.values(node, prop))


def _within(prop: NamedNode, base: str, catalogue: Catalogue, node: Node) -> bool:
    values = catalogue.values(node, prop)
    return any(isinstance(v, NamedNode) and v.value.startswith(base) for v in values)


def _format_in(names: frozenset[str], catalogue: Catalogue, node: Node) -> bool:
    values = catalogue.values(node, DCTERMS["format"])
    return any(plain(each).removeprefix(_FILE_TYPES) in names for each in values)


def _from_vocabulary(catalogue: Catalogue, node: Node) -> bool:
    return _within(DCTERMS["format"], _FILE_TYPES, catalogue, node) or _within(
        DCAT.mediaType, MEDIA_TYPES, catalogue, node
    )


def _keyword(catalogue: Catalogue, node: Node) -> bool:
    return any(isinstance(each, Literal) for each in catalogue.values(node, DCAT.keyword))


_FOUND, _REACHED, _UNDERSTOOD, _REUSED, _CONTEXT = DIMENSIONS

# Key, dimension, points, what is asked, its test; `address` marks points for an answer.
_METRICS: Final[tuple[tuple[str, str, int, str, _Test], ...]] = (
    ("keyword", _FOUND, 30, "dataset", _keyword),
    ("theme", _FOUND, 30, "dataset", _has(DCAT.theme)),
    ("spatial", _FOUND, 20, "dataset", _has(DCTERMS.spatial)),
    ("temporal", _FOUND, 20, "dataset", _has(DCTERMS.temporal)),
    ("access-answers", _REACHED, 50, "address", partial(_address, DCAT.accessURL)),
    ("download", _REACHED, 20, "distribution", _has(DCAT.downloadURL)),
    ("download-answers", _REACHED, 30, "address", partial(_address, DCAT.downloadURL)),
    ("format", _UNDERSTOOD, 20, "distribution", _has(DCTERMS["format"])),
    ("media-type", _UNDERSTOOD, 10, "distribution", _has(DCAT.mediaType)),
    ("vocabulary", _UNDERSTOOD, 10, "distribution", _from_vocabulary),
    ("non-proprietary", _UNDERSTOOD, 20, "distribution", partial(_format_in, _OPEN)),
    ("machine-readable", _UNDERSTOOD, 20, "distribution", partial(_format_in, _MACHINES)),
    ("licence", _REUSED, 20, "distribution", _has(DCTERMS.license)),
    (
        "known-licence",
        _REUSED,
        10,
        "distribution",
        partial(_within, DCTERMS.license, AUTHORITY + "licence/"),
    ),
    ("access-rights", _REUSED, 10, "dataset", _has(DCTERMS.accessRights)),
    (
        "access-rights-vocabulary",
        _REUSED,
        5,
        "dataset",
        partial(_within, DCTERMS.accessRights, AUTHORITY + "access-right/"),
    ),
    ("contact", _REUSED, 20, "dataset", _has(DCAT.contactPoint)),
    ("publisher", _REUSED, 10, "dataset", _has(DCTERMS.publisher)),
    ("rights", _CONTEXT, 5, "distribution", _has(DCTERMS.rights)),
    ("size", _CONTEXT, 5, "distribution", _has(DCAT.byteSize)),
    ("issued", _CONTEXT, 5, "dataset", _has(DCTERMS.issued)),
    ("modified", _CONTEXT, 5, "dataset", _has(DCTERMS.modified)),
)
_COMPLIANCE: Final = 30


def score(catalogue: Catalogue, dataset: Node, *, compliant: bool) -> Score:
    """The points of a dataset.

    `compliant` says whether the rules of DCAT-AP refuse nothing of it. Whether an address answers
    is not tried: the points for it are given where it could, and marked.
    """
    return Score(dataset, tuple(_metrics(catalogue, dataset, compliant=compliant)))


def _metrics(catalogue: Catalogue, dataset: Node, *, compliant: bool) -> Iterator[Metric]:
    distributions = catalogue.distributions(dataset)
    for key, dimension, most, asked, test in _METRICS:
        nodes = [dataset] if asked == "dataset" else distributions
        good = sum(test(catalogue, node) for node in nodes)
        points = most if good else 0
        yield Metric(key, dimension, points, most, good, len(nodes), asked != "address")
    points = _COMPLIANCE if compliant else 0
    yield Metric("compliance", _UNDERSTOOD, points, _COMPLIANCE, int(compliant), 1)


def band(points: int) -> str:
    """The rating of a number of points: excellent, good, sufficient or bad."""
    return next(name for name, least in BANDS if points >= least)
