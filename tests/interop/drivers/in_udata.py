"""What data.gouv.fr understands of a catalogue: udata's own reader of DCAT.

Usage: in_udata.py CATALOGUE [--hosted]    prints a list of datasets as JSON

The database is one in memory; nothing is stored elsewhere. With --hosted the IRIs below that of a
dataset answer with the catalogue, as those of a release that is online do; without, no IRI answers.
"""

from __future__ import annotations

import io
import json
import sys
import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path
from urllib.response import addinfourl

import mongomock
from mongoengine.errors import ValidationError
from rdflib import Graph
from rdflib.namespace import DCAT, RDF
from udata import settings
from udata.app import create_app

# Entries of the list of licences of data.gouv.fr (/api/1/datasets/licenses/): those that open
# data of ours can have, as the list has them.
ETALAB = "https://www.etalab.gouv.fr/wp-content/uploads"
LICENCES = [
    {
        "id": "cc-by",
        "title": "Creative Commons Attribution",
        "url": "http://www.opendefinition.org/licenses/cc-by",
    },
    {
        "id": "cc-zero",
        "title": "Creative Commons CCZero",
        "url": "http://www.opendefinition.org/licenses/cc-zero",
    },
    {
        "id": "fr-lo",
        "title": "Licence Ouverte / Open Licence",
        "url": f"{ETALAB}/2014/05/Licence_Ouverte.pdf",
        "alternate_titles": ["LO/OL"],
        "alternate_urls": [f"{ETALAB}/2014/05/Open_Licence.pdf"],
    },
    {
        "id": "lov2",
        "title": "Licence Ouverte / Open Licence version 2.0",
        "url": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        "alternate_titles": ["Licence Ouverte v2.0", "Licence Ouverte version 2.0", "etalab-2.0"],
        "alternate_urls": [f"{ETALAB}/2017/04/ETALAB-Licence-Ouverte-v2.0.pdf"],
    },
    {"id": "notspecified", "title": "License Not Specified"},
]


class InMemory(settings.Testing):
    """The settings of udata's tests, with a database in memory."""

    MONGODB_HOST = "mongodb://localhost/interop"
    MONGODB_SETTINGS = {"host": MONGODB_HOST, "mongo_client_class": mongomock.MongoClient}  # noqa: RUF012


class Hosted(urllib.request.HTTPSHandler):
    """Answers IRIs of a dataset with its catalogue, and no other."""

    def __init__(self, catalogue: Path, bases: tuple[str, ...]) -> None:
        super().__init__()
        self.catalogue = catalogue
        self.bases = bases

    def https_open(self, request: urllib.request.Request) -> addinfourl:
        """The catalogue, as the host of a release would give it for an IRI of the dataset."""
        if not request.full_url.startswith(self.bases):
            raise urllib.error.URLError("no network here")
        body = io.BytesIO(self.catalogue.read_bytes())
        headers = Message()
        headers["Content-Type"] = "text/turtle"
        answer = addinfourl(body, headers, request.full_url, 200)
        answer.msg = "OK"
        return answer

    http_open = https_open


def understood(catalogue: Path, *, hosted: bool) -> list[dict[str, object]]:
    """Each dataset of the catalogue as udata would store it, with its contact points."""
    from udata.core.dataset.models import Dataset, License  # noqa: PLC0415
    from udata.core.dataset.rdf import dataset_from_rdf  # noqa: PLC0415
    from udata.core.organization.models import Organization  # noqa: PLC0415
    from udata.tags import normalize  # noqa: PLC0415

    for licence in LICENCES:
        License(**licence).save()
    # The organisation that set the harvester up, which becomes the publisher.
    owner = Organization(name="Publisher", description="Publisher").save()
    graph = Graph().parse(catalogue)
    nodes = sorted(graph.subjects(RDF.type, DCAT.Dataset))
    bases = tuple(map(str, nodes)) if hosted else ()
    urllib.request.install_opener(urllib.request.build_opener(Hosted(catalogue, bases)))
    found = []
    for node in nodes:
        dataset = dataset_from_rdf(graph, Dataset(organization=owner), node)
        kept = json.loads(dataset.to_json())
        kept["refused"] = refusal(dataset)
        kept["licence"] = dataset.license and dataset.license.id
        kept["frequency"] = dataset.frequency and dataset.frequency.value
        kept["contacts"] = [json.loads(each.to_json()) for each in dataset.contact_points]
        for resource, each in zip(kept["resources"], dataset.resources, strict=True):
            value = each.checksum and each.checksum.value
            resource["sha256"] = value.hex() if isinstance(value, bytes) else value
        words = (str(word) for word in graph.objects(node, DCAT.keyword))
        kept["tag_of"] = {word: normalize(word).lower() for word in words}
        if dataset.temporal_coverage:
            coverage = dataset.temporal_coverage
            kept["temporal"] = [str(coverage.start), str(coverage.end)]
        found.append(kept)
    return found


def refusal(dataset: object) -> str:
    """Why udata does not store a dataset; empty if it does."""
    try:
        dataset.validate()
    except ValidationError as error:
        return str(error)[:200]
    return ""


def main() -> None:
    """Print what data.gouv.fr holds of the catalogue that the first argument names."""
    app = create_app(settings.Defaults, override=InMemory)
    with app.app_context(), app.test_request_context():
        found = understood(Path(sys.argv[1]), hosted="--hosted" in sys.argv[2:])
    json.dump(found, sys.stdout, ensure_ascii=False)


main()
