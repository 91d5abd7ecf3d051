"""Commands for any RDF files: reason, validate, and the completion of shells."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import get_completion_class

from servanda.cli.options import FILE, FILES, format_option, lang_option

__all__ = ["completion_command", "reason_command", "validate_command"]


class ManyShapes(click.Command):
    """Lets --shapes take all the files that follow it, once DATA has been given."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Write `DATA --shapes A B` as `DATA --shapes A --shapes B`."""
        start = args.index("--shapes") if "--shapes" in args else 0
        if start and not args[0].startswith("-"):
            end = start + 1
            while end < len(args) and not args[end].startswith("-"):
                end += 1
            pairs = (part for name in args[start + 1 : end] for part in ("--shapes", name))
            args = [*args[:start], *pairs, *args[end:]]
        return super().parse_args(ctx, args)


@click.command("reason")
@click.argument("data", nargs=-1, required=True, type=FILES)
@click.option("--ontology", multiple=True, type=FILES, help="File of axioms; may be repeated.")
@click.option("--engine", default="rules", show_default=True, help="Reasoner.")
@click.option("--out", type=FILE, help="File for the inferred triples; its suffix says the syntax.")
@click.option("--rules", is_flag=True, help="Print the rules of the axioms instead.")
def reason_command(
    data: tuple[Path, ...],
    ontology: tuple[Path, ...],
    engine: str,
    out: Path | None,
    *,
    rules: bool,
) -> None:
    """Infer what follows from DATA (files or folders) by OWL 2 RL; print only what is new.

    Axioms may stand among the data or in files of their own.

    Example: servanda reason data.ttl --ontology terms.ttl --out inferred.nt
    """
    from servanda.files import (  # noqa: PLC0415  engines load only when needed
        reason_files,
        rules_of_files,
    )

    if rules:
        text = rules_of_files(data, ontology)
    else:
        text = reason_files(data, ontology, engine=engine, out=out)
    click.echo(text, nl=False)


@click.command("validate", cls=ManyShapes)
@click.argument("data", nargs=-1, required=True, type=FILES)
@click.option("--shapes", multiple=True, required=True, type=FILES, help="Takes one or more.")
@click.option(
    "--engine", help="SHACL validator: shacl or pyshacl; by default the first that will do."
)
@click.option("--report", type=FILE, help="File for the W3C validation report in Turtle.")
@format_option
@lang_option
@click.pass_context
def validate_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    data: tuple[Path, ...],
    shapes: tuple[Path, ...],
    engine: str | None,
    report: Path | None,
    form: str,
    lang: str,
) -> None:
    """Validate DATA against SHACL shapes; both are files, or folders of files.

    Exit codes: 0 conforms, 1 does not conform, 2 the input or the shapes are faulty, 3 the
    engine failed.

    Example: servanda validate data.ttl --shapes shapes.ttl --report report.ttl
    """
    from servanda.check import shape_findings  # noqa: PLC0415
    from servanda.files import validate_files  # noqa: PLC0415
    from servanda.findings import format_findings  # noqa: PLC0415

    conforms, found = validate_files(data, shapes, engine=engine, report=report)
    summary = "Conforms." if conforms else f"Does not conform: {len(found)} results."
    findings = sorted(shape_findings(found))
    click.echo(format_findings(findings, form, language=lang, summary=summary), nl=False)
    context.exit(0 if conforms else 1)


@click.command("completion")
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
@click.pass_context
def completion_command(context: click.Context, shell: str) -> None:
    """Print the completion script of a shell.

    Example: servanda completion bash >> ~/.bashrc
    """
    source = get_completion_class(shell)
    if source is not None:
        root = context.find_root().command
        click.echo(source(root, {}, "servanda", "_SERVANDA_COMPLETE").source())
