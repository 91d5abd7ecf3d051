"""What all pages depend on beside the statements: the code that makes them, and the settings."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from servanda.site.base import Site

__all__ = ["code_digest", "settings_digest"]

_PACKAGE: Final = Path(__file__).parents[2]
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


@cache
def code_digest(package: Path = _PACKAGE) -> str:
    """The digest of all that makes pages: code, templates, words, assets, the libraries, Python.

    No file of the package is left out: which of them a page uses, nobody needs to know.
    """
    found = hashlib.sha256(sys.version.encode())
    for name, version in _libraries():
        found.update(f"{name} {version}\n".encode())
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            found.update(f"{path.relative_to(package).as_posix()} {content}\n".encode())
    return found.hexdigest()


def _libraries() -> list[tuple[str, str]]:
    """The libraries that the package asks for, and what it gets of them."""
    try:
        wanted = metadata.requires("servanda") or []
    except metadata.PackageNotFoundError:
        return []
    names = sorted({match[0] for each in wanted if (match := _NAME.match(each))})
    return [(name, _version(name)) for name in names]


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # of an extra that is not installed
        return ""


def settings_digest(site: Site) -> str:
    """The digest of what pages may use of a workspace that stands in no index.

    These are its description as far as it has fields, its names, ontology, shapes and queries.
    """
    workspace = site.workspace
    said: list[object] = [
        workspace.iri.value,
        *(workspace.uri_space, workspace.prefix, workspace.version),
        *(workspace.issued, workspace.as_of),
        site.public,
        site.terms.base,
        site.reference.rules is None,
        sorted(site.files),
        sorted(site.prefixes.items()),
    ]
    found = hashlib.sha256(repr(said).encode())
    lists = (workspace.ontology, workspace.shapes, workspace.closure_shapes, workspace.queries)
    for paths in lists:
        found.update(_contents(site, paths))
    return found.hexdigest()


def _contents(site: Site, paths: Iterable[Path]) -> bytes:
    named = ((site.workspace.name(path), hashlib.sha256(path.read_bytes())) for path in paths)
    return repr([(name, content.hexdigest()) for name, content in named]).encode()
