"""What CKAN reads of a catalogue: ckanext-dcat with its profile `euro_dcat_ap_3`."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from servanda.harvest_check import ckan_fields as ckan
from servanda.harvest_check.model import Portal, Reader, rules_of
from servanda.harvest_check.read import every, lose, one, own, required, said
from servanda.vocab import ADMS, DCAT, DCATAP, DCTERMS, FOAF, OWL, PROV, SPDX

__all__ = ["CKAN"]

_BASE: Final = "ckanext/dcat/profiles/euro_dcat_ap_base.py"
_TWO: Final = "ckanext/dcat/profiles/euro_dcat_ap_2.py"
_THREE: Final = "ckanext/dcat/profiles/euro_dcat_ap_3.py"
_HARVESTER: Final = "ckanext/dcat/harvesters/rdf.py"

_Row = tuple[str, tuple[NamedNode, ...], Reader, str]

_DATASET: Final[tuple[_Row, ...]] = (
    ("guid", (DCTERMS.identifier,), ckan.identity, _HARVESTER),
    ("title", (DCTERMS.title,), required(one, "page-refused-title"), _HARVESTER),
    ("notes", (DCTERMS.description,), one, _BASE),
    ("url", (DCAT.landingPage,), said, _BASE),
    ("version", (DCAT.version, OWL.versionInfo, ADMS.version), one, _THREE),
    ("tags", (DCAT.keyword,), ckan.tags, "ckan/logic/validators.py"),
    ("license_id", (DCTERMS.license,), ckan.licence, "ckanext/dcat/profiles/base.py"),
    ("extras.issued", (DCTERMS.issued,), ckan.day, _BASE),
    ("extras.modified", (DCTERMS.modified,), ckan.day, _BASE),
    ("extras.identifier", (DCTERMS.identifier,), one, _BASE),
    ("extras.version_notes", (ADMS.versionNotes,), said, _BASE),
    ("extras.frequency", (DCTERMS.accrualPeriodicity,), said, _BASE),
    ("extras.provenance", (DCTERMS.provenance,), said, _BASE),
    ("extras.dcat_type", (DCTERMS.type,), said, _BASE),
    ("extras.language", (DCTERMS.language,), every, _BASE),
    ("extras.theme", (DCAT.theme,), every, _BASE),
    ("extras.alternate_identifier", (ADMS.identifier,), every, _BASE),
    ("extras.conforms_to", (DCTERMS.conformsTo,), every, _BASE),
    ("extras.documentation", (FOAF.page,), every, _BASE),
    ("extras.related_resource", (DCTERMS.relation,), every, _BASE),
    ("extras.is_version_of", (DCTERMS.isVersionOf,), every, _BASE),
    ("extras.source", (DCTERMS.source,), every, _BASE),
    ("extras.sample", (ADMS.sample,), every, _BASE),
    ("has_version", (DCAT.hasVersion, DCTERMS.hasVersion), every, _THREE),
    ("extras.contact", (DCAT.contactPoint, ADMS.contactPoint), ckan.contact, _BASE),
    ("extras.publisher", (DCTERMS.publisher,), ckan.agent, _BASE),
    ("extras.creator", (DCTERMS.creator,), ckan.agent, _BASE),
    ("extras.temporal", (DCTERMS.temporal,), ckan.period, _TWO),
    ("extras.spatial", (DCTERMS.spatial,), ckan.place, "ckanext/dcat/profiles/base.py"),
    ("extras.access_rights", (DCTERMS.accessRights,), every, _BASE),
    ("extras.homepage", (FOAF.homepage,), said, _BASE),
    ("extras.temporal_resolution", (DCAT.temporalResolution,), one, _TWO),
    ("extras.spatial_resolution_in_meters", (DCAT.spatialResolutionInMeters,), one, _TWO),
    ("extras.is_referenced_by", (DCTERMS.isReferencedBy,), every, _TWO),
    ("extras.applicable_legislation", (DCATAP.applicableLegislation,), every, _TWO),
    ("extras.hvd_category", (DCATAP.hvdCategory,), every, _TWO),
    ("provenance_activity", (PROV.wasGeneratedBy,), said, _TWO),
    ("qualified_attribution", (PROV.qualifiedAttribution,), every, _TWO),
)

_DISTRIBUTION: Final[tuple[_Row, ...]] = (
    ("url", (DCAT.downloadURL, DCAT.accessURL), ckan.address, _BASE),
    ("access_url", (DCAT.accessURL,), said, _BASE),
    ("download_url", (DCAT.downloadURL,), said, _BASE),
    ("name", (DCTERMS.title,), one, _BASE),
    ("description", (DCTERMS.description,), one, _BASE),
    ("mimetype", (DCAT.mediaType,), said, "ckanext/dcat/profiles/base.py"),
    ("format", (DCAT.mediaType, DCTERMS.format), ckan.form, "ckanext/dcat/profiles/base.py"),
    ("size", (DCAT.byteSize,), ckan.size, _BASE),
    ("hash", (SPDX.checksum,), ckan.checksum, _BASE),
    ("license", (DCTERMS.license,), said, _BASE),
    ("rights", (DCTERMS.rights,), said, _BASE),
    ("issued", (DCTERMS.issued,), ckan.day, _BASE),
    ("modified", (DCTERMS.modified,), ckan.day, _BASE),
    ("status", (ADMS.status,), said, _BASE),
    ("language", (DCTERMS.language,), every, _BASE),
    ("documentation", (FOAF.page,), every, _BASE),
    ("conforms_to", (DCTERMS.conformsTo,), every, _BASE),
    ("availability", (DCATAP.availability,), said, _TWO),
    ("compress_format", (DCAT.compressFormat,), said, _TWO),
    ("package_format", (DCAT.packageFormat,), said, _TWO),
    ("temporal_resolution", (DCAT.temporalResolution,), one, _TWO),
    ("applicable_legislation", (DCATAP.applicableLegislation,), every, _TWO),
    ("uri", (), own, _BASE),
    ("access_services", (DCAT.accessService,), every, _TWO),
)


CKAN: Final = Portal(
    key="ckan",
    name="CKAN",
    software="ckanext-dcat 2.4.4 (euro_dcat_ap_3), CKAN 2.12.0",
    reference="https://github.com/ckan/ckanext-dcat",
    language="en",
    rules=rules_of(dataset=_DATASET, distribution=_DISTRIBUTION),
    leftover=lose("", "unread"),
)
