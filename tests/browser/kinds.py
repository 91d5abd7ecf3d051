"""A sample of the pages of a release: one of each kind, whatever resources it has."""

from __future__ import annotations

from pathlib import Path

__all__ = ["LANGUAGES", "kinds"]

LANGUAGES = ("en", "fr", "zh")


def kinds(release: Path, language: str = "en") -> dict[str, str]:
    """The path from the root of the first page of each folder, and of each page without one."""
    found: dict[str, str] = {}
    folder = release / language
    for page in sorted(folder.rglob("*.html")):
        path = page.relative_to(folder)
        kind = path.parts[0] if len(path.parts) > 1 else path.stem
        found.setdefault(kind, f"{language}/{path.as_posix()}")
    for page in sorted(release.glob("*.html")):
        found.setdefault(f"root {page.stem}", page.name)
    return found
