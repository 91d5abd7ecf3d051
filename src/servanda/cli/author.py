"""Commands of those who write data: fmt, evidence, schema."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from servanda.cli.options import FILE, format_option, lang_option, workspace_argument

__all__ = ["evidence_command", "fmt_command", "schema_command"]

FORMS: Final = ("*.ttl", "*.sssom.tsv")
PARTS: Final = ("data", "ontology", "shapes")  # of a workspace, where these are written


@click.command("fmt")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if a file is not canonical.")
@click.pass_context
def fmt_command(context: click.Context, paths: tuple[Path, ...], *, check: bool) -> None:
    """Write Turtle, and SSSOM tables, in canonical form, which gives small diffs.

    PATHS are files or folders; without any, ontology/ data/ shapes/ of the workspace here.
    Comments are kept.

    Example: servanda fmt --check data/agreement
    """
    from servanda.fmt import fmt  # noqa: PLC0415  pyoxigraph loads only when needed

    changed = fmt(written_files(paths or _here()), check=check)
    for path in changed:
        click.echo(f"{path}{' is not canonical' if check else ''}")
    context.exit(1 if check and changed else 0)


def _here() -> tuple[Path, ...]:
    return tuple(path for path in map(Path, PARTS) if path.is_dir())


def written_files(paths: tuple[Path, ...]) -> list[Path]:
    """The files among `paths`, and all of Turtle or SSSOM below the folders among them, sorted.

    Of a workspace these are the files of its parts; hidden folders are left alone.
    """
    found: set[Path] = set()
    for path in paths:
        is_workspace = (path / "data" / "dataset.ttl").is_file()
        tops = [path / part for part in PARTS] if is_workspace else [path]
        for top in tops:
            if top.is_dir():
                below = (each for form in FORMS for each in top.rglob(form))
                found |= {each for each in below if not _is_hidden(each.relative_to(path))}
            elif top == path:
                found.add(path)
    return sorted(found)


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts[:-1])


@click.command("evidence")
@workspace_argument
@click.option(
    "--source", "sources", multiple=True, type=FILE, help="Text of a source; may be repeated."
)
@format_option
@lang_option
@click.pass_context
def evidence_command(
    context: click.Context, workspace: Path, sources: tuple[Path, ...], form: str, lang: str
) -> None:
    """Check that every fact of WORKSPACE leads to its place in a source.

    With --source each locator is resolved in that text: offsets, hash of the words, and the
    fragment that opens the page at the sentence.

    Example: servanda evidence . --source page.txt
    """
    from servanda.evidence import evidence  # noqa: PLC0415
    from servanda.findings import format_findings  # noqa: PLC0415

    report = evidence(workspace, sources)
    summary = (
        f"{report.facts} facts: {report.quoted} rest on a passage, {report.sourced} on the source "
        f"of their record. {report.claims} claims, {report.locators} locators, "
        f"{report.resolved} found in the given texts, {len(report.findings)} findings."
    )
    click.echo(format_findings(report.findings, form, language=lang, summary=summary), nl=False)
    context.exit(0 if report.conforms else 1)


@click.command("schema")
@workspace_argument
@click.option("--context", is_flag=True, help="Print the JSON-LD context instead.")
def schema_command(workspace: Path, *, context: bool) -> None:
    """Print the JSON Schema of the YAML records of WORKSPACE, for the completion of editors.

    It follows from the ontology: its keys are the local names of the ontology's terms.

    Example: servanda schema . > record.schema.json
    """
    from servanda.schema import schema  # noqa: PLC0415

    click.echo(schema(workspace, context=context), nl=False)
