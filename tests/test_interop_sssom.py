"""The reference tool of SSSOM, in an environment of its own, finds no fault in our mappings."""

from __future__ import annotations

from pathlib import Path

import pytest
from interop.counterparts import WORKSPACES, tables_of_mappings
from interop.environments import Environment, UnavailableError, environment

FAULTY = Path(__file__).parent / "interop/faulty.sssom.tsv"


@pytest.fixture(scope="module")
def sssom() -> Environment:
    try:
        return environment("sssom")
    except UnavailableError as error:
        pytest.skip(str(error))


@pytest.mark.slow
def test_every_table_of_mappings_of_both_workspaces_is_valid(sssom: Environment) -> None:
    files = [file for root in WORKSPACES.values() for file in tables_of_mappings(root)]
    assert files
    faults = sssom.driver("in_sssom", *files, FAULTY)
    # That the tool would speak up is seen by a table whose justification is no term of SEMAPV.
    assert "mapping_justification" in faults.pop(str(FAULTY))
    assert {path: fault for path, fault in faults.items() if fault} == {}
