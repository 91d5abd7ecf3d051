"""What every process at work has: the workspace and the reference, compiled once where needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from servanda.listing import stamped
from servanda.manifest import engine_versions
from servanda.mappings import FOLDER, SUFFIX
from servanda.ntriples import Fact, fact_of, text_of
from servanda.pipeline.backwards import backward_properties
from servanda.pipeline.reference import Reference
from servanda.rules import RuleSet, compile_rules
from servanda.validate import Validator, compiled
from servanda.workspace import Workspace

__all__ = ["Kit", "graphs_of"]

# Another number for another form of what is kept between builds.
_FORM: Final = 2


class Kit:
    """A workspace with its reference, and what is made of them; only the two are sent around."""

    def __init__(self, workspace: Workspace, reference: Reference) -> None:
        # The list of files is long, and only the first process goes through it.
        self.workspace: Final = replace(workspace, records=())
        self.reference: Final = reference

    def __reduce__(self) -> tuple[type[Kit], tuple[Workspace, Reference]]:
        return Kit, (self.workspace, self.reference)

    @cached_property
    def rules(self) -> RuleSet:
        """The axioms of the ontology as rules; what relations say of the other side is late."""
        derived = self.reference.rules
        late = () if derived is None else sorted(derived.relations)
        return compile_rules(self.reference.ontology, late=late)

    @cached_property
    def backwards(self) -> Mapping[str, bool] | None:
        """The properties that shapes and tables look back along: see `backward_properties`."""
        return backward_properties(self.reference, self.rules.rules)

    @cached_property
    def validator(self) -> Validator | None:
        """The shapes for stated facts, None if there are none."""
        return compiled(self.reference.shapes) if self.reference.shapes else None

    @cached_property
    def closure_validator(self) -> Validator | None:
        """The shapes for all facts, None if there are none."""
        shapes = self.reference.closure_shapes
        return compiled(shapes) if shapes else None

    @property
    def engines(self) -> frozenset[str]:
        """The libraries that read, validate and write; the rules are our own."""
        validators = (self.validator, self.closure_validator)
        return frozenset({"pyoxigraph", *(each.engine for each in validators if each)})

    @cached_property
    def shared(self) -> tuple[Fact, ...]:
        """Description and concepts: what every record sees beside what it links to."""
        return tuple(sorted({fact_of(triple) for triple in self.reference.shared_triples}))

    @cached_property
    def shared_subjects(self) -> frozenset[str]:
        """The resources of description and concepts, as they are spelled."""
        return frozenset(fact[0] for fact in self.shared)

    @property
    def shared_links(self) -> set[str]:
        """What description and concepts point to in the dataset's space."""
        start = "<" + self.space
        return {fact[2][1:-1] for fact in self.shared if fact[2].startswith(start)}

    @cached_property
    def ontology(self) -> tuple[Fact, ...]:
        """The ontology as text; blank nodes have names that only it has."""
        return tuple(sorted({fact_of(triple) for triple in self.reference.ontology}))

    @cached_property
    def common_text(self) -> str:
        """Description, concepts and ontology as N-Triples, for the engines that read text."""
        return text_of(self.shared) + text_of(self.ontology)

    @property
    def space(self) -> str:
        """The start of every IRI of the dataset."""
        return self.workspace.uri_space

    @cached_property
    def basis(self) -> str:
        """A digest of all that is no record; while it stays, `read_key` and `map_key` do."""
        return _digest((*_code(), *self._of_reading(), *self._of_mapping()))

    def basis_with(self, paths: Iterable[Path]) -> str:
        """A digest of `basis` and of more files."""
        return _digest((self.basis, *_texts(self.workspace, paths)))

    def know_backwards(self, known: Mapping[str, bool] | None) -> None:
        """Take over what `backwards` was for the same basis."""
        self.__dict__["backwards"] = known

    @cached_property
    def read_key(self) -> str:
        """A digest of all that the reading of a record depends on beside its bytes."""
        backwards = repr(self.backwards and sorted(self.backwards.items()))
        return _digest((*_code(), backwards, *self._of_reading()))

    @cached_property
    def map_key(self) -> str:
        """A digest of all that the map depends on beside the records."""
        return _digest((self.read_key, *self._of_mapping()))

    def _of_reading(self) -> Iterator[str | bytes]:
        workspace = self.workspace
        yield from (self.space, version("pyoxigraph"))
        yield from _texts(workspace, (*workspace.ontology, *workspace.schemes))
        yield from _texts(workspace, sorted((workspace.root / FOLDER).glob(f"*{SUFFIX}")))

    def _of_mapping(self) -> Iterator[str | bytes]:
        workspace = self.workspace
        yield repr(sorted(engine_versions().items()))
        yield from _texts(workspace, (workspace.description.path, *workspace.tables))
        yield from _texts(workspace, (*workspace.shapes, *workspace.closure_shapes))


def graphs_of(quads: Iterable[Quad]) -> dict[str, list[Fact]]:
    """Quads by the name of their graph, as `<iri>`."""
    graphs: dict[str, list[Fact]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode):
            graphs.setdefault(str(quad.graph_name), []).append(fact_of(quad.triple))
    return graphs


def _digest(parts: Iterable[str | bytes]) -> str:
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


def _texts(workspace: Workspace, paths: Iterable[Path]) -> Iterator[str | bytes]:
    for path in paths:
        yield workspace.name(path)
        yield path.read_bytes()


def _code() -> Iterator[str]:
    """What tells one state of the program from another: the sizes and times of its modules."""
    yield str(_FORM)
    package = str(resources.files("servanda"))
    for folder, lines in sorted(stamped(package, (".py",)).items()):
        yield folder[len(package) :]
        yield from sorted(lines.splitlines())
