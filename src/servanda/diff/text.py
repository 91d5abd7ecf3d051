"""The changes as text for the terminal."""

from __future__ import annotations

from collections.abc import Iterator

from servanda.diff.model import Changes
from servanda.diff.names import filled, plain
from servanda.diff.sentences import Story, Telling
from servanda.wording import word

__all__ = ["as_text"]


def as_text(changes: Changes, language: str) -> str:
    """One line for each sentence, under the resource that it is about."""
    return "".join(f"{line}\n" for line in _lines(changes, language))


def _lines(changes: Changes, language: str) -> Iterator[str]:
    telling = Telling(changes, language)
    yield telling.head()
    if telling.days():
        yield telling.days()
    yield telling.proposal()
    if not changes:
        yield word("diff-nothing", language)
    for _, heading, resources in telling.groups():
        yield ""
        yield heading
        for resource in resources:
            yield from _resource(telling.story(resource), language)
    for heading, terms in telling.term_groups():
        yield ""
        yield heading
        for term in terms:
            yield f"  {plain(term.sentence)} <{term.iri}>"


def _resource(story: Story, language: str) -> Iterator[str]:
    name = story.name
    if story.types:
        name = filled("diff-resource", language, type=story.types, name=name)
    yield f"  {plain(name)} <{story.iri}>"
    if story.was:
        yield f"    {word('diff-was', language, iri=f'<{story.was}>')}"
    for sentence in story.sentences:
        yield f"    - {plain(sentence)}"
