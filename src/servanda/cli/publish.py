"""Commands of those who publish: build, verify, check."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from servanda.cli.console import Console
from servanda.cli.options import FOLDER, format_option, lang_option, workspace_argument
from servanda.cli.working import work_options

if TYPE_CHECKING:
    from servanda.findings import Finding
    from servanda.pipeline.work import How

__all__ = ["build_command", "check_command", "verify_command"]

MOST_WARNINGS: Final = 20  # that a build prints; the others would hide what went wrong


@click.command("build")
@workspace_argument
@click.option("--out", type=FOLDER, required=True, help="Folder of the release.")
@click.option("--site/--no-site", default=True, help="Write the pages for readers, or data only.")
@click.option("--next-steps", is_flag=True, help="End with three things to try.")
@lang_option
@work_options
@click.pass_context
def build_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    workspace: Path,
    out: Path,
    *,
    how: How,
    site: bool,
    next_steps: bool,
    lang: str,
) -> None:
    """Publish WORKSPACE (default: here) as a release.

    Nothing is published if a shape is violated; what stood at --out stays whole until the new
    release replaces it in one step.

    Example: servanda build . --out dist
    """
    from servanda.build import RefusedError, build  # noqa: PLC0415  engines load only when needed

    console = Console()
    try:
        release = build(workspace, out, how=how, site=site, progress=console.progress)
    except RefusedError as refused:
        console.clear()
        _show_results(refused.found, lang, "servanda check shows all")
        click.echo("Nothing was published: the shapes are violated.", err=True)
        context.exit(1)
    finally:
        console.clear()
    _show_results(release.found, lang, "all are in reports/validation.json", release.gaps)
    click.echo(_published(release.manifest, out))
    if next_steps:
        click.echo(_next_steps(workspace, out))


def _show_results(
    found: tuple[object, ...], lang: str, where: str, gaps: tuple[Finding, ...] = ()
) -> None:
    """Print all violations and the first warnings; `where` says where the others are."""
    from servanda.check import shape_findings  # noqa: PLC0415
    from servanda.findings import Level, format_findings  # noqa: PLC0415
    from servanda.places import Found  # noqa: PLC0415

    shown, warnings = list(gaps), 0
    for finding in shape_findings(each for each in found if isinstance(each, Found)):
        warnings += finding.level is not Level.ERROR
        if finding.level is Level.ERROR or warnings <= MOST_WARNINGS:
            shown.append(finding)
    more = warnings - MOST_WARNINGS
    rest = f"... and {more} more warning{'s' if more > 1 else ''}; {where}" if more > 0 else ""
    click.echo(format_findings(shown, "text", language=lang, summary=rest), err=True, nl=False)


def _published(manifest: dict[str, object], out: Path) -> str:
    counts = manifest["counts"]
    files = manifest["files"]
    if not isinstance(counts, dict) or not isinstance(files, list):
        return str(out)
    return (
        f"Published version {manifest['version']} in {out}: {counts['records']} records, "
        f"{counts['statedQuads']} stated and {counts['inferredQuads']} inferred statements, "
        f"{len(files)} files and {counts['pages']} for the pages."
    )


def _next_steps(workspace: Path, out: Path) -> str:
    from servanda.workspace import open_workspace  # noqa: PLC0415

    names = [path.stem for path in open_workspace(workspace).queries]
    here, program = shlex.quote(_near(out)), shlex.quote(_near(Path(sys.argv[0])))
    question = f"{names[0]} --release" if names else "--file - --release"
    return (
        "\nThree things to try:\n"
        f"  {program} query {question} {here}\n"
        f"  {program} verify {here}\n"
        f"  open {here}/index.html in a browser, or {here}/tables in a spreadsheet"
    )


def _near(path: Path) -> str:
    """The path as it is shortest from where the user stands."""
    return min(str(path), os.path.relpath(path), key=len)


@click.command("verify")
@click.argument("release", type=FOLDER)
@click.pass_context
def verify_command(context: click.Context, release: Path) -> None:
    """Recompute every hash and count of RELEASE; fail on any changed byte.

    Example: servanda verify dist
    """
    from servanda.verify import verify  # noqa: PLC0415

    changes = verify(release)
    for change in changes:
        click.echo(f"{release / change.path}: {change.what}", err=True)
    if changes:
        context.exit(1)
    click.echo(f"{release} is as it was published.")


@click.command("check")
@workspace_argument
@format_option
@lang_option
@work_options
@click.pass_context
def check_command(
    context: click.Context, workspace: Path, form: str, lang: str, *, how: How
) -> None:
    """Check WORKSPACE as a pull request is checked.

    Syntax, canonical form, records, shapes, evidence and query tests; warnings do not fail.
    Exit codes: 0 good, 1 findings, 2 files that cannot be published at all (syntax, records).

    Example: servanda check . --format github
    """
    from servanda.check import check  # noqa: PLC0415
    from servanda.findings import Level, format_findings  # noqa: PLC0415

    console = Console()
    findings = check(workspace, how=how, progress=console.progress)
    console.clear()
    errors = sum(finding.level is Level.ERROR for finding in findings)
    summary = f"{errors} errors, {len(findings) - errors} warnings."
    click.echo(format_findings(findings, form, language=lang, summary=summary), nl=False)
    faulty = any(f.level is Level.ERROR and f.check in ("syntax", "records") for f in findings)
    context.exit(2 if faulty else int(errors > 0))
