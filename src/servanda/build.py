"""Build a release: parse, reason, validate, write; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.catalog import gaps
from servanda.digests import MANIFEST, describe_files, file_digest, listed_pages
from servanda.errors import InputError
from servanda.exporters import EXPORTERS, Source, exporter
from servanda.findings import Finding
from servanda.manifest import engine_versions, manifest_bytes, sealed
from servanda.pipeline.reduce import Clash
from servanda.pipeline.reference import Reference, read_reference
from servanda.pipeline.run import BATCH_SIZE, Outcome, Progress, quiet, run
from servanda.places import Found
from servanda.query import read_query
from servanda.records import index_records
from servanda.replace import reuse, staging
from servanda.validate import Severity
from servanda.versions import Earlier, earlier_releases, keep
from servanda.vocab import PREFIXES
from servanda.workspace import Workspace, open_workspace

__all__ = [
    "RefusedError",
    "Release",
    "build",
    "raise_fault",
    "release_prefixes",
    "run_workspace",
    "violates",
]


@dataclass(frozen=True, slots=True)
class Release:
    """What was published: the folder, its manifest, and what validation had to say.

    `gaps` are warnings about what the description leaves out and portals look for.
    """

    folder: Path
    manifest: dict[str, Any]
    found: tuple[Found, ...]
    clashes: tuple[Clash, ...]
    gaps: tuple[Finding, ...] = ()


class RefusedError(Exception):
    """The workspace violates its shapes, so nothing was published; `found` says why."""

    def __init__(self, found: Sequence[Found]) -> None:
        super().__init__(f"{len(found)} results")
        self.found = tuple(found)


def build(  # noqa: PLR0913  everything after the marker is optional
    root: Path,
    out: Path,
    *,
    jobs: int = 1,
    batch_size: int = BATCH_SIZE,
    site: bool = True,
    progress: Progress = quiet,
) -> Release:
    """Publish the workspace at `root` as the folder `out`, with or without its pages.

    Raises InputError or UsageError for faulty input, RefusedError if a result of severity
    violation was found. `out` is replaced in one rename, the manifest having been written last;
    a release of another version that stood there is kept whole in `v/<version>/`, and files that
    did not change stay the same files.
    """
    progress("parse", 0, 1)
    workspace = open_workspace(root)
    for path in workspace.queries:
        read_query(path)
    earlier = earlier_releases(out, workspace.version)
    with staging(out) as folder:
        work = folder / ".work"
        reference, outcome = run_workspace(
            workspace, work, jobs=jobs, batch_size=batch_size, progress=progress
        )
        refused = [found for found in outcome.found if violates(found)]
        if refused:
            raise RefusedError(outcome.found)
        kept = keep(earlier, folder)
        folders = tuple(each.folder for each in kept)
        prefixes = release_prefixes(workspace, reference)
        _export(
            Source(workspace, reference, outcome, prefixes, folders, progress), folder, site=site
        )
        _remove_work(work)
        reuse(out, folder)
        content = _manifest(workspace, outcome, prefixes, folder, kept)
        (folder / MANIFEST).write_bytes(manifest_bytes(content))
    return Release(out, content, outcome.found, outcome.clashes, _gaps(workspace))


def _gaps(workspace: Workspace) -> tuple[Finding, ...]:
    return tuple(gaps(workspace.description, workspace.iri))


def _export(source: Source, folder: Path, *, site: bool) -> None:
    wanted = [name for name in EXPORTERS if site or name != "site"]
    for done, name in enumerate(wanted, start=1):
        source.progress(f"write {name}", done, len(wanted))
        exporter(name)(source, folder)


def run_workspace(
    workspace: Workspace,
    folder: Path,
    *,
    jobs: int = 1,
    batch_size: int = BATCH_SIZE,
    progress: Progress = quiet,
) -> tuple[Reference, Outcome]:
    """Read the reference, index the records and run map and reduce with spills in `folder`."""
    reference = read_reference(workspace)
    index = index_records(workspace, reference.terms, fault=raise_fault)
    outcome = run(
        workspace, reference, index, folder, jobs=jobs, batch_size=batch_size, progress=progress
    )
    return reference, outcome


def violates(found: Found) -> bool:
    """Whether a result stops a release; warnings and infos do not."""
    return found.result.severity.value not in (Severity.WARNING.value, Severity.INFO.value)


def raise_fault(error: InputError) -> None:
    """Stop at the first fault: what a build does with one."""
    raise error


def release_prefixes(workspace: Workspace, reference: Reference) -> dict[str, str]:
    """The standard prefixes, then those of the workspace's own files; the workspace wins."""
    taken = dict(PREFIXES)
    own = {**reference.prefixes, workspace.prefix: workspace.uri_space}
    for name, base in {**workspace_prefixes(workspace), **own}.items():
        taken = {key: value for key, value in taken.items() if value != base or key == name}
        taken[name] = base
    return dict(sorted(taken.items()))


def workspace_prefixes(workspace: Workspace) -> dict[str, str]:
    """The prefixes that the records declare; where two disagree, the first file's stands.

    The empty prefix is left out: each record may use it for its own `#` namespace.
    """
    found: dict[str, str] = {}
    for path in workspace.records:
        for name, base in workspace.record(path).prefixes.items():
            if name:
                found.setdefault(name, base)
    return found


def _remove_work(work: Path) -> None:
    for path in work.iterdir():
        path.unlink()
    work.rmdir()


def _manifest(
    workspace: Workspace,
    outcome: Outcome,
    prefixes: Mapping[str, str],
    folder: Path,
    kept: Sequence[Earlier],
) -> dict[str, Any]:
    return sealed(
        {
            "dataset": workspace.iri.value,
            "version": workspace.version,
            "issued": workspace.issued,
            "asOf": workspace.as_of,
            "datasetHash": {
                "algorithm": "SHA-256 over RDFC-1.0 canonical N-Quads",
                "stated": file_digest(folder / "dump" / "dataset.nq"),
                "inferred": file_digest(folder / "dump" / "inferred.nq"),
            },
            "counts": {
                "records": len(workspace.records),
                "statedQuads": _lines(folder / "dump" / "dataset.nq"),
                "inferredQuads": _lines(folder / "dump" / "inferred.nq"),
                "validationResults": len(outcome.found),
                "pages": len(listed_pages(folder)),
                "resources": dict(outcome.type_counts),
            },
            "engines": engine_versions(),
            "prefixes": dict(prefixes),
            "earlier": [
                {
                    "version": each.version,
                    "issued": each.issued,
                    "path": each.folder.relative_to(folder).as_posix(),
                    "manifest": file_digest(each.folder / MANIFEST),
                }
                for each in kept
            ],
            "files": describe_files(folder),
        }
    )


def _lines(path: Path) -> int:
    with path.open("rb") as opened:
        return sum(1 for _ in opened)
