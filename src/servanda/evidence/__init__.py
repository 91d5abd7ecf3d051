"""Evidence of a workspace: each fact and its place in a source, as findings with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Quad

from servanda.evidence.examine import Examined, Problem, SourceText, examine
from servanda.findings import Finding, Level
from servanda.parse import Document, read_text
from servanda.vocabulary import vocabulary
from servanda.workspace import Workspace, open_workspace

__all__ = ["EvidenceReport", "Examined", "SourceText", "evidence", "examine", "placed"]

# What each kind of problem is called; {fact} and {words} are filled in.
_MESSAGES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = MappingProxyType(
    {
        "unsupported": (
            ("en", "no claim leads to this fact's place in a source: {fact}"),
            ("fr", "aucune assertion ne mène à la place de ce fait dans une source : {fact}"),
            ("zh", "没有断言指明该事实在来源中的位置：{fact}"),
        ),
        "not-stated": (
            ("en", "the claim {fact} is about a fact that no record states"),
            ("fr", "l'assertion {fact} porte sur un fait qu'aucune fiche n'énonce"),
            ("zh", "断言 {fact} 所指的事实未在任何记录中陈述"),
        ),
        "no-source": (
            ("en", "the claim {fact} has no source and is derived from nothing"),
            ("fr", "l'assertion {fact} n'a pas de source et ne dérive de rien"),
            ("zh", "断言 {fact} 没有来源，也不是由其他断言推得"),
        ),
        "no-fragment": (
            ("en", "the passage of {fact} has no text fragment: {words}"),
            ("fr", "le passage de {fact} n'a pas de fragment de texte : {words}"),
            ("zh", "{fact} 的段落没有文本片段：{words}"),
        ),
        "too-many-words": (
            ("en", "the fragment of {fact} quotes more than eight words: {words}"),
            ("fr", "le fragment de {fact} cite plus de huit mots : {words}"),
            ("zh", "{fact} 的片段引用超过八个词：{words}"),
        ),
        "wrong-address": (
            ("en", "the address of {fact} is not its page and fragment: {words}"),
            ("fr", "l'adresse de {fact} n'est pas sa page et son fragment : {words}"),
            ("zh", "{fact} 的地址与其页面和片段不符：{words}"),
        ),
        "wrong-page": (
            ("en", "the passage of {fact} is on a page that is not its source's: {words}"),
            (
                "fr",
                "le passage de {fact} est sur une page qui n'est pas celle de sa source : {words}",
            ),
            ("zh", "{fact} 的段落所在页面不是其来源的页面：{words}"),
        ),
        "no-offsets": (
            ("en", "the selector of {fact} has no offsets: {words}"),
            ("fr", "le sélecteur de {fact} n'a pas de positions : {words}"),
            ("zh", "{fact} 的选择器没有偏移量：{words}"),
        ),
        "outside": (
            ("en", "the selector of {fact} lies outside the text: {words}"),
            ("fr", "le sélecteur de {fact} est hors du texte : {words}"),
            ("zh", "{fact} 的选择器超出文本范围：{words}"),
        ),
        "other-words": (
            ("en", "other words stand where the selector of {fact} points: {words}"),
            ("fr", "d'autres mots se trouvent là où pointe le sélecteur de {fact} : {words}"),
            ("zh", "{fact} 的选择器所指位置是其他词语：{words}"),
        ),
        "opens-elsewhere": (
            ("en", "the fragment of {fact} opens the page elsewhere: {words}"),
            ("fr", "le fragment de {fact} ouvre la page ailleurs : {words}"),
            ("zh", "{fact} 的片段打开的是页面其他位置：{words}"),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """What the evidence of a workspace amounts to (see `Examined`), and what is wrong with it."""

    facts: int
    quoted: int
    sourced: int
    claims: int
    locators: int
    resolved: int
    findings: tuple[Finding, ...]

    @property
    def conforms(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def evidence(root: Path, sources: Sequence[Path] = ()) -> EvidenceReport:
    """Check the evidence of the workspace at `root`, its locators in the texts of `sources`.

    Raises InputError or UsageError for files that cannot be read; a source text that belongs to
    no described source is a finding, because its locators cannot be checked.
    """
    workspace = open_workspace(root)
    terms = vocabulary(workspace.document(path) for path in workspace.ontology).own
    texts = [SourceText(str(path), read_text(path)) for path in sources]
    examined = examine(_quads(workspace), terms, texts)
    paths = {workspace.record_iri(path).value: path for path in workspace.records}
    findings = [
        *placed(examined.problems, lambda graph: workspace.record(paths[graph])),
        *(_stranger(text) for text in texts if text.name not in examined.matched),
    ]
    return EvidenceReport(
        examined.facts,
        examined.quoted,
        examined.sourced,
        examined.claims,
        examined.locators,
        examined.resolved,
        tuple(sorted(findings)),
    )


def _quads(workspace: Workspace) -> Iterator[Quad]:
    for path in workspace.records:
        yield from workspace.record(path).quads


def placed(problems: Sequence[Problem], record: Callable[[str], Document]) -> Iterator[Finding]:
    """Problems as findings with file and line; `record` parses the record of a graph's IRI."""
    documents: dict[str, Document] = {}
    for problem in problems:
        if problem.graph not in documents:
            documents[problem.graph] = record(problem.graph)
        document = documents[problem.graph]
        messages = tuple(
            (language, text.format(fact=problem.fact, words=problem.words))
            for language, text in _MESSAGES[problem.kind]
        )
        line = document.line(problem.about)
        yield Finding(document.name, line, "evidence", Level.ERROR, messages)


def _stranger(text: SourceText) -> Finding:
    messages = (
        ("en", f"no source has this text's SHA-256 {text.digest}"),
        ("fr", f"aucune source n'a l'empreinte SHA-256 de ce texte, {text.digest}"),
        ("zh", f"没有来源具有该文本的 SHA-256：{text.digest}"),
    )
    return Finding(text.name, 1, "evidence", Level.ERROR, messages)
