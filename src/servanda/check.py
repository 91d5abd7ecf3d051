"""Check a workspace as a pull request is checked: all findings of all checks, in one list."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph
from pyoxigraph import Quad, Store

from servanda.build import violates
from servanda.catalog import gaps
from servanda.digests import file_digest
from servanda.errors import EngineError, InputError, ServandaError
from servanda.findings import Finding, Level, of_error, packed, unpacked
from servanda.fmt import fmt
from servanda.mappings import FOLDER, REVIEW, SUFFIX, read_mappings
from servanda.pipeline.checked import prepare
from servanda.pipeline.inspect import unformatted, unproven
from servanda.pipeline.keys import Clash
from servanda.pipeline.ledger import DamagedError
from servanda.pipeline.notes import note, noted
from servanda.pipeline.outcome import all_found
from servanda.pipeline.reduce import all_clashes
from servanda.pipeline.reference import read_reference
from servanda.pipeline.run import Progress, quiet
from servanda.pipeline.work import HOW, How, Work, mended, opened_run
from servanda.places import Found
from servanda.query import Query, format_answer, read_query, run_local
from servanda.workspace import Workspace, open_workspace

__all__ = ["check", "shape_findings"]

_SHARED: Final = "shared findings"


def check(root: Path, *, how: How = HOW, progress: Progress = quiet) -> list[Finding]:
    """Syntax, format, records, shapes, evidence and query tests of the workspace at `root`.

    The later checks run only where the files can be read. Raises UsageError if there is no
    workspace and EngineError if an engine fails; every other fault is a finding.
    """
    return mended(how, root, lambda: _check(root, how, progress))


def _check(root: Path, how: How, progress: Progress) -> list[Finding]:
    findings: list[Finding] = []
    progress("syntax", 0, 1)
    try:
        workspace = open_workspace(root)
        reference = read_reference(workspace)
    except InputError as error:
        return [of_error(error, "syntax")]
    with (
        tempfile.TemporaryDirectory(prefix="servanda-") as name,
        opened_run(workspace, reference, Path(name), how=how, progress=progress) as work,
    ):
        prepare(work.ledger)
        findings += _of_shared(work)
        findings += (of_error(error, "records") for error in work.update())
        progress("format", 0, 1)
        findings += _unformatted(work, findings)
        if not any(each.level is Level.ERROR and each.check != "format" for each in findings):
            findings += _deep(work, progress)
    return sorted(set(findings))


def _of_shared(work: Work) -> list[Finding]:
    """What is found in files that are no records; it is noted for as long as these stay."""
    workspace = work.kit.workspace
    tables = sorted((workspace.root / REVIEW).glob(f"*{SUFFIX}"))
    key = _key(work, (*workspace.queries, *tables))
    text = noted(work.ledger, _SHARED)
    if key and text.startswith(key):
        return unpacked(text[len(key) :])
    found = [*gaps(workspace.description, workspace.iri), *_faulty_queries(workspace)]
    for path in tables:  # they wait for a person; no build reads them
        try:
            read_mappings(path, name=workspace.name(path))
        except InputError as error:
            found.append(of_error(error, "records"))
    note(work.ledger, _SHARED, key + packed(found))
    return found


def _key(work: Work, paths: Iterable[Path]) -> str:
    """What tells the files of today from those of another day; "" where one cannot be read."""
    try:
        return work.kit.basis_with(paths)
    except OSError:
        return ""


def _faulty_queries(workspace: Workspace) -> Iterator[Finding]:
    for path in workspace.queries:
        try:
            read_query(path)
        except InputError as error:
            yield of_error(_relative(error, workspace), "syntax")


def _relative(error: InputError, workspace: Workspace) -> InputError:
    if error.path is not None:
        error.path = Path(workspace.name(error.path))
    return error


def _unformatted(work: Work, known: Iterable[Finding]) -> Iterator[Finding]:
    workspace, faulty = work.kit.workspace, {finding.path for finding in known}
    shared = [name for name in _shared(workspace) if name not in faulty]
    found = unformatted(work.kit, work.ledger, work.how.jobs, work.how.limits, faulty)
    for name in sorted((*_odd(work, shared), *found)):
        yield Finding(
            name,
            1,
            "format",
            Level.ERROR,
            (
                ("en", "is not in canonical form: run servanda fmt"),
                ("fr", "n'est pas dans la forme canonique : lancez servanda fmt"),
                ("zh", "不是规范格式：请运行 servanda fmt"),
            ),
        )


def _shared(workspace: Workspace) -> Iterator[str]:
    """The files with a canonical form that are no records."""
    yield workspace.name(workspace.description.path)
    folders = [workspace.root / name for name in ("ontology", "shapes")]
    tables = (workspace.root / FOLDER).rglob(f"*{SUFFIX}")
    for path in (*(path for each in folders for path in each.rglob("*.ttl")), *tables):
        yield workspace.name(path)


def _odd(work: Work, names: Iterable[str]) -> Iterator[str]:
    """Which of some files are not in canonical form; the ledger notes those that are."""
    good = _kept(work.ledger.told("canonical"))
    now = {}
    for name in sorted(names):
        path = work.kit.workspace.root / name
        digest = file_digest(path)
        if good.get(name) == digest or not fmt([path], check=True):
            now[name] = digest
        else:
            yield name
    work.ledger.tell("canonical", json.dumps(now))
    work.ledger.settle()


def _kept(text: str) -> dict[str, str]:
    try:
        return dict(json.loads(text or "{}"))
    except (TypeError, ValueError) as error:
        raise DamagedError(str(error)) from error


def _deep(work: Work, progress: Progress) -> Iterator[Finding]:
    workspace = work.kit.workspace
    yield from shape_findings(all_found(work.ledger))
    yield from _clash_findings(all_clashes(work.kit, work.ledger))
    progress("evidence", 0, 1)
    yield from unproven(work.kit, work.ledger, work.how.jobs, work.how.limits)
    progress("queries", 0, 1)
    paths = (path for path in workspace.queries if _expected(workspace, path.stem).is_file())
    expected = [read_query(path) for path in paths]
    if expected:
        yield from _query_findings(workspace, expected, _store(work))


def shape_findings(found: Iterable[Found]) -> Iterator[Finding]:
    """Validation results as findings: the value, the resource and the shape's messages."""
    for each in found:
        result = each.result
        about = f"{result.focus_node}" + (f" {result.value}" if result.value is not None else "")
        messages = tuple(
            (message.language or "en", f"{message.value} — {about}") for message in result.messages
        )
        level = Level.ERROR if violates(each) else Level.WARNING
        yield Finding(each.path, each.line, "shapes", level, messages or (("en", about),))


