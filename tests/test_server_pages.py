"""The pages of the documentation on the endpoint and the API say what the server does."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pyoxigraph import Store
from server.asgi import Client, client_of
from server_protocol.serving import StorePool, served_release, state_on

from servanda.server.formats import OFFERED
from servanda.server.limits import LIMITS
from servanda.server.workers.job import Kind

DOCS = Path(__file__).parents[1] / "docs"
SPARQL = (DOCS / "sparql.md").read_text("utf-8")
OF_CORES = {"workers", "queue"}  # their defaults depend on the machine


def commands() -> list[list[str]]:
    text = SPARQL + (DOCS / "api.md").read_text("utf-8")
    return [shlex.split(line) for line in re.findall(r"^\$ (curl .*)$", text, flags=re.MULTILINE)]


@pytest.fixture(scope="module")
def client(release: Path, release_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Client:
    served = served_release(release, tmp_path_factory.mktemp("pages"))
    return client_of(state_on(served, StorePool(release_store)))


def test_every_limit_stands_in_the_table_with_its_default() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|", SPARQL, flags=re.MULTILINE)
    told = {name: (default, about) for name, default, about in rows}
    assert [name for name, _, _ in rows] == [each.option.removeprefix("--") for each in LIMITS]
    for limit in LIMITS:
        default, about = told[limit.option.removeprefix("--")]
        assert about == limit.about
        if limit.name not in OF_CORES:
            assert default == f"{limit.default:,.0f} {limit.unit}"


def test_every_format_stands_in_the_table_of_answers() -> None:
    for kind in Kind:
        for media_type, name in OFFERED[kind]:
            assert f"`{media_type}`" in SPARQL
            assert f"`{name}`" in SPARQL


def test_every_command_with_an_address_alone_is_answered(client: Client) -> None:
    asked = [line for line in commands() if len(line) == 2 or line[1] == "-H"]
    assert len(asked) >= 6
    for line in asked:
        at = urlsplit(line[-1])
        if "Content-Type" in " ".join(line) or not at.netloc:
            continue
        response = client.get(f"{at.path}?{at.query}" if at.query else at.path)
        assert response.status == 200, line
