"""Servanda: cooperation agreements as a knowledge graph that people can check.

Each name is also a command and a page of the documentation.
"""

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
