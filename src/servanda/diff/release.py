"""A release as far as a comparison needs it: what its manifest says, and its dumps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from servanda.dates import is_day
from servanda.errors import InputError, UsageError

__all__ = ["ONTOLOGY", "SHAPES", "Release", "open_release", "same_dataset"]

MANIFEST: Final = "manifest.json"
ONTOLOGY: Final = "ontology.ttl"
SHAPES: Final = "shapes.ttl"
_HINT: Final = "servanda verify tells whether the release was changed"


@dataclass(frozen=True, slots=True)
class Release:
    """A release: its folder, its dataset, its version, and the days that its manifest gives."""

    folder: Path
    dataset: NamedNode
    version: str
    issued: str
    as_of: str

    @property
    def moment(self) -> str:
        """The day of issue as an xsd:dateTime in UTC."""
        return f"{self.issued}T00:00:00Z"

    @property
    def stated(self) -> Path:
        """The dump of what is stated."""
        return self.folder / "dump" / "dataset.nq"

    @property
    def inferred(self) -> Path:
        """The dump of what is inferred."""
        return self.folder / "dump" / "inferred.nq"


def open_release(folder: Path | Release) -> Release:
    """Read the manifest. Raises UsageError if there is no release, InputError if it is broken.

    A release that is already open, such as one in the making that has no manifest yet, stays as
    it is.
    """
    if isinstance(folder, Release):
        return folder
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(
            "no release here: manifest.json is missing",
            path=folder,
            hint="Give a folder that servanda build wrote",
        )
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        raise InputError("is not JSON", path=path, hint=_HINT) from None
    texts = [_text(path, content, key) for key in ("dataset", "version", "issued", "asOf")]
    try:
        dataset = NamedNode(texts[0])
    except ValueError:
        raise InputError("the dataset is no IRI", path=path, hint=_HINT) from None
    for key, day in (("issued", texts[2]), ("asOf", texts[3])):
        if not is_day(day[:10]):
            raise InputError(f"{key} is no day", path=path, hint=_HINT)
    return Release(folder, dataset, texts[1], texts[2][:10], texts[3][:10])


def _text(path: Path, content: object, key: str) -> str:
    value = content.get(key) if isinstance(content, dict) else None
    if not isinstance(value, str) or not value:
        raise InputError(f"{key} is missing or no text", path=path, hint=_HINT)
    return value


def same_dataset(before: Release, after: Release) -> None:
    """Raises UsageError where two releases are of different datasets."""
    if before.dataset != after.dataset:
        raise UsageError(
            f"{before.folder} is a release of {before.dataset.value}, but {after.folder} of "
            f"{after.dataset.value}",
            hint="Give two releases of one dataset, the older first",
        )
