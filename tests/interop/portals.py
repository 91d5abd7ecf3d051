"""What each portal holds of a catalogue, field by field, beside what the catalogue says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from interop.environments import environment
from interop.said import LANGUAGES, Catalogue, Dataset, File, Texts

Held = dict[str, Any]
FIELDS = (
    *("accepted", "title", "description", "licence", "publisher", "contact", "frequency"),
    *("temporal", "spatial", "themes", "keywords", "distributions", "file titles"),
    *("file descriptions", "file licences", "media types", "sizes", "checksums"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a portal holds a field as it is said, and what of it, in a few words."""

    kept: bool
    words: str


Verdicts = dict[str, Verdict]


def udata_catalogue(release: Path) -> Path:
    """The catalogue that data.gouv.fr is given: the one in its form where the release has it."""
    own = release / "catalog-udata.ttl"
    return own if own.exists() else release / "catalog.ttl"


def in_ckan(release: Path) -> dict[str, Verdicts]:
    """By portal and field what CKAN holds of the datasets of a release, with and without schema."""
    catalogue = release / "catalog.ttl"
    held = environment("ckan").driver("in_ckan", catalogue)
    said = Catalogue(catalogue).datasets()
    return {
        "CKAN": _worst(_pairs(said, held["plain"], _ckan_iri), _ckan_plain),
        "CKAN, multilingual": _worst(
            _pairs(said, held["multilingual"], _ckan_iri), _ckan_multilingual
        ),
    }


def in_udata(release: Path) -> dict[str, Verdicts]:
    """By portal and field what data.gouv.fr holds of the datasets of a release that is online."""
    held = environment("udata").driver("in_udata", udata_catalogue(release), "--hosted")
    said = Catalogue(release / "catalog.ttl").datasets()
    pairs = _pairs(said, held, lambda dataset: dataset["harvest"]["uri"])
    return {"data.gouv.fr": _worst(pairs, _udata)}


def _pairs(
    said: list[Dataset], held: list[Held], iri: Callable[[Held], str]
) -> list[tuple[Dataset, Held]]:
    """Each dataset with what is held of it; an empty answer where it was not found at all."""
    found = {iri(dataset): dataset for dataset in held}
    return [(dataset, found.get(dataset.iri, {})) for dataset in said]


def _worst(
    pairs: Iterable[tuple[Dataset, Held]], compare: Callable[[Dataset, Held], Verdicts]
) -> Verdicts:
    """The verdicts on several datasets as one: a field is kept if each dataset keeps it."""
    worst: Verdicts = {}
    for said, held in pairs:
        found = compare(said, held) if held else {"accepted": Verdict(kept=False, words="no")}
        for field, verdict in found.items():
            if field not in worst or not verdict.kept:
                worst[field] = verdict
    return worst


def _ckan_iri(dataset: Held) -> str:
    return str(dataset.get("uri") or _extras(dataset)["uri"])


def _extras(dataset: Held) -> Held:
    return {extra["key"]: extra["value"] for extra in dataset.get("extras", [])}


def _languages(said: Texts, held: Texts) -> Verdict:
    """In which languages a text is held as it is said."""
    same = [language for language in LANGUAGES if said.get(language) == held.get(language)]
    return Verdict(len(same) == len(LANGUAGES), ", ".join(same) or "lost")


def _single(said: Texts, held: str | None, language: str) -> Verdict:
    """Whether a portal of one language holds the text of that language."""
    return Verdict(said.get(language) == held, language if said.get(language) == held else "lost")


def _value(*, kept: bool, words: str = "kept", lost: str = "lost") -> Verdict:
    return Verdict(kept, words if kept else lost)


def _every(files: dict[str, File], same: Callable[[str, File], bool], what: str = "") -> Verdict:
    """How many of the distributions hold a field as it is said."""
    good = sum(same(iri, file) for iri, file in files.items())
    words = f"{good} of {len(files)}" if good < len(files) else "every one"
    return Verdict(good == len(files), f"{words}{what and f' ({what})'}")


def _ckan_common(said: Dataset, held: Held, fields: Held) -> Verdicts:
    """The fields that CKAN holds alike with and without a schema."""
    resources = {resource["uri"]: resource for resource in held["resources"]}

    def same(key: str, value: Callable[[File], object]) -> Verdict:
        return _every(said.files, lambda iri, f: resources.get(iri, {}).get(key) == value(f))

    refused = ", ".join(held["refused_tags"])
    place = fields["spatial_uri"]
    return {
        "accepted": _value(kept=not refused, words="yes", lost=f"no: keyword {refused}"),
        "licence": _value(kept=bool(held["license_id"]), words=f"as {held['license_id']}"),
        "frequency": _value(kept=fields["frequency"] == said.frequency),
        "temporal": _value(kept=(fields["start"], fields["end"]) == said.period),
        "spatial": Verdict(
            place in said.places and len(said.places) == 1,
            "kept" if len(said.places) == 1 else f"one of {len(said.places)} places",
        ),
        "themes": _value(kept=all(theme in fields["theme"] for theme in said.themes)),
        "distributions": same("url", lambda file: file.url),
        "file licences": _every(
            said.files, lambda iri, f: resources.get(iri, {}).get("license") in f.licence
        ),
        "media types": same("mimetype", lambda file: file.media_type),
        "sizes": same("size", lambda file: file.size),
        "checksums": same("hash", lambda file: file.sha256),
    }


