"""The description of a table in the Metadata Vocabulary for Tabular Data (CSVW)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pyoxigraph import Literal

from servanda.catalog import Head
from servanda.exporters.tabular.kinds import Shape
from servanda.vocab import DCAT, DCTERMS

__all__ = ["csvw"]

_CSVW: Final = "http://www.w3.org/ns/csvw"


def csvw(shape: Shape, head: Head) -> dict[str, Any]:
    """The metadata of `<name>.csv`, which lies beside it (section 5.3 of the vocabulary).

    Licence, version and the rest of what portals ask for are the dataset's, as common properties
    (section 5.8).
    """
    return {
        "@context": [_CSVW, {"@language": "en"}],
        "@type": "Table",
        "url": f"{shape.name}.csv",
        "dc:title": _in_languages(shape.title),
        "dc:description": _in_languages(shape.description),
        "dc:isPartOf": {"@id": head.dataset.value},
        "dc:license": [{"@id": licence.value} for licence in head.licences],
        "dc:issued": {"@value": head.text(DCTERMS.issued), "@type": "xsd:date"},
        "dc:publisher": _references(head, "publisher"),
        "dc:language": _references(head, "language"),
        "dcat:version": head.text(DCAT.version),
        "dcat:keyword": [
            {"@value": value.value, "@language": value.language}
            for value in head.values(DCAT.keyword)
            if isinstance(value, Literal) and value.language
        ],
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n"]},
        "tableSchema": {
            "columns": [
                {
                    "name": field.name,
                    "titles": {lang: [title] for lang, title in field.titles.items()},
                    "datatype": field.datatype,
                    "required": field.required,
                }
                for field in shape.fields
            ]
        },
    }


def _references(head: Head, name: str) -> list[dict[str, str]]:
    return [
        {"@id": value.value}
        for value in head.values(DCTERMS[name])
        if not isinstance(value, Literal)
    ]


def _in_languages(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": language} for language, text in texts.items()]
