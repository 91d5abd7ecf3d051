"""What is asked of a service about each resource, and what its answers say as candidates.

Each resource is asked for in each of its languages, in batches; answers are kept for one query
each, so that they can be replayed whatever the batch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from servanda.errors import UsageError
from servanda.identifiers import SCHEMES
from servanda.reconcile.client import Client, NotKeptError, Request
from servanda.reconcile.kinds import read_kinds
from servanda.reconcile.model import Candidate, Subject
from servanda.reconcile.protocol import (
    Entry,
    Manifest,
    Query,
    read_answer,
    read_manifest,
    request,
)
from servanda.reconcile.transport import ServiceFailedError

__all__ = ["WIKIDATA", "Inquiry", "inquire", "merged"]

WIKIDATA: Final = "https://wikidata.reconci.link/{lang}/api"
_LANGUAGE: Final = "{lang}"
_DEFAULT: Final = "en"
_COUNTRY: Final = "P17/P297"  # the code of ISO 3166-1 alpha-2 of the country
_LONGEST: Final = 300


@dataclass(slots=True)
class Inquiry:
    """Candidates by resource; those about which the service failed, and those not kept on disk.

    `space` is the beginning of the IRIs of entries, empty where not even the manifest was read;
    `fault` says what failed first.
    """

    found: dict[str, dict[str, Candidate]] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    not_kept: set[str] = field(default_factory=set)
    space: str = ""
    fault: str = ""


def inquire(
    client: Client,
    service: str,
    subjects: Sequence[Subject],
    *,
    space: str = "",
    linked: Collection[tuple[str, str]] = (),
) -> Inquiry:
    """Ask the service about every resource; `{lang}` in its address stands for the language.

    `linked` are pairs of a resource and a namespace; one that leads to the service is not asked.
    After a failure nothing more is asked: what is not answered is `failed`, never "no candidate".
    """
    if not service.startswith(("http://", "https://")):
        raise UsageError(f"{service!r} is no address of a service", hint="Write https://...")
    result = Inquiry()
    for language, everyone in _by_language(service, subjects).items():
        asked = everyone
        try:
            url = service.replace(_LANGUAGE, language)
            manifest = client.ask(Request(url), lambda said: read_manifest(said, space=space))
            result.space = (manifest.iri("Q1") or "").removesuffix("Q1")
            asked = [each for each in everyone if (each[0].iri, result.space) not in linked]
            _ask(client, url, manifest, language, asked, result)
        except NotKeptError:
            result.not_kept |= {subject.iri for subject, _ in asked}
        except ServiceFailedError as error:
            result.fault = result.fault or error.message
            result.failed |= {subject.iri for subject, _ in asked}
            client.offline = True  # what is kept is still read
    return result


def _by_language(service: str, subjects: Sequence[Subject]) -> dict[str, list[tuple[Subject, str]]]:
    """For each language the resources to ask for in it, each with one name."""
    found: dict[str, list[tuple[Subject, str]]] = defaultdict(list)
    for subject in subjects:
        names = {language: each for language, each in subject.names.items() if language}
        names = names or {_DEFAULT: subject.names[""]}
        if _LANGUAGE not in service:
            first = _DEFAULT if _DEFAULT in names else min(names)
            names = {"": names[first]}
        for language, each in names.items():
            if language.isalnum() or not language:
                found[language].append((subject, each[0][:_LONGEST]))
    return {language: found[language] for language in sorted(found)}


def _ask(  # noqa: PLR0913  what is asked, where, and where it goes
    client: Client,
    url: str,
    manifest: Manifest,
    language: str,
    asked: Sequence[tuple[Subject, str]],
    result: Inquiry,
) -> None:
    open_queries: list[tuple[Subject, Query]] = []
    for subject, name in asked:
        query = _query(subject, name, manifest)
        said = client.kept(request(url, manifest, [query]))
        if said is None:
            open_queries.append((subject, query))
        else:
            (entries,) = read_answer(said, manifest, 1)
            _take(subject, entries, language, result)
    for batch in _batches(open_queries, manifest.batch):
        _ask_batch(client, url, manifest, language, batch, result)


def _ask_batch(  # noqa: PLR0913  as above
    client: Client,
    url: str,
    manifest: Manifest,
    language: str,
    batch: Sequence[tuple[Subject, Query]],
    result: Inquiry,
) -> None:
    iris = {subject.iri for subject, _ in batch}
    if client.offline:
        (result.failed if result.fault else result.not_kept).update(iris)
        return
    try:
        said = client.fetched(request(url, manifest, [query for _, query in batch]))
        answers = read_answer(said, manifest, len(batch))
    except ServiceFailedError as error:
        result.fault = result.fault or error.message
        result.failed |= iris
        client.offline = True
        return
    for number, ((subject, query), entries) in enumerate(zip(batch, answers, strict=True)):
        client.keep(request(url, manifest, [query]), _single(said, manifest, number))
        _take(subject, entries, language, result)


def _single(said: object, manifest: Manifest, number: int) -> object:
    """The answer as if only one query had been asked; its form was checked before."""
    if not isinstance(said, dict):
        raise ServiceFailedError("the answer is no JSON object")
    if manifest.draft:
        return {"results": [said["results"][number]]}
    return {"q0": said[f"q{number}"]}


def _batches(
    queries: Sequence[tuple[Subject, Query]], size: int
) -> Iterator[Sequence[tuple[Subject, Query]]]:
    for start in range(0, len(queries), size):
        yield queries[start : start + size]


def _query(subject: Subject, name: str, manifest: Manifest) -> Query:
    if not manifest.wikidata:
        return Query(name)
    kind = read_kinds().kinds.get(subject.kind)
    properties = [(_COUNTRY, subject.country)] if subject.country else []
    for scheme in SCHEMES:
        notations = sorted(subject.identifiers.get(scheme.key, ()))
        properties += [(scheme.wikidata, each) for each in notations if scheme.wikidata]
    return Query(name, kind.ask if kind else "", tuple(properties))


def _take(subject: Subject, entries: Sequence[Entry], language: str, result: Inquiry) -> None:
    found = result.found.setdefault(subject.iri, {})
    for entry in entries:
        new = _candidate(subject, entry, language)
        known = found.get(entry.id)
        found[entry.id] = new if known is None else merged(known, new)


def _candidate(subject: Subject, entry: Entry, language: str) -> Candidate:
    identifiers = {
        scheme.key: subject.identifiers[scheme.key]
        for scheme in SCHEMES
        if scheme.wikidata in entry.agreeing and scheme.key in subject.identifiers
    }
    return Candidate(
        id=entry.id,
        names={language: (entry.name,)},
        kinds=read_kinds().of_types(entry.types),
        country=subject.country if _COUNTRY in entry.agreeing else "",
        identifiers=identifiers,
    )


def merged(one: Candidate, other: Candidate) -> Candidate:
    """One candidate that was seen twice, in two languages or in two sources."""
    names: dict[str, tuple[str, ...]] = dict(one.names)
    for language, each in other.names.items():
        names[language] = tuple(dict.fromkeys((*names.get(language, ()), *each)))
    identifiers: Mapping[str, frozenset[str]] = {
        key: one.identifiers.get(key, frozenset()) | other.identifiers.get(key, frozenset())
        for key in sorted(one.identifiers.keys() | other.identifiers.keys())
    }
    return replace(
        one,
        names=names,
        kinds=one.kinds | other.kinds,
        country=one.country or other.country,
        identifiers=identifiers,
        point=one.point or other.point,
    )
