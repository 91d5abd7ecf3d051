"""The house stands: imports point downwards, every room lies in a layer, budgets hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "servanda"

# From the ground up; a room is a module or a package. A room may import rooms of lower layers only.
LAYERS = (
    {
        "caches",
        "datatypes",
        "errors",
        "formats",
        "identifiers",
        "listing",
        "model",
        "ntriples",
        "vocab",
        "wording",
    },
    {"bridge", "dates", "findings", "markup", "parse", "serialize"},
    {"description", "mappings", "pictures", "status", "written"},
    {"workspace"},
    {"rules", "vocabulary"},
    {
        "catalog",
        "derive",
        "diff",
        "evidence",
        "explain",
        "fmt",
        "new",
        "query",
        "reason",
        "records",
        "schema",
        "validate",
    },
    {"engines", "harvest_check", "manifest", "places", "reconcile", "runners", "tables"},
    {"digests", "files", "pipeline"},
    {"site"},
    {"exporters", "replace"},
    {"cluster", "export", "imports", "quads", "unpack", "versions"},
    {"build", "verify"},
    {"ask", "check", "preview", "push", "server"},
    {"__init__"},
    {"cli"},
    {"__main__"},
)
GENERATED = {"_version"}
HEAVY = {"SPARQLWrapper", "owlrl", "pyshacl", "rdflib"}
HEAVY_ROOMS = {"bridge", "engines", "query"}

MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.stem not in GENERATED)


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def layer(name: str) -> int:
    found = [number for number, rooms in enumerate(LAYERS) if name in rooms]
    assert len(found) == 1, f"the room {name} must lie in exactly one layer"
    return found[0]


def imported_rooms(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [node.module or ""]
            if node.module == "servanda":
                names = [f"servanda.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "servanda":
                yield parts[1] if len(parts) > 1 else "__init__"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_imports_point_downwards(path: Path) -> None:
    here = room(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for other in set(imported_rooms(tree)) - GENERATED:
        if other != here:
            assert layer(other) < layer(here), f"{here} imports {other}, which is not below it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_engines_are_imported_only_by_their_adapters(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    roots = {
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
        )
    }
    assert room(path) in HEAVY_ROOMS or not roots & HEAVY


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_rooms_and_functions_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 250
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= 40, f"{node.name} has {length} lines"


def test_a_layer_names_no_room_that_is_gone() -> None:
    rooms = {room(path) for path in MODULES}
    named = set().union(*LAYERS)
    assert named == rooms


def test_the_package_knows_no_dataset() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert "w3id.org/servanda/id" not in text, path
        assert "w3id.org/servanda/ontology" not in text, path
