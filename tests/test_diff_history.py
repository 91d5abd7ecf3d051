"""The history of a dataset: Atom feeds and an event stream, made from releases in their order."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple
from tiny_release import make_release, records

from servanda.diff import diff
from servanda.diff.atom import atom_feeds
from servanda.diff.ldes import ROOT, event_stream
from servanda.errors import UsageError

BASE = Path(__file__).parent / "diff"
ATOM = "{http://www.w3.org/2005/Atom}"
LDES = "https://w3id.org/ldes#"
TREE = "https://w3id.org/tree#"
AS = "https://www.w3.org/ns/activitystreams#"
VERSION_OF = "http://purl.org/dc/terms/isVersionOf"
MOMENT = "http://www.w3.org/ns/prov#generatedAtTime"
TURIN = "https://example.org/id/party/turin"
AGREEMENT = "https://example.org/id/agreement/lyon-turin"


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three: the base, then with a third party, then without the party that nobody names."""
    folder = tmp_path_factory.mktemp("history")
    first = records(BASE / "base")
    second = {**first, **records(BASE / "cases" / "party-added" / "after")}
    third = {name: text for name, text in first.items() if name != "party/quito.ttl"}
    days = ("2026-01-01", "2026-03-15", "2026-03-15")
    texts = (first, second, third)
    return [
        make_release(folder / str(number), texts[number], version=f"1.{number}.0", issued=day)
        for number, day in enumerate(days)
    ]


def page_of(iri: str, language: str) -> str | None:
    return f"{language}/lyon-turin.html" if iri == AGREEMENT else None


def feeds(folders: list[Path], address: str = "") -> dict[str, ET.Element]:
    found = atom_feeds(folders, page_of, address=address)
    return {path: ET.fromstring(text) for path, text in found}  # noqa: S314  our own text


def test_there_is_a_feed_for_each_language_with_what_the_format_demands(
    releases: list[Path],
) -> None:
    found = feeds(releases)
    assert sorted(found) == [f"feeds/changes.{each}.atom" for each in ("en", "fr", "zh")]
    for feed in found.values():
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            names = [child.tag.removeprefix(ATOM) for child in element]
            assert [names.count(name) for name in ("id", "title", "updated")] == [1, 1, 1]
            assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert feed.findtext(f"{ATOM}author/{ATOM}name")
        entries = feed.findall(f"{ATOM}entry")
        ids = [entry.findtext(f"{ATOM}id") for entry in entries]
        assert len(ids) == len(set(ids))
        moments = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
        assert moments == sorted(moments, reverse=True)
        assert feed.findtext(f"{ATOM}updated") == moments[0] == "2026-03-15T00:00:00Z"


def test_an_entry_tells_what_changed_in_the_words_of_its_feed(releases: list[Path]) -> None:
    feed = feeds(releases[:2])["feeds/changes.fr.atom"]
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}title") == "Modification\u00a0: Accord Lyon – Turin"
    said = "".join(entry.find(f"{ATOM}content").itertext())  # type: ignore[union-attr]
    assert "Participation – ajout\u00a0: Quito, témoin" in said


@pytest.mark.parametrize(
    ("address", "link", "own"),
    [
        ("", "../en/lyon-turin.html", "changes.en.atom"),
        (
            "https://example.org/site",
            "https://example.org/site/en/lyon-turin.html",
            "https://example.org/site/feeds/changes.en.atom",
        ),
    ],
)
def test_links_begin_with_the_address_of_the_site_if_it_is_known(
    address: str, link: str, own: str, releases: list[Path]
) -> None:
    feed = feeds(releases[:2], address)["feeds/changes.en.atom"]
    links = [each.get("href") for each in feed.findall(f"{ATOM}entry/{ATOM}link")]
    assert set(links) == {link}
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == own  # type: ignore[union-attr]


