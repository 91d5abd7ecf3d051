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
# ckan/config/resource_formats.json: the types of files that releases of data have.
FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "text/csv": "CSV",
        "application/json": "JSON",
        "application/rdf+xml": "RDF",
        "application/x-n3": "N3",
        "text/html": "HTML",
        "application/xml": "XML",
        "text/xml": "XML",
        "application/pdf": "PDF",
        "application/zip": "ZIP",
        "text/plain": "TXT",
    }
)
