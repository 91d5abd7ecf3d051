"""What CKAN knows by heart: its registry of licences and its list of formats."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

__all__ = ["FORMATS", "LICENCES"]

# ckan/model/license.py: the registry that an installation has if it names no other.
LICENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "notspecified": ("", "License not specified"),
        "odc-pddl": (
            "http://www.opendefinition.org/licenses/odc-pddl",
            "Open Data Commons Public Domain Dedication and License (PDDL)",
        ),
        "odc-odbl": (
            "http://www.opendefinition.org/licenses/odc-odbl",
            "Open Data Commons Open Database License (ODbL)",
        ),
        "odc-by": (
            "http://www.opendefinition.org/licenses/odc-by",
            "Open Data Commons Attribution License",
        ),
        "cc-zero": (
            "http://www.opendefinition.org/licenses/cc-zero",
            "Creative Commons CCZero",
        ),
        "cc-by": ("http://www.opendefinition.org/licenses/cc-by", "Creative Commons Attribution"),
        "cc-by-sa": (
            "http://www.opendefinition.org/licenses/cc-by-sa",
            "Creative Commons Attribution Share-Alike",
        ),
        "gfdl": (
            "http://www.opendefinition.org/licenses/gfdl",
            "GNU Free Documentation License",
        ),
        "other-open": ("", "Other (Open)"),
        "other-pd": ("", "Other (Public Domain)"),
        "other-at": ("", "Other (Attribution)"),
        "uk-ogl": (
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "UK Open Government Licence (OGL)",
        ),
        "cc-nc": (
            "http://creativecommons.org/licenses/by-nc/2.0/",
            "Creative Commons Non-Commercial (Any)",
        ),
        "other-nc": ("", "Other (Non-Commercial)"),
        "other-closed": ("", "Other (Not Open)"),
    }
)
_OOXML: Final = "application/vnd.openxmlformats-officedocument"
_ODF: Final = "application/vnd.oasis.opendocument"
# ckan/config/resource_formats.json: the types of files that open data come in.
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "application/atom+xml": "Atom Feed",
        "application/geo+json": "GeoJSON",
        "application/gzip": "GZ",
        "application/json": "JSON",
        "application/msword": "DOC",
        "application/netcdf": "NetCDF",
        "application/octet-stream": "BIN",
        "application/owl+xml": "OWL",
        "application/pdf": "PDF",
        "application/rar": "RAR",
        "application/rdf+xml": "RDF",
        "application/rss+xml": "RSS",
        "application/sparql-results+xml": "SPARQL",
        "application/vnd.google-earth.kml+xml": "KML",
        "application/vnd.google-earth.kmz": "KMZ",
        "application/vnd.ms-excel": "XLS",
        "application/vnd.ms-powerpoint": "PPT",
        "application/x-dbf": "dBase",
        "application/x-gzip": "GZ",
        "application/x-n3": "N3",
        "application/x-tar": "TAR",
        "application/xml": "XML",
        "application/xslt+xml": "XSLT",
        "application/zip": "ZIP",
        "image/gif": "GIF",
        "image/jpeg": "JPEG",
        "image/png": "PNG",
        "image/svg+xml": "SVG",
        "image/tiff": "TIFF",
        "text/calendar": "ICS",
        "text/csv": "CSV",
        "text/html": "HTML",
        "text/plain": "TXT",
        "text/tab-separated-values": "TSV",
        "text/xml": "XML",
        f"{_ODF}.presentation": "ODP",
        f"{_ODF}.spreadsheet": "ODS",
        f"{_ODF}.text": "ODT",
        f"{_OOXML}.presentationml.presentation": "PPTX",
        f"{_OOXML}.spreadsheetml.sheet": "XLSX",
        f"{_OOXML}.wordprocessingml.document": "DOCX",
    }
)
