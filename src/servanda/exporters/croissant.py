"""The tables as a dataset for machine learning, `croissant.json`.

Specification: Croissant 1.0, https://docs.mlcommons.org/croissant/docs/croissant-spec.html. It is
JSON-LD on top of schema.org's Dataset.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from servanda.catalog import Head
from servanda.digests import Digests
from servanda.exporters.base import Source
from servanda.exporters.packages import Facts, facts_of
from servanda.exporters.packages.facts import Agent
from servanda.exporters.tables import write_json
from servanda.exporters.tabular.schema import MAIN
from servanda.formats import media_type
from servanda.query import Query
from servanda.wording import LANGUAGES, word

__all__ = ["croissant"]

# The context of the specification (appendix 1), which tools compare.
_CONTEXT: Final = MappingProxyType(
    {
        "@language": "en",
        "@vocab": "https://schema.org/",
        "citeAs": "cr:citeAs",
        "column": "cr:column",
        "conformsTo": "dct:conformsTo",
        "cr": "http://mlcommons.org/croissant/",
        "data": {"@id": "cr:data", "@type": "@json"},
        "dataBiases": "cr:dataBiases",
        "dataCollection": "cr:dataCollection",
        "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
        "dct": "http://purl.org/dc/terms/",
        "equivalentProperty": "cr:equivalentProperty",
        "examples": {"@id": "cr:examples", "@type": "@json"},
        "extract": "cr:extract",
        "field": "cr:field",
        "fileObject": "cr:fileObject",
        "fileProperty": "cr:fileProperty",
        "fileSet": "cr:fileSet",
        "format": "cr:format",
        "includes": "cr:includes",
        "isLiveDataset": "cr:isLiveDataset",
        "jsonPath": "cr:jsonPath",
        "key": "cr:key",
        "md5": "cr:md5",
        "parentField": "cr:parentField",
        "path": "cr:path",
        "personalSensitiveInformation": "cr:personalSensitiveInformation",
        "rai": "http://mlcommons.org/croissant/RAI/",
        "recordSet": "cr:recordSet",
        "references": "cr:references",
        "regex": "cr:regex",
        "repeated": "cr:repeated",
        "replace": "cr:replace",
        "samplingRate": "cr:samplingRate",
        "sc": "https://schema.org/",
        "separator": "cr:separator",
        "source": "cr:source",
        "subField": "cr:subField",
        "transform": "cr:transform",
    }
)
# The type of a field by its CSVW datatype; all others are text.
_TYPES: Final = MappingProxyType(
    {
        "anyURI": "sc:URL",
        "boolean": "sc:Boolean",
        "date": "sc:Date",
        "decimal": "sc:Float",
        "integer": "sc:Integer",
    }
)


def croissant(source: Source, folder: Path) -> None:
    """Write `croissant.json`: each table as a file of CSV and as a set of records."""
    head = source.head
    facts = facts_of(head, MAIN)
    tables = source.reference.tables
    content: dict[str, Any] = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "@id": head.dataset.value,
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": facts.title,
        "description": facts.description,
        "url": head.address,
        "version": facts.version,
        "datePublished": facts.issued,
        "inLanguage": list(LANGUAGES),
        "keywords": list(facts.keywords),
        "license": [iri for _, iri in facts.licences],
        "creator": [_agent(each) for each in facts.creators or facts.publishers],
        "publisher": [_agent(each) for each in facts.publishers],
        "citeAs": _citation(facts, head),
        "distribution": [_file(table, head, folder, source.digests) for table in tables],
        "recordSet": [_records(table, folder) for table in tables],
    }
    write_json(folder / "croissant.json", {key: value for key, value in content.items() if value})


def _agent(agent: Agent) -> dict[str, str]:
    said = {"@type": "sc:Organization", "name": agent.name}
    return said | ({"@id": agent.iri} if agent.iri else {})


def _citation(facts: Facts, head: Head) -> str:
    names = ", ".join(agent.name for agent in facts.publishers)
    start = f"{names} ({facts.issued[:4]}). " if names else ""
    return word(
        "home-citation",
        MAIN,
        head=start,
        title=facts.title,
        version=facts.version,
        iri=head.dataset.value,
    )


def _file(table: Query, head: Head, folder: Path, digests: Digests) -> dict[str, str]:
    path = f"tables/{table.name}.csv"
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": f"{table.name}.csv",
        "description": table.description[MAIN],
        "contentUrl": head.address + path,
        "contentSize": f"{(folder / path).stat().st_size} B",
        "encodingFormat": media_type(path),
        "sha256": digests.of(folder / path),
    }


def _records(table: Query, folder: Path) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description[MAIN],
        "field": list(_fields(table, folder)),
    }


def _fields(table: Query, folder: Path) -> Iterator[dict[str, Any]]:
    # What a column holds is known since the table was written.
    described = json.loads((folder / f"tables/{table.name}.csv-metadata.json").read_bytes())
    for column in described["tableSchema"]["columns"]:
        name, datatype = column["name"], column["datatype"]
        title = table.columns[name].title[MAIN]
        yield {
            "@type": "cr:Field",
            "@id": f"{table.name}/{name}",
            "name": name,
            "description": word(f"tableforms-{datatype}", MAIN, title=title),
            "dataType": _TYPES.get(datatype, "sc:Text"),
            "source": {
                "fileObject": {"@id": f"tables/{table.name}.csv"},
                "extract": {"column": name},
            },
        }