def test_entries_keep_their_identifiers_when_the_history_goes_on(releases: list[Path]) -> None:
    def ids(count: int) -> list[str | None]:
        feed = feeds(releases[:count])["feeds/changes.zh.atom"]
        return [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]

    assert ids(3)[-len(ids(2)) :] == ids(2)


def test_hostile_names_do_not_break_a_feed(tmp_path: Path) -> None:
    texts = records(BASE / "base") | records(BASE / "cases" / "hostile-label" / "after")
    feed = feeds([make_release(tmp_path / "r", texts)])["feeds/changes.en.atom"]
    titles = [entry.findtext(f"{ATOM}title", "") for entry in feed.findall(f"{ATOM}entry")]
    assert any("<script>alert(1)</script>" in title for title in titles)


# The event stream.


def stream(folders: list[Path]) -> dict[str, bytes]:
    return dict(event_stream(folders))


def quads(files: dict[str, bytes]) -> list[Quad]:
    return [
        quad
        for path, text in files.items()
        if path.endswith(".nq")
        for quad in pyoxigraph.parse(text, format=RdfFormat.N_QUADS)
    ]


def root(files: dict[str, bytes]) -> list[Quad]:
    base = "http://host.example/events/index.ttl"
    return list(pyoxigraph.parse(files[ROOT], format=RdfFormat.TURTLE, base_iri=base))


def objects(found: Iterable[Quad], predicate: str) -> list[object]:
    return [quad.object for quad in found if quad.predicate.value == predicate]


def test_the_stream_has_one_view_paths_a_shape_and_a_retention_policy(
    releases: list[Path],
) -> None:
    found = root(stream(releases))
    assert objects(found, f"{TREE}view") == [NamedNode("http://host.example/events/index.ttl")]
    assert objects(found, f"{LDES}timestampPath") == [NamedNode(MOMENT)]
    assert objects(found, f"{LDES}versionOfPath") == [NamedNode(VERSION_OF)]
    assert len(objects(found, f"{TREE}shape")) == 1
    (policy,) = objects(found, f"{LDES}retentionPolicy")
    (kept,) = (quad.object for quad in found if quad.subject == policy and "From" in str(quad))
    assert isinstance(kept, Literal)
    assert kept.value == "2026-01-01T00:00:00Z"
    assert not any("_:" in str(quad.subject) for quad in found)


def test_every_page_has_a_lower_and_an_upper_bound_in_time(releases: list[Path]) -> None:
    files = stream(releases)
    found = root(files)
    kinds: dict[str, set[str]] = {}
    for relation in objects(found, f"{TREE}relation"):
        about = {quad.predicate.value: quad.object for quad in found if quad.subject == relation}
        assert about[f"{TREE}path"] == NamedNode(MOMENT)
        node = about[f"{TREE}node"].value.removeprefix("http://host.example/events/")
        kind = about["http://www.w3.org/1999/02/22-rdf-syntax-ns#type"].value
        kinds.setdefault(node, set()).add(kind)
        moments = set(objects(pyoxigraph.parse(files[node], format=RdfFormat.N_QUADS), MOMENT))
        assert moments == {about[f"{TREE}value"]}
    bounds = {f"{TREE}{each}ThanOrEqualToRelation" for each in ("Greater", "Less")}
    assert kinds == {path: bounds for path in files if path.endswith(".nq")}


def test_each_member_is_a_version_of_one_resource_at_one_moment(releases: list[Path]) -> None:
    found = quads(stream(releases))
    for member in objects(found, f"{TREE}member"):
        about = [quad for quad in found if quad.subject == member]
        assert len(objects(about, VERSION_OF)) == len(objects(about, MOMENT)) == 1


