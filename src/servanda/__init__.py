"""Servanda: cooperation agreements as a knowledge graph that people can check.

Each name is also a command and a page of the documentation. A name is loaded once it is asked for,
so that nobody waits for what is not used.
"""

# ruff: noqa: TC004  the names are loaded below; type checkers read them here
import sys
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from servanda.build import Release, build
    from servanda.check import check
    from servanda.diff import Changes, diff
    from servanda.errors import EngineError, InputError, ServandaError, UsageError
    from servanda.evidence import evidence
    from servanda.explain import Axioms, Explanation, explain, explain_fully
    from servanda.export import Export, export_table
    from servanda.fmt import fmt
    from servanda.harvest_check import harvest_check
    from servanda.imports import Import, import_table
    from servanda.new import new
    from servanda.push import push
    from servanda.quads import quads
    from servanda.query import bind, list_queries, read_query, run_local, run_remote
    from servanda.reason import reason
    from servanda.reconcile import reconcile
    from servanda.schema import schema
    from servanda.unpack import unpack
    from servanda.validate import Report, Result, validate
    from servanda.verify import verify

__all__ = [
    "Axioms",
    "Changes",
    "EngineError",
    "Explanation",
    "Export",
    "Import",
    "InputError",
    "Release",
    "Report",
    "Result",
    "ServandaError",
    "UsageError",
    "bind",
    "build",
    "check",
    "diff",
    "evidence",
    "explain",
    "explain_fully",
    "export_table",
    "fmt",
    "harvest_check",
    "import_table",
    "list_queries",
    "new",
    "push",
    "quads",
    "read_query",
    "reason",
    "reconcile",
    "run_local",
    "run_remote",
    "schema",
    "unpack",
    "validate",
    "verify",
]

# The module of each name that is not in a module of its own name.
_HOMES: Final = MappingProxyType(
    {
        "Axioms": "explain",
        "Changes": "diff",
        "EngineError": "errors",
        "Explanation": "explain",
        "Export": "export",
        "Import": "imports",
        "InputError": "errors",
        "Release": "build",
        "Report": "validate",
        "Result": "validate",
        "ServandaError": "errors",
        "UsageError": "errors",
        "bind": "query",
        "explain_fully": "explain",
        "export_table": "export",
        "import_table": "imports",
        "list_queries": "query",
        "read_query": "query",
        "run_local": "query",
        "run_remote": "query",
    }
)


class _Face(ModuleType):
    """The package as a module whose public names load what they need."""

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *__all__})


def _loaded(name: str) -> property:
    """The property for one name. Setting it does nothing.

    Python sets a module as an attribute of its package once it is loaded, and that would hide the
    function of the same name.
    """
    home = f"servanda.{_HOMES.get(name, name)}"

    def load(_face: _Face) -> Any:  # noqa: ANN401  whatever bears the name
        return getattr(import_module(home), name)

    def keep(_face: _Face, _module: object) -> None:
        pass

    return property(load, keep)


for _name in __all__:
    setattr(_Face, _name, _loaded(_name))
sys.modules[__name__].__class__ = _Face
