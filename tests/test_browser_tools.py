"""The tools that pages are measured with: what npm installs, under which licences."""

from __future__ import annotations

import json
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "browser"
# They only look at pages while the project is developed; nothing of them is published. That is
# why axe-core may be under MPL-2.0, whose duties are about copies and changes of its own files.
ALLOWED = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "ISC", "MIT"),
    "(MIT OR CC0-1.0)",
}
MEASURES_ONLY = {"axe-core": "MPL-2.0"}


def packages() -> dict[str, dict[str, str]]:
    lock = json.loads((FOLDER / "package-lock.json").read_text(encoding="utf-8"))
    return {
        path.rpartition("node_modules/")[2]: said for path, said in lock["packages"].items() if path
    }


def test_the_lock_file_names_no_registry_and_hashes_every_package() -> None:
    text = (FOLDER / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "registry" not in text
    assert all("integrity" in said for said in packages().values())


def test_every_tool_may_be_used_freely() -> None:
    others = {
        name: said["license"] for name, said in packages().items() if said["license"] not in ALLOWED
    }
    assert others == MEASURES_ONLY


def test_tools_are_exact_versions_and_the_folder_is_no_package() -> None:
    said = json.loads((FOLDER / "package.json").read_text(encoding="utf-8"))
    versions = said["devDependencies"].values()
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    assert said["private"] is True
    assert "dependencies" not in said
