"""Inspect: the form and the evidence of the records of a ledger, of those only that wait for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from servanda.evidence import examine, placed
from servanda.findings import Finding, packed, unpacked
from servanda.fmt import fmt
from servanda.pipeline.batches import Limits, Shared, batches_of
from servanda.pipeline.checked import (
    around,
    keep_forms,
    keep_proofs,
    makes_claims,
    odd_forms,
    proofs,
    waiting,
    widen,
)
from servanda.pipeline.kit import Kit
from servanda.pipeline.ledger import Ledger
from servanda.pipeline.record import Item
from servanda.runners import Processes

__all__ = ["unformatted", "unproven"]


def unformatted(
    kit: Kit, ledger: Ledger, jobs: int, limits: Limits, faulty: Collection[str]
) -> list[str]:
    """The paths of the records of Turtle that are not in canonical form, but for `faulty` ones.

    Raises InputError for a record that cannot be read and is none of these.
    """
    items = (item for item in waiting(ledger, "form") if item.path not in faulty)
    root = kit.workspace.root
    with closing(Processes(jobs).outputs(_forms, root, batches_of(items, limits))) as outputs:
        for some in outputs:
            keep_forms(ledger, some)
    return [path for path in odd_forms(ledger) if path not in faulty]


def _forms(root: Path, batch: Sequence[Item]) -> list[tuple[int, bool]]:
    return [
        (item.number, not item.path.endswith(".ttl") or not fmt([root / item.path], check=True))
        for item in batch
    ]


def unproven(kit: Kit, ledger: Ledger, jobs: int, limits: Limits) -> list[Finding]:
    """What is wrong with the evidence of the records, which have no faults: see `evidence`.

    Nothing is where no record makes a claim: such a dataset gives its sources in another way.
    """
    widen(ledger)
    batches = batches_of(waiting(ledger, "proof"), limits)
    shared = Shared(kit, ledger.path)
    with closing(Processes(jobs).outputs(_proofs, shared, batches)) as outputs:
        for some in outputs:
            keep_proofs(ledger, some)
    if not makes_claims(ledger):
        return []
    return [each for text in proofs(ledger) for each in unpacked(text)]


def _proofs(shared: Shared, batch: Sequence[Item]) -> list[tuple[int, str]]:
    workspace = shared.kit.workspace
    own = {item.graph[1:-1]: workspace.root / item.path for item in batch}
    seen = around(shared.ledger, {item.number for item in batch})
    examined = examine(_quads(shared, seen), shared.kit.reference.terms.own, ())
    problems = [problem for problem in examined.problems if problem.graph in own]
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in placed(problems, lambda graph: workspace.record(own[graph])):
        found[finding.path].append(finding)
    return [(item.number, packed(sorted(found[item.path]))) for item in batch]


def _quads(shared: Shared, numbers: Collection[int]) -> Iterator[Quad]:
    for record in shared.ledger.records(shared.kit.workspace.root, numbers):
        graph = NamedNode(record.graph[1:-1])
        for quad in pyoxigraph.parse(record.text, RdfFormat.N_TRIPLES):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)
