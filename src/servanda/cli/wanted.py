"""The questions of `servanda new`, and their answers as the library wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from servanda.cli.questions import Question, Questions

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from servanda.new import Agreement, Entries, Party, Source, Terms

__all__ = [
    "AGREEMENT",
    "DATASET",
    "LABELS",
    "LANGUAGES",
    "PARTY",
    "ask_agreement",
    "ask_entries",
    "ask_labels",
    "ask_party",
]

LANGUAGES: Final = (("fr", "French"), ("en", "English"), ("zh", "Chinese"))
GENERAL: Final = "empty: a general one"
UNKNOWN: Final = "empty: not known"

TITLES: Final = tuple(Question(f"title-{tag}", f"Title in {name}") for tag, name in LANGUAGES)
DESCRIPTIONS: Final = tuple(
    Question(f"description-{tag}", f"Description in {name} ({GENERAL})", "")
    for tag, name in LANGUAGES
)
KEYWORDS: Final = tuple(
    Question(f"keyword-{tag}", f"Keywords in {name}, with commas ({GENERAL})", "")
    for tag, name in LANGUAGES
)
BASE: Final = Question("base", "Base of all IRIs, void:uriSpace, such as https://example.org/id/")
AS_OF: Final = Question("as-of", "Day for which the facts hold, such as 2026-01-31")
PUBLISHER: Final = Question("publisher", "Publisher, a name or an address")
CONTACT: Final = Question("contact", "Contact, an e-mail or web address")
LICENCE: Final = Question(
    "licence", "Address of the licence", "https://creativecommons.org/licenses/by/4.0/"
)
VERSION: Final = Question("version", "Version of the dataset", "0.1.0")
PREFIX: Final = Question("prefix", "Prefix for the base", "id")
THEME: Final = Question("theme", "Themes, codes of the EU table data-theme, with commas", "INTR")
SPATIAL: Final = Question(
    "spatial", "Countries such as FRA,CHN, or addresses of places (empty: the Earth)", ""
)
TEMPORAL: Final = Question(
    "temporal", "First and last date as START/END (empty: up to the day of the facts)", ""
)
LANGUAGE: Final = Question("language", "Languages, codes of the EU table language", "FRA,ENG,ZHO")
DATASET: Final = (
    *(BASE, *TITLES, *DESCRIPTIONS, PUBLISHER, CONTACT, LICENCE, AS_OF, VERSION, PREFIX),
    *(*KEYWORDS, THEME, SPATIAL, TEMPORAL, LANGUAGE),
)

LABELS: Final = tuple(
    Question(f"label-{tag}", f"Name in {name} ({UNKNOWN})", "") for tag, name in LANGUAGES
)
SIGNED: Final = Question("signed", f"Date of signature, EDTF: 2019-05-04, 2019-05 ({UNKNOWN})", "")
PLACE: Final = Question("place", f"Place of signature, as the source says it ({UNKNOWN})", "")
KIND: Final = Question("kind", f"Kind of agreement ({UNKNOWN})", "")
INSTRUMENT: Final = Question("instrument", f"Type of instrument ({UNKNOWN})", "")
TYPE: Final = Question("type", f"Type of party ({UNKNOWN})", "")
SOURCE: Final = Question("source", "Address of the source")
SOURCE_OR_NONE: Final = Question("source", "Address of the source (empty: none)", "")
FURTHER: Final = (
    Question("source-title", f"Title of the source ({UNKNOWN})", ""),
    Question("source-language", f"Language of the source, such as fr ({UNKNOWN})", ""),
    Question("retrieved", f"Date when the source was read ({UNKNOWN})", ""),
)
AGREEMENT: Final = (*LABELS, SIGNED, PLACE, KIND, INSTRUMENT, SOURCE, *FURTHER)
PARTY: Final = (*LABELS, TYPE, SOURCE_OR_NONE, *FURTHER)


def ask_entries(asked: Questions) -> Entries:
    """What the description of a dataset says."""
    from servanda.new import Entries, values  # noqa: PLC0415

    base = asked.ask(BASE, values.space)
    titles, descriptions = _texts(asked, TITLES), _texts(asked, DESCRIPTIONS)
    publisher, contact = asked.ask(PUBLISHER), asked.ask(CONTACT)
    licence, as_of = asked.ask(LICENCE, values.iri), asked.ask(AS_OF, values.day)
    version, prefix = asked.ask(VERSION), asked.ask(PREFIX)
    keywords = {tag: _listed(words) for tag, words in _texts(asked, KEYWORDS).items()}
    themes, spatial = _listed(asked.ask(THEME)), _listed(asked.ask(SPATIAL))
    start, _, end = asked.ask(TEMPORAL).partition("/")
    return Entries(
        base=base,
        as_of=as_of,
        titles=titles,
        descriptions=descriptions,
        keywords=keywords,
        publisher=publisher,
        contact=contact,
        licence=licence,
        version=version,
        prefix=prefix,
        themes=themes,
        spatial=spatial,
        temporal=(start, end),
        languages=_listed(asked.ask(LANGUAGE)),
    )


def ask_party(asked: Questions, terms: Terms) -> Party:
    """What is known of a party."""
    from servanda.new import Party  # noqa: PLC0415

    return Party(
        names=ask_labels(asked),
        kind=_concept(asked, TYPE, terms, "party-type"),
        source=_source(asked, SOURCE_OR_NONE),
    )


def ask_agreement(
    asked: Questions, terms: Terms, labels: Mapping[str, str], parties: Sequence[NamedNode]
) -> Agreement:
    """What is known of an agreement beside its names and its parties."""
    from servanda.new import Agreement, values  # noqa: PLC0415

    return Agreement(
        names=labels,
        parties=parties,
        signed=asked.ask(SIGNED, values.edtf),
        place=asked.ask(PLACE),
        kind=_concept(asked, KIND, terms, "agreement-kind"),
        instrument=_concept(asked, INSTRUMENT, terms, "instrument-type"),
        source=_source(asked, SOURCE),
    )


def _texts(asked: Questions, questions: tuple[Question, ...]) -> dict[str, str]:
    """Answers by language: the end of a question's option is its tag."""
    return {question.option.rsplit("-", 1)[-1]: asked.ask(question) for question in questions}


def ask_labels(asked: Questions) -> dict[str, str]:
    """The names of a record by language; at least one is wanted."""
    labels = _texts(asked, LABELS)
    if not any(labels.values()):
        asked.want(" or ".join(f"--{question.option}" for question in LABELS))
    return labels


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", ",").split(",") if part.strip()]


def _concept(asked: Questions, question: Question, terms: Terms, scheme: str) -> str:
    known = ", ".join(terms.names(scheme))
    return asked.ask(
        question,
        lambda name: terms.concept(scheme, name),
        words=f"{question.words}; one of {known}",
    )


def _source(asked: Questions, question: Question) -> Source | None:
    from servanda.new import Source, values  # noqa: PLC0415

    title, language, retrieved = FURTHER
    page = asked.ask(question, values.iri)
    if not page:
        return None
    return Source(
        page,
        title=asked.ask(title),
        language=asked.ask(language, lambda tag: values.literal("", tag)),
        retrieved=asked.ask(retrieved, values.plain_date),
    )
