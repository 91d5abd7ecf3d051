"""The library: one function for each job, under the name of its command."""

from __future__ import annotations

from pathlib import Path

import pytest

import servanda
from servanda.cli import cli

ROOT = Path(__file__).parents[1]


def test_the_public_names_are_sorted_and_there() -> None:
    assert list(servanda.__all__) == sorted(servanda.__all__)
    assert [name for name in servanda.__all__ if not hasattr(servanda, name)] == []


def test_each_command_has_its_function() -> None:
    # The shell's own; bind, run_local and run_remote; what serves: servanda.preview.open_preview,
    # servanda.server.running.serve.
    without = {"completion", "query", "preview", "serve"}
    # No function can be called import, and its counterpart is called alike.
    named = {"import": "import_table", "export": "export_table"}
    functions = {
        named.get(command, command.replace("-", "_")) for command in set(cli.commands) - without
    }
    assert functions <= set(servanda.__all__)


def test_every_public_name_says_what_it_is() -> None:
    silent = [name for name in servanda.__all__ if not getattr(servanda, name).__doc__]
    assert silent == []


def test_the_evidence_of_the_first_dataset_is_whole() -> None:
    report = servanda.evidence(ROOT)
    assert report.conforms, report.findings[:3]
    assert report.facts > 250
    assert report.locators > 200


def test_every_locator_is_found_in_the_source_text() -> None:
    texts = sorted((ROOT.parent / "shared" / "source").glob("*.txt"))
    if not texts:
        pytest.skip("the source text is not beside the checkout: it is not ours to publish")
    report = servanda.evidence(ROOT, texts)
    assert report.conforms
    assert report.resolved == report.locators