def _ckan_plain(said: Dataset, held: Held) -> Verdicts:
    """What CKAN without a schema holds, in English as set up."""
    extras = _extras(held)
    fields = {**extras, "start": extras.get("temporal_start"), "end": extras.get("temporal_end")}
    resources = {resource["uri"]: resource for resource in held["resources"]}
    words = {word for each in said.keywords.values() for word in each}

    def text(key: str, texts: Callable[[File], Texts]) -> Verdict:
        return _every(
            said.files,
            lambda iri, file: resources.get(iri, {}).get(key) == texts(file).get("en"),
            "en",
        )

    return {
        **_ckan_common(said, held, fields),
        "title": _single(said.title, held["title"], "en"),
        "description": _single(said.description, held["notes"], "en"),
        "publisher": _single(said.publisher, extras["publisher_name"], "en"),
        "contact": _single(said.contact, extras["contact_name"], "en"),
        "keywords": _value(kept={tag["name"] for tag in held["tags"]} == words, words="fr, en, zh"),
        "file titles": text("name", lambda file: file.title),
        "file descriptions": text("description", lambda file: file.description),
    }


def _names(contact: Held) -> Texts:
    """The names of a contact by language; one without a language is held in one language."""
    translated = contact.get("name_translated", {})
    return translated or dict.fromkeys(LANGUAGES, contact["name"])


def _ckan_multilingual(said: Dataset, held: Held) -> Verdicts:
    """What CKAN with a schema of three languages holds."""
    (period,) = held["temporal_coverage"]
    places = held.get("spatial_coverage", [{}])
    fields = {**held, **period, "spatial_uri": places[0].get("uri")}
    resources = {resource["uri"]: resource for resource in held["resources"]}
    tags = {language: frozenset(words) for language, words in held["tags_translated"].items()}

    def text(key: str, texts: Callable[[File], Texts]) -> Verdict:
        same = _every(said.files, lambda iri, f: resources.get(iri, {}).get(key) == texts(f))
        return Verdict(same.kept, f"{same.words} (fr, en, zh)")

    return {
        **_ckan_common(said, held, fields),
        "title": _languages(said.title, held["title_translated"]),
        "description": _languages(said.description, held["notes_translated"]),
        "publisher": _single(said.publisher, held["publisher"][0]["name"], "en"),
        "contact": _languages(said.contact, _names(held["contact"][0])),
        "keywords": _value(kept=tags == said.keywords, words="fr, en, zh"),
        "file titles": text("name_translated", lambda file: file.title),
        "file descriptions": text("description_translated", lambda file: file.description),
    }


def _licences(resource: Held | None) -> frozenset[str]:
    """The licences that data.gouv.fr noted with a resource; they are texts, not its own list."""
    return frozenset((resource or {}).get("extras", {}).get("dcat", {}).get("license", []))


def _udata(said: Dataset, held: Held) -> Verdicts:
    """What data.gouv.fr holds: one language, French."""
    resources = {resource["harvest"]["uri"]: resource for resource in held["resources"]}
    contacts = {contact["role"]: contact for contact in held["contacts"]}

    def same(key: str, value: Callable[[File], object], what: str = "") -> Verdict:
        return _every(said.files, lambda iri, f: resources.get(iri, {}).get(key) == value(f), what)

    tags = set(held["tags"])
    boxes = len(held.get("spatial", {}).get("geom", {}).get("coordinates", []))
    licence = held["licence"] or "notspecified"
    contact = contacts.get("contact", {})
    frequency = held["frequency"] or "unknown"
    return {
        "accepted": _value(
            kept=not held["refused"], words="yes", lost=f"no: {held['refused'][:90]} …"
        ),
        "title": _single(said.title, held["title"], "fr"),
        "description": _single(said.description, held["description"], "fr"),
        "licence": _value(kept=licence != "notspecified", words=f"as {licence}"),
        "publisher": _single(said.publisher, contacts.get("publisher", {}).get("name"), "fr"),
        "contact": _single(said.contact, contact.get("name"), "fr"),
        "frequency": _value(kept=frequency != "unknown", words=f"as {frequency}"),
        "temporal": _value(kept=tuple(held.get("temporal", ())) == said.period),
        "spatial": _value(kept=boxes == said.boxes > 0, words="every box, as one shape"),
        # A theme becomes a tag by its French label; there are no other tags than those of keywords.
        "themes": _value(
            kept=len(tags - set(held["tag_of"].values())) == len(said.themes), words="as tags, fr"
        ),
        "keywords": _value(kept=tags >= set(held["tag_of"].values()), words="as tags, all"),
        "distributions": same("url", lambda file: file.url),
        "file titles": same("title", lambda file: file.title.get("fr"), "fr"),
        "file descriptions": same("description", lambda file: file.description.get("fr"), "fr"),
        "file licences": _every(
            said.files, lambda iri, file: bool(file.licence & _licences(resources.get(iri)))
        ),
        "media types": same("mime", lambda file: file.media_type),
        "sizes": same("filesize", lambda file: file.size),
        "checksums": same("sha256", lambda file: file.sha256),
    }
