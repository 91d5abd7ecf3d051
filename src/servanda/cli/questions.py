"""Questions: each answer is an option; what was not given is asked for on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import click

from servanda.errors import ServandaError, UsageError

__all__ = ["Question", "Questions", "with_options"]

Command = TypeVar("Command", bound=Callable[..., Any])
Check = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its option without dashes, its words, and its default; None wants an answer."""

    option: str
    words: str
    default: str | None = None


def with_options(questions: Sequence[Question]) -> Callable[[Command], Command]:
    """Give a command one option for each question."""

    def decorate(command: Command) -> Command:
        for question in reversed(questions):
            usual = f"  [default: {question.default}]" if question.default else ""
            add = click.option(f"--{question.option}", metavar="TEXT", help=question.words + usual)
            command = add(command)
        return command

    return decorate


class Questions:
    """Collects answers: given as options, asked for on a terminal, or the default.

    Off a terminal nothing is asked; `done` then names all answers that are wanting at once.
    """

    def __init__(self, given: Mapping[str, str | None]) -> None:
        self._given = given
        self._wanting: list[str] = []
        self.on_terminal = sys.stdin.isatty()

    def ask(
        self,
        question: Question,
        check: Check = str,
        *,
        words: str = "",
    ) -> str:
        """The answer without spaces around it; `check` raises UsageError for one that is wrong.

        `words` takes the place of the question's own words on a terminal.
        """
        given = self._given.get(question.option.replace("-", "_"))
        if given is not None and (given.strip() or question.default is not None):
            return _checked(given, check, question.option)
        if self.on_terminal:
            return self.prompt(words or question.words, check, default=question.default)
        if question.default is None:
            self.want(f"--{question.option}")
        return question.default or ""

    def prompt(self, words: str, check: Check = str, *, default: str | None = None) -> str:
        """Ask on the terminal until the answer is right."""

        def tried(text: str) -> str:
            try:
                return _checked(text, check)
            except ServandaError as error:
                raise click.UsageError(str(error)) from error

        answer: str = click.prompt(
            words, default=default, show_default=bool(default), value_proc=tried, err=True
        )
        return answer

    def want(self, option: str) -> None:
        """Note an option whose answer is wanting."""
        self._wanting.append(option)

    def done(self) -> None:
        """Raise UsageError if answers are wanting, naming the options that give them."""
        if self._wanting:
            raise UsageError(
                f"answers are missing: {', '.join(self._wanting)}",
                hint="Give them as options, or run this on a terminal to be asked",
            )


def _checked(text: str, check: Check, option: str = "") -> str:
    answer = text.strip()
    if answer:
        try:
            check(answer)
        except UsageError as error:
            message = f"--{option}: {error.message}" if option else error.message
            raise UsageError(message, hint=error.hint) from error
    return answer