def test_the_members_of_a_release_are_what_differs_from_the_one_before(
    releases: list[Path],
) -> None:
    found = quads(stream(releases))
    events = {
        (quad.subject.value, quad.object.value.removeprefix(AS))
        for quad in found
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(AS)
    }
    assert {event for event in events if "/version/1.1.0" in event[0]} == {
        (f"{AGREEMENT}/version/1.1.0", "Update")
    }
    assert {event for event in events if "/version/1.2.0" in event[0]} == {
        (f"{AGREEMENT}/version/1.2.0", "Update"),
        ("https://example.org/id/party/quito/version/1.2.0", "Delete"),
    }
    assert (f"{TURIN}/version/1.0.0", "Create") in events


def replayed(folders: list[Path]) -> set[Triple]:
    """What a reader holds who keeps the last version of each resource."""
    found = quads(stream(folders))
    of = {quad.subject: quad.object for quad in found if quad.predicate.value == VERSION_OF}
    latest = {of[member]: member for member in sorted(of, key=str)}
    kept = set(latest.values())
    return {quad.triple for quad in found if quad.graph_name in kept}


def stated(release: Path) -> set[Triple]:
    return {quad.triple for quad in pyoxigraph.parse(path=str(release / "dump" / "dataset.nq"))}


def test_who_replays_the_stream_has_the_last_release(releases: list[Path]) -> None:
    assert replayed(releases) == stated(releases[-1])


@pytest.mark.parametrize("case", sorted(path.name for path in (BASE / "cases").iterdir()))
def test_who_replays_an_edit_has_the_edited_release(
    case: str, releases: list[Path], tmp_path: Path
) -> None:
    gone = BASE / "cases" / case / "gone.txt"
    names = gone.read_text("utf-8").split() if gone.is_file() else []
    texts = records(BASE / "base") | records(BASE / "cases" / case / "after")
    kept = {name: text for name, text in texts.items() if name not in names}
    after = make_release(tmp_path / "after", kept, version="2.0.0", issued="2026-04-01")
    assert replayed([releases[0], after]) == stated(after)


def test_a_further_release_adds_pages_and_changes_the_root_only(releases: list[Path]) -> None:
    before, after = stream(releases[:2]), stream(releases)
    assert {path for path in before if before[path] != after.get(path)} == {ROOT}
    assert sorted(after.keys() - before.keys()) == ["1.2.0/1.nq"]


def test_a_page_has_at_most_250_members(tmp_path: Path) -> None:
    texts = {
        f"party/{n}.ttl": f"<https://example.org/id/party/{n}> a <http://a.example/Party> ."
        for n in range(600)
    }
    files = stream([make_release(tmp_path / "r", texts)])
    members = {
        path: sum(f"<{TREE}member>".encode() in line for line in text.splitlines())
        for path, text in files.items()
        if path.endswith(".nq")
    }
    assert max(members.values()) == 250
    assert sum(members.values()) >= 600


def test_a_version_that_is_no_file_name_becomes_one(tmp_path: Path) -> None:
    made = make_release(tmp_path / "r", records(BASE / "base"), version="../../é v/1")
    files = stream([made])
    assert all(path == ROOT or path.split("/")[0].isalnum() for path in files)
    assert any("/version/..%2F..%2F%C3%A9%20v%2F1" in str(quad.subject) for quad in quads(files))


# The order of releases.


def test_releases_are_given_in_their_order(releases: list[Path]) -> None:
    with pytest.raises(UsageError, match="before version"):
        stream([releases[1], releases[0]])


def test_a_version_stands_once(releases: list[Path]) -> None:
    with pytest.raises(UsageError, match="stands twice"):
        stream([releases[0], releases[0]])


def test_a_history_has_a_release() -> None:
    with pytest.raises(UsageError, match="needs a release"):
        stream([])


def test_the_members_are_the_resources_that_are_told(releases: list[Path]) -> None:
    told = {resource.iri for resource in diff(releases[1], releases[2]).resources}
    found = quads(stream(releases))
    of = {
        quad.object
        for quad in found
        if quad.predicate.value == VERSION_OF and quad.subject.value.endswith("1.2.0")
    }
    assert of == told
