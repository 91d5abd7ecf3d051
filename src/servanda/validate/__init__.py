"""SHACL validation behind a seam: data and shapes in, validation results out."""

from servanda.validate.data import Data, Facts, Text
from servanda.validate.report import Report, Result, Severity, path_text
from servanda.validate.shapes import calls_service
from servanda.validate.validator import ENGINES, EngineWarning, Validator, compiled, validate

__all__ = [
    "ENGINES",
    "Data",
    "EngineWarning",
    "Facts",
    "Report",
    "Result",
    "Severity",
    "Text",
    "Validator",
    "calls_service",
    "compiled",
    "path_text",
    "validate",
]
