"""Build a release: parse, reason, validate, write; all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from servanda.catalog import gaps
from servanda.digests import MANIFEST, describe_files, file_digest, listed_pages
from servanda.exporters import EXPORTERS, Source, exporter
from servanda.findings import Finding
from servanda.manifest import engine_versions, manifest_bytes, sealed
from servanda.pipeline.keys import Clash
from servanda.pipeline.opened import ledger_path
from servanda.pipeline.reference import Reference
from servanda.pipeline.run import Progress, quiet
from servanda.pipeline.work import HOW, How, mended, run_workspace
from servanda.places import Found
from servanda.query import read_query
from servanda.replace import reuse, staging
from servanda.validate import Severity
from servanda.versions import Earlier, earlier_releases, keep
from servanda.vocab import PREFIXES
from servanda.workspace import Workspace, open_workspace

__all__ = [
    "HOW",
    "How",
    "RefusedError",
    "Release",
    "build",
    "release_prefixes",
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


def build(
    root: Path,
    out: Path,
    *,
    how: How = HOW,
    site: bool = True,
    progress: Progress = quiet,
) -> Release:
    """Publish the workspace at `root` as the folder `out`, with or without its pages.

    Raises InputError or UsageError for faulty input, RefusedError if a result of severity
    violation was found. `out` is replaced in one rename, the manifest having been written last;
    a release of another version that stood there is kept whole in `v/<version>/`, and files that
    did not change stay the same files.
    """
    return mended(how, root, lambda: _build(root, out, how, progress, site=site))


def _build(root: Path, out: Path, how: How, progress: Progress, *, site: bool) -> Release:
    progress("parse", 0, 1)
    workspace = open_workspace(root)
    for path in workspace.queries:
        read_query(path)
    earlier = earlier_releases(out, workspace.version)
    with staging(out) as folder:
        work = folder / ".work"
        work.mkdir()
        with run_workspace(workspace, work, how=how, progress=progress) as (reference, outcome):
            found, clashes = outcome.found, outcome.clashes
            if any(violates(each) for each in found):
                raise RefusedError(found)
            kept = keep(earlier, folder)
            folders = tuple(each.folder for each in kept)
            prefixes = release_prefixes(workspace, reference, outcome.prefixes())
            cache = None if how.cache is None else ledger_path(how.cache, root).parent
            source = Source(
                workspace, reference, outcome, prefixes, folders, progress, how.jobs, cache, out
            )
            _export(source, folder, site=site)
            content = _manifest(source, folder, kept)
        _remove_work(work)
        reuse(out, folder, content["files"])
        (folder / MANIFEST).write_bytes(manifest_bytes(content))
    return Release(out, content, found, clashes, _gaps(workspace))


def _gaps(workspace: Workspace) -> tuple[Finding, ...]:
    return tuple(gaps(workspace.description, workspace.iri))


def _export(source: Source, folder: Path, *, site: bool) -> None:
    wanted = [name for name in EXPORTERS if site or name != "site"]
    for done, name in enumerate(wanted, start=1):
        source.progress(f"write {name}", done, len(wanted))
        exporter(name)(source, folder)


def violates(found: Found) -> bool:
    """Whether a result stops a release; warnings and infos do not."""
    return found.result.severity.value not in (Severity.WARNING.value, Severity.INFO.value)


def release_prefixes(
    workspace: Workspace, reference: Reference, declared: Mapping[str, str]
) -> dict[str, str]:
    """The standard prefixes, then those of the workspace's own files; the workspace wins.

    `declared` are those of the records.
    """
    taken = dict(PREFIXES)
    own = {**reference.prefixes, workspace.prefix: workspace.uri_space}
    for name, base in {**declared, **own}.items():
        taken = {key: value for key, value in taken.items() if value != base or key == name}
        taken[name] = base
    return dict(sorted(taken.items()))


def _remove_work(work: Path) -> None:
    for path in work.iterdir():
        path.unlink()
    work.rmdir()


def _manifest(source: Source, folder: Path, kept: Sequence[Earlier]) -> dict[str, Any]:
    workspace, outcome, digests = source.workspace, source.outcome, source.digests
    stated, inferred = folder / "dump" / "dataset.nq", folder / "dump" / "inferred.nq"
    return sealed(
        {
            "dataset": workspace.iri.value,
            "version": workspace.version,
            "issued": workspace.issued,
            "asOf": workspace.as_of,
            "datasetHash": {
                "algorithm": "SHA-256 over RDFC-1.0 canonical N-Quads",
                "stated": digests.of(stated),
                "inferred": digests.of(inferred),
            },
            "counts": {
                "records": len(workspace.records),
                "statedQuads": digests.lines(stated),
                "inferredQuads": digests.lines(inferred),
                "validationResults": len(outcome.found),
                "pages": len(listed_pages(folder)),
                "resources": dict(outcome.type_counts),
            },
            "engines": engine_versions(outcome.kit.engines),
            "prefixes": dict(source.prefixes),
            "earlier": [
                {
                    "version": each.version,
                    "issued": each.issued,
                    "path": each.folder.relative_to(folder).as_posix(),
                    "manifest": file_digest(each.folder / MANIFEST),
                }
                for each in kept
            ],
            "files": describe_files(folder, digests, without=(".work/",)),
        }
    )
