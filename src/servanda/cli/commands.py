"""All commands, each one thin function over one public function with the same name."""

from __future__ import annotations

from servanda.cli.author import evidence_command, fmt_command, schema_command
from servanda.cli.compare import diff_command
from servanda.cli.explain import explain_command
from servanda.cli.general import completion_command, reason_command, validate_command
from servanda.cli.harvest_check import harvest_check_command
from servanda.cli.new import new_command
from servanda.cli.preview import preview_command
from servanda.cli.publish import build_command, check_command, verify_command
from servanda.cli.push import push_command
from servanda.cli.quads import quads_command
from servanda.cli.reconcile import reconcile_command
from servanda.cli.research import query_command
from servanda.cli.serve import serve_command
from servanda.cli.tables import export_command, import_command
from servanda.cli.unpack import unpack_command

__all__ = ["COMMANDS"]

COMMANDS = (
    build_command,
    check_command,
    completion_command,
    diff_command,
    evidence_command,
    explain_command,
    export_command,
    fmt_command,
    harvest_check_command,
    import_command,
    new_command,
    preview_command,
    push_command,
    quads_command,
    query_command,
    reason_command,
    reconcile_command,
    schema_command,
    serve_command,
    unpack_command,
    validate_command,
    verify_command,
)
