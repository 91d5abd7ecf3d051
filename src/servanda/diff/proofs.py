"""The evidence of a resource that came, went or changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode

from servanda.diff.model import Claim, Evidence, Role
from servanda.diff.pair import Pair

__all__ = ["evidence_of"]


def evidence_of(pair: Pair, nodes: Iterable[NamedNode]) -> list[Evidence]:
    """The claims among `nodes`, those that quote passages among them, and table rows.

    A claim that only got another IRI is no news.
    """
    roles = {node: pair.role(node) for node in nodes}
    passages = [node for node, role in roles.items() if role is Role.PASSAGE]
    quoting = {claim for node in passages for claim in pair.quoting(node)}
    claims = [node for node, role in roles.items() if role is Role.CLAIM]
    found = list(_claims(pair, claims, quoting))
    found += [
        Evidence(claim, Role.PASSAGE, pair.old.claim(claim), pair.new.claim(claim), passage=True)
        for claim in quoting - set(claims)
    ]
    found += [
        Evidence(node, Role.PASSAGE, None, None, passage=True)
        for node in passages
        if not pair.quoting(node)
    ]
    found += [
        Evidence(node, Role.ROW, None, None) for node, role in roles.items() if role is Role.ROW
    ]
    return sorted(found, key=lambda each: (each.role.value, each.node.value))


def _claims(pair: Pair, nodes: Iterable[NamedNode], quoting: set[NamedNode]) -> Iterator[Evidence]:
    gone: dict[Claim, list[NamedNode]] = defaultdict(list)
    both = {node: (pair.old.claim(node), pair.new.claim(node)) for node in nodes}
    for node, (old, _) in both.items():
        if old is not None:
            gone[old].append(node)
    moved_from, moved_to = set(), set()
    for node, (_, new) in both.items():
        if new is not None and gone[new]:
            moved_from.add(gone[new].pop())
            moved_to.add(node)
    for node, (old, new) in both.items():
        before = None if node in moved_from else old
        after = None if node in moved_to else new
        if before is not None or after is not None:
            yield Evidence(node, Role.CLAIM, before, after, passage=node in quoting)
