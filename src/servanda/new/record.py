"""Write a record that does not exist yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from servanda.errors import InputError, UsageError
from servanda.new.terms import read_terms
from servanda.new.yamlform import yaml_text
from servanda.serialize.turtle import turtle
from servanda.vocab import PREFIXES
from servanda.workspace import SLUG, Workspace, open_workspace, record_context

__all__ = ["absent", "new", "record_path", "write_new"]


def record_path(root: Path, kind: str, slug: str, *, yaml: bool = False) -> Path:
    """The file of a record. Raises UsageError if the name gives no good IRI, or if it exists."""
    if not (SLUG.fullmatch(kind) and SLUG.fullmatch(slug)):
        raise UsageError(
            f"{slug!r} is no name for a record: it gives its IRI",
            hint="Use lower-case letters, digits and hyphens, such as lyon-turin-2019",
        )
    for suffix in (".ttl", ".yaml", ".yml"):  # two ways of writing a record, with one IRI
        absent(root / "data" / kind / f"{slug}{suffix}")
    return root / "data" / kind / f"{slug}{'.yaml' if yaml else '.ttl'}"


def absent(path: Path) -> Path:
    """The path itself. Raises UsageError if something stands there: it is left as it is."""
    if path.exists() or path.is_symlink():
        raise _exists(path)
    return path


def new(root: Path, kind: str, slug: str, triples: Iterable[Triple], *, yaml: bool = False) -> Path:
    """Write the record `data/<kind>/<slug>.ttl` of the workspace at `root`; its path.

    The triples are written as canonical Turtle, or as YAML. Raises UsageError if the record exists:
    it is left as it is; InputError if the file cannot be written.
    """
    workspace = open_workspace(root)
    path = record_path(root, kind, slug, yaml=yaml)
    stated = list(triples)
    if yaml:
        parts = workspace.ontology, workspace.schemes
        context = record_context(root, *parts, workspace.uri_space)
        text = yaml_text(workspace.record_iri(path), stated, context)
    else:
        prefixes = _prefixes(workspace, path, stated, read_terms(workspace).prefixes)
        text = turtle(stated, prefixes, first=f"/{kind}/{slug}")
    write_new(path, text)
    return path


def write_new(path: Path, text: str) -> None:
    """Write a file that does not exist yet. Raises UsageError if it does."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise _exists(path) from error
    except OSError as error:
        raise InputError((error.strerror or "cannot be written").lower(), path=path) from error


def _exists(path: Path) -> UsageError:
    return UsageError(
        "the file exists and is left as it is", path=path, hint="Give another name, or edit it"
    )


def _prefixes(
    workspace: Workspace, path: Path, triples: Iterable[Triple], known: Mapping[str, str]
) -> dict[str, str]:
    """All prefixes that may be of use: the writer takes those that it needs."""
    space = workspace.uri_space
    found = {**PREFIXES, **known}
    for triple in triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, NamedNode) and term.value.startswith(space):
                kind, slash, _ = term.value.removeprefix(space).partition("/")
                if slash and SLUG.fullmatch(kind) and kind[0].isalpha():
                    found[kind] = f"{space}{kind}/"
    found[""] = f"{workspace.record_iri(path).value}#"
    return found
