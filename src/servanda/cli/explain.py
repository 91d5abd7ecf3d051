"""The command of those who doubt: explain."""

from __future__ import annotations

from pathlib import Path

import click

from servanda.cli.console import printable
from servanda.cli.options import FOLDER, lang_option

__all__ = ["explain_command"]


@click.command("explain")
@click.argument("release", type=FOLDER)
@click.argument("subject")
@click.argument("predicate")
@click.argument("object", metavar="OBJECT")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="How the reasons are printed.",
)
@lang_option
@click.pass_context
def explain_command(  # noqa: PLR0913  one parameter per option
    context: click.Context,
    release: Path,
    subject: str,
    predicate: str,
    object: str,  # noqa: A002  named as in RDF
    form: str,
    lang: str,
) -> None:
    """Say why RELEASE holds a fact: the rules and the facts that it follows from.

    SUBJECT, PREDICATE and OBJECT are IRIs or prefixed names of the release. A text as OBJECT
    stands for the literal with that text.

    Example: servanda explain dist place:paris servanda:isWithin place:france
    """
    said = _reasons(release, (subject, predicate, object), form, lang)
    if said is None:
        click.echo(f"The release does not hold: {printable(f'{subject} {predicate} {object}')}")
        context.exit(1)
    # On a terminal a space that does not break is a space.
    click.echo(printable(said.replace("\u00a0", " ")) if form == "text" else said, nl=False)


def _reasons(folder: Path, words: tuple[str, str, str], form: str, lang: str) -> str | None:
    from servanda.ask import derived_facts  # noqa: PLC0415
    from servanda.explain import Axioms, Statements, explain_fully  # noqa: PLC0415
    from servanda.explain.release import find_fact, name_of, read_release, sources_of  # noqa: PLC0415
    from servanda.explain.report import Telling, format_reason  # noqa: PLC0415

    release = read_release(folder)
    stated = release.stated
    derived = derived_facts(release, folder) - stated
    facts = Statements(stated | derived, release.inferred)
    triple = find_fact(facts, words, release.prefixes)
    if triple is None:
        return None
    telling = Telling(
        language=lang,
        label=lambda term: name_of(facts, term, lang, release.prefixes),
        sources=lambda each: sources_of(facts, each),
        derived=derived,
    )
    return format_reason(explain_fully(triple, facts, Axioms(release.ontology)), form, telling)
