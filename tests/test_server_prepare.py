"""What is served is prepared once, whole or not at all, and named by what it was made from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph
import pytest

from servanda.errors import InputError, UsageError
from servanda.server.facts import Facts
from servanda.server.prepare import prepare
from servanda.site.read.paths import resource_path, split_iri


def test_a_release_is_known_by_its_lists(plain_release: Path, tmp_path: Path) -> None:
    served = prepare([plain_release], cache=tmp_path)
    manifest = json.loads((plain_release / "manifest.json").read_bytes())
    assert served.dataset == manifest["dataset"]
    assert served.version == manifest["version"]
    assert {each["path"] for each in manifest["files"]} < set(served.files)
    assert served.files["manifest.json"].media_type == "application/json"
    assert served.uri_space.startswith(served.base) or not served.base
    total = sum(
        len({quad.triple for quad in pyoxigraph.parse(path=str(plain_release / "dump" / name))})
        for name in ("dataset.nq", "inferred.nq")
    )
    assert served.triples >= total


def test_what_has_no_file_of_its_own_is_told_by_subject(
    plain_release: Path, tmp_path: Path
) -> None:
    served = prepare([plain_release], cache=tmp_path)
    facts = Facts(served.facts)
    expected: dict[str, set[str]] = {}
    for quad in pyoxigraph.parse(path=str(plain_release / "dump/dataset.nq")):
        path = resource_path(split_iri(quad.subject.value)[0], served.uri_space)
        if f"id/{path}.nt" not in served.files:
            expected.setdefault(quad.subject.value, set()).add(str(quad.triple))
    for iri, lines in expected.items():
        assert lines <= {str(triple) for triple in facts.triples(iri)}
    assert facts.triples("https://example.org/nothing") == []
    facts.close()


def test_the_second_time_nothing_is_made(plain_release: Path, tmp_path: Path) -> None:
    stages: list[str] = []
    first = prepare([plain_release], cache=tmp_path, progress=stages.append)
    second = prepare([plain_release], cache=tmp_path, progress=stages.append)
    assert len(stages) == 1
    assert (first.key, first.store) == (second.key, second.store)


@pytest.mark.parametrize("name", ["dump/dataset.nq", "manifest.json"])
def test_half_a_release_is_refused(plain_release: Path, tmp_path: Path, name: str) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(plain_release, broken)
    content = (broken / name).read_bytes()
    (broken / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError):
        prepare([broken], cache=tmp_path / "cache")


def test_files_of_rdf_keep_their_graphs(tmp_path: Path) -> None:
    (tmp_path / "a.nq").write_text("<http://e/a> <http://e/p> <http://e/o> <http://e/g> .\n")
    (tmp_path / "b.ttl").write_text("<http://e/b> <http://e/p> 1 .\n")
    served = prepare([tmp_path / "a.nq", tmp_path / "b.ttl"], cache=tmp_path / "cache")
    assert served.graphs == {"http://e/g"}
    assert served.triples == 2


@pytest.mark.parametrize(
    ("name", "text", "error", "message"),
    [
        ("empty.ttl", "", UsageError, "nothing to serve"),
        ("bad.ttl", "<http://e/a> .\n", InputError, "bad.ttl"),
        ("notes.docx", "x", UsageError, "no syntax of RDF"),
    ],
)
def test_what_cannot_be_served_is_said(
    tmp_path: Path, name: str, text: str, error: type[Exception], message: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(error, match=message):
        prepare([tmp_path / name], cache=tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*")) or name == "notes.docx"