def _clash_findings(clashes: Iterable[Clash]) -> Iterator[Finding]:
    for clash in clashes:
        names = ", ".join(f"<{subject}>" for subject in clash.subjects)
        yield Finding(
            "data",
            1,
            "records",
            Level.WARNING,
            (
                ("en", f"these share {clash.what}: {names}"),
                ("fr", f"ces ressources partagent {clash.what} : {names}"),
                ("zh", f"以下资源共用 {clash.what}：{names}"),
            ),
        )


def _store(work: Work) -> Store:
    store = Store()
    outcome = work.outcome()
    store.extend(pyoxigraph.parse(path=str(outcome.stated)))
    store.extend(pyoxigraph.parse(path=str(outcome.inferred)))
    store.extend(Quad(*triple) for triple in work.kit.reference.ontology)
    return store


def _expected(workspace: Workspace, query: str) -> Path:
    return workspace.root / "tests" / "queries" / f"{query}.csv"


def _query_findings(
    workspace: Workspace, queries: Iterable[Query], store: Store
) -> Iterator[Finding]:
    for query in queries:
        place = workspace.name(query.path)
        try:
            answer = run_local(store, query.text)
        except EngineError:
            raise
        except ServandaError as error:
            yield of_error(error, "queries")
            continue
        if answer.variables:
            expected = _expected(workspace, query.name)
            given = format_answer(answer, "csv")
            if given.splitlines() != expected.read_text(encoding="utf-8").splitlines():
                yield Finding(place, 1, "queries", Level.ERROR, _differs(workspace.name(expected)))


def _differs(expected: str) -> tuple[tuple[str, str], ...]:
    return (
        ("en", f"the answer is not that of {expected}"),
        ("fr", f"la réponse n'est pas celle de {expected}"),
        ("zh", f"答案与 {expected} 不同"),
    )
