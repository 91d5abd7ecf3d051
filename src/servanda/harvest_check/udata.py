"""What data.gouv.fr reads of a catalogue: the harvester of udata for DCAT."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from servanda.harvest_check import udata_coverage as coverage
from servanda.harvest_check import udata_fields as udata
from servanda.harvest_check import udata_files as files
from servanda.harvest_check.model import Portal, Reader, rules_of
from servanda.harvest_check.read import checked, is_day, lose, one, own, refuse, required, sole
from servanda.vocab import DCAT, DCTERMS, SKOS, SPDX

__all__ = ["UDATA"]

_RDF: Final = "udata/rdf.py"
_DATASETS: Final = "udata/core/dataset/rdf.py"
_MODELS: Final = "udata/core/dataset/models.py"
_BACKEND: Final = "udata/harvest/backends/dcat.py"

_Row = tuple[str, tuple[NamedNode, ...], Reader, str]

_DATASET: Final[tuple[_Row, ...]] = (
    ("harvest.remote_id", (DCTERMS.identifier,), udata.identifier, _BACKEND),
    ("title", (DCTERMS.title,), required(one, "skipped-title"), _DATASETS),
    ("description", (DCTERMS.description, DCTERMS.abstract), udata.text, _DATASETS),
    ("acronym", (SKOS.altLabel,), one, _DATASETS),
    ("tags", (DCAT.keyword, DCAT.theme), udata.tags, _RDF),
    ("license", (DCTERMS.license, DCTERMS.rights), udata.licence, _MODELS),
    ("frequency", (DCTERMS.accrualPeriodicity,), udata.frequency, _DATASETS),
    ("contact_points.contact", (DCAT.contactPoint,), udata.contact, _RDF),
    ("contact_points.publisher", (DCTERMS.publisher,), udata.organisation, _RDF),
    ("contact_points.creator", (DCTERMS.creator,), udata.organisation, _RDF),
    ("contact_points.rightsHolder", (DCTERMS.rightsHolder,), udata.organisation, _RDF),
    ("spatial", (DCTERMS.spatial,), coverage.place, _DATASETS),
    ("extras.spatial_resolution", (DCAT.spatialResolutionInMeters,), sole, _DATASETS),
    ("temporal_coverage", (DCTERMS.temporal,), coverage.period, _DATASETS),
    ("schema", (DCTERMS.conformsTo,), udata.schema, _RDF),
    ("extras.provenance", (DCTERMS.provenance,), udata.statements, _DATASETS),
    ("extras.license", (DCTERMS.license,), udata.shared, _DATASETS),
    ("extras.rights", (DCTERMS.rights,), udata.shared, _DATASETS),
    ("extras.accessRights", (DCTERMS.accessRights,), udata.shared, _DATASETS),
    ("harvest.uri", (), own, _DATASETS),
    ("harvest.remote_url", (DCAT.landingPage,), udata.remote, _RDF),
    (
        "harvest.created_at",
        (DCTERMS.created,),
        checked(is_day, refuse, "dataset-fails-day"),
        _DATASETS,
    ),
    (
        "harvest.issued_at",
        (DCTERMS.issued,),
        checked(is_day, refuse, "dataset-fails-day"),
        _DATASETS,
    ),
    ("harvest.modified_at", (DCTERMS.modified,), checked(is_day, lose, "day-unread"), _DATASETS),
    ("resources (other)", (DCTERMS.hasPart,), sole, _DATASETS),
)

_DISTRIBUTION: Final[tuple[_Row, ...]] = (
    ("url", (DCAT.downloadURL, DCAT.accessURL), files.address, _DATASETS),
    ("title", (DCTERMS.title,), files.name, _DATASETS),
    ("description", (DCTERMS.description,), udata.text, _DATASETS),
    ("format", (DCTERMS.format,), files.form, _DATASETS),
    ("mime", (DCAT.mediaType,), files.media, _DATASETS),
    ("filesize", (DCAT.byteSize,), files.size, _DATASETS),
    ("checksum", (SPDX.checksum,), files.checksum, _DATASETS),
    ("schema", (DCTERMS.conformsTo,), udata.schema, _RDF),
    ("extras.license", (DCTERMS.license,), udata.statements, _DATASETS),
    ("extras.rights", (DCTERMS.rights,), udata.statements, _DATASETS),
    ("extras.accessRights", (DCTERMS.accessRights,), udata.statements, _DATASETS),
    ("type", (DCAT.accessService,), sole, _DATASETS),
    ("harvest.uri", (), own, _DATASETS),
    ("harvest.dct_identifier", (DCTERMS.identifier,), sole, _DATASETS),
    (
        "harvest.issued_at",
        (DCTERMS.issued,),
        checked(is_day, refuse, "dataset-fails-day"),
        _DATASETS,
    ),
    ("harvest.modified_at", (DCTERMS.modified,), checked(is_day, lose, "day-unread"), _DATASETS),
)


UDATA: Final = Portal(
    key="udata",
    name="data.gouv.fr",
    software="udata 17.18.0",
    reference="https://github.com/opendatateam/udata",
    language="fr",
    rules=rules_of(dataset=_DATASET, distribution=_DISTRIBUTION),
    leftover=lose("", "unread"),
)
