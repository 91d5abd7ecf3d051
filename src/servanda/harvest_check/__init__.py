"""A rehearsal of a harvest: what each portal keeps, changes, loses or refuses."""

from servanda.harvest_check.model import Outcome, Part, Portal, Rehearsal, Row, Score, Verdict
from servanda.harvest_check.portals import PORTALS
from servanda.harvest_check.rehearse import harvest_check
from servanda.harvest_check.report import FORMATS, Told, grouped, written

__all__ = [
    "FORMATS",
    "PORTALS",
    "Outcome",
    "Part",
    "Portal",
    "Rehearsal",
    "Row",
    "Score",
    "Told",
    "Verdict",
    "grouped",
    "harvest_check",
    "written",
]
