"""Pages are valid HTML: one of every kind in each language, by the rules of html-validate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from browser.kinds import LANGUAGES, kinds
from browser.tools import module, node

CONFIG = Path(__file__).parent / "browser" / "htmlvalidate.cjs"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_page_is_valid_html(release: Path, language: str, tmp_path: Path) -> None:
    pages = sorted(str(release / path) for path in kinds(release, language).values())
    program = module("html-validate/bin/html-validate.mjs")
    said = tmp_path / "said.json"
    # Into a file: the program ends before a pipe has taken all that it says.
    with said.open("w", encoding="utf-8") as out:
        run = subprocess.run(
            [node(), program, "--config", CONFIG, "--formatter", "json", *pages],
            stdout=out,
            check=False,
        )
    assert run.returncode in {0, 1}
    faults = [
        f"{Path(page['filePath']).relative_to(release)}:{fault['line']}: "
        f"{fault['ruleId']}: {fault['message']} at {fault.get('selector')}"
        for page in json.loads(said.read_text(encoding="utf-8"))
        for fault in page["messages"]
    ]
    assert faults == []
