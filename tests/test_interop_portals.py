"""CKAN's and data.gouv.fr's own parsers, in environments of their own, understand our catalogue."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from interop.environments import UnavailableError
from interop.portals import FIELDS, Verdicts, in_ckan, in_udata

# What a portal cannot hold, whatever a catalogue says, in the words of docs/interop.md.
LIMITS = {
    # One place: it takes the address of one and the box of another.
    "CKAN": {"spatial"},
    # The same, and the name of a publisher in the language of the portal only.
    "CKAN, multilingual": {"spatial"},
    "data.gouv.fr": set[str](),
}


@pytest.mark.slow
@pytest.mark.parametrize("ask", [in_ckan, in_udata], ids=["ckan", "udata"])
def test_a_portal_understands_every_field(
    ask: Callable[[Path], dict[str, Verdicts]], release: Path
) -> None:
    try:
        held = ask(release)
    except UnavailableError as error:
        pytest.skip(str(error))
    for portal, verdicts in held.items():
        lost = {field for field in FIELDS if not verdicts[field].kept}
        assert lost - LIMITS[portal] == set(), {field: verdicts[field].words for field in lost}
