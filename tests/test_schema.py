"""The schema that editors use: up to date, true to the reader, and of the workspace's ontology."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import foreign_workspace as foreign
import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from yaml_records import in_yaml

from servanda.cli import cli
from servanda.errors import UsageError
from servanda.schema import schema
from servanda.workspace import open_workspace, record_context

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "src" / "servanda" / "assets"
GOOD = sorted((ROOT / "tests" / "yaml").glob("*.yaml"))

# Faults that no schema can see: those of YAML itself, and what one part says of another.
UNSEEN = {
    "alias",
    "alias-bomb",
    "anchor",
    "another-record",
    "colon-in-text",
    "comments-only",
    "complex-key",
    "control-character",
    "deep",
    "described-twice",
    "dots-in-a-link",
    "duplicate-key",
    "merge-key",
    "named-like-an-unnamed-part",
    "not-utf-8",
    "not-a-language-of-bcp-47",
    "python-tag",
    "sign-in-a-link",
    "tab",
    "tag",
    "two-documents",
    "two-hashes",
    "unclosed",
    "unknown-prefix",  # it may be the beginning of an IRI
}
FAULTY = sorted((ROOT / "tests" / "yaml" / "faulty").glob("*.yaml"))


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema(ROOT)))


def plain(text: str) -> object:
    """YAML as the reader of records sees it: every scalar a string."""
    return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506  it makes strings only


@pytest.mark.parametrize(
    ("name", "context"), [("record.schema.json", False), ("context.jsonld", True)]
)
def test_what_ships_follows_from_the_ontology(name: str, *, context: bool) -> None:
    option = " --context" if context else ""
    mend = f"run: servanda schema .{option} > src/servanda/assets/{name}"
    assert (ASSETS / name).read_text("utf-8") == schema(ROOT, context=context), mend


def test_it_is_a_schema(validator: Draft202012Validator) -> None:
    Draft202012Validator.check_schema(validator.schema)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_good_records_are_valid(path: Path, validator: Draft202012Validator) -> None:
    errors = validator.iter_errors(plain(path.read_text("utf-8")))
    assert [f"{each.json_path}: {each.message}" for each in errors] == []


def test_every_record_of_the_repository_is_valid(validator: Draft202012Validator) -> None:
    workspace = replace(open_workspace(ROOT), links=None)
    context = record_context(ROOT, workspace.ontology, workspace.schemes, workspace.uri_space)
    for path in workspace.records:
        text = in_yaml(workspace.record(path), workspace.record_iri(path).value, context)
        assert validator.is_valid(plain(text)), path


@pytest.mark.parametrize(
    "path", [path for path in FAULTY if path.stem not in UNSEEN], ids=lambda path: path.stem
)
def test_faulty_records_are_not(path: Path, validator: Draft202012Validator) -> None:
    assert not validator.is_valid(plain(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("record", "valid"),
    [
        ({"date": 2018, "partyCount": 7, "confidence": 1.0, "isRedacted": True}, True),
        ({"placeAsStated": 1984, "label": {"en": 1984}}, True),
        ({"since": "1985-10", "until": "198X", "eventDate": "2004-06-11%"}, True),
        ({"since": "October 1985"}, False),
        ({"signatureDate": "2004-01"}, False),
        ({"statedDuration": "5 years"}, False),
        ({"hasRole": "signatory"}, True),
        ({"hasRole": "signer"}, False),
        ({"type": "Agreement", "title": {"fr": "Accord"}, "hasTitle": "x"}, False),
    ],
)
def test_values_as_an_editor_resolves_them(
    record: dict[str, Any], valid: bool, validator: Draft202012Validator
) -> None:
    assert validator.is_valid(record) is valid


def test_a_key_is_described_by_the_ontology(validator: Draft202012Validator) -> None:
    keys = validator.schema["$defs"]["resource"]["properties"]
    assert keys["signatureDate"]["description"] == "The day on which the agreement was signed."
    assert keys["altLabel"]["description"] == "skos:altLabel"
    assert all(key["description"] for key in keys.values())


def test_another_ontology_gives_another_schema(tmp_path: Path) -> None:
    found = Draft202012Validator(json.loads(schema(foreign.make(tmp_path))))
    oak = {"type": "Plant", "growsIn": "garden/old", "height": 3.5, "name": {"fr": "Chêne"}}
    assert found.is_valid(oak)
    assert not found.is_valid({**oak, "hasParty": "party/iowa"})
    assert not found.is_valid({**oak, "type": "Agreement"})


def test_the_command_prints_schema_and_context() -> None:
    printed = CliRunner().invoke(cli, ["schema", str(ROOT)])
    assert printed.output == schema(ROOT)
    printed = CliRunner().invoke(cli, ["schema", str(ROOT), "--context"])
    assert json.loads(printed.output)["@context"]["@version"] == 1.1


def test_there_must_be_a_workspace(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no workspace here"):
        schema(tmp_path)
