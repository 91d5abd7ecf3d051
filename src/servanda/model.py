"""The model that ships with the package: ontology, shapes and ready-made queries.

A wheel carries it inside the package; a checkout has it at its root, where it is written.
"""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import Final

__all__ = ["model_folder", "model_name"]

# Each part of the model and the folder of the checkout that holds it; pyproject.toml copies the
# same folders into the wheel.
PARTS: Final = MappingProxyType(
    {"ontology": "ontology", "shapes": "shapes", "queries": "examples/world/queries"}
)
_PACKAGE: Final = Path(__file__).parent


def model_folder(part: str) -> Path | None:
    """The folder of `ontology`, `shapes` or `queries`; None if this package has none."""
    packaged = _PACKAGE / "model" / part
    if packaged.is_dir():
        return packaged
    checkout = _PACKAGE.parents[1]
    written = checkout / PARTS[part]
    return written if (checkout / "pyproject.toml").is_file() and written.is_dir() else None


def model_name(path: Path) -> str | None:
    """What messages call a file of the model, `model:ontology/x.ttl`; None for other files."""
    for part in PARTS:
        folder = model_folder(part)
        if folder is not None and path.is_relative_to(folder):
            return f"model:{part}/{path.relative_to(folder).as_posix()}"
    return None
