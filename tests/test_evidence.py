"""Evidence: each fact has a claim, each claim opens the source at its words."""

from __future__ import annotations

import hashlib
from pathlib import Path

import plain_workspace as plain
import pyoxigraph
import pytest
from pyoxigraph import RdfFormat

from servanda.evidence import evidence
from servanda.evidence.examine import Examined, SourceText, examine
from servanda.evidence.fragment import find_fragment, parse_fragment

TEXT = (
    "L’accord est signé. Les deux régions ont signé ce jour, à Hangzhou, un accord. 两地签署协议。"
)
START = TEXT.index("ont signé ce jour")
END = START + len("ont signé ce jour")

DATA = """\
@prefix e: <https://example.org/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix schema: <https://schema.org/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .

e:record {
  e:agreement e:signedBy e:region .
  e:claim rdf:subject e:agreement ; rdf:predicate e:signedBy ; rdf:object e:region ;
    prov:hadPrimarySource e:source ; prov:wasQuotedFrom e:passage .
  e:passage oa:hasSource <https://press.example/a> ; oa:hasSelector e:selector ;
    schema:url <https://press.example/a#:~:text=ont,ce%20jour> .
  e:selector oa:start START ; oa:end END ; spdx:checksumValue "DIGEST" ;
    rdf:value ":~:text=ont,ce%20jour" .
  e:source foaf:page <https://press.example/a> ; spdx:checksumValue "WHOLE" .
}
"""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def examined(*changes: tuple[str, str], text: str = TEXT) -> Examined:
    data = DATA
    for old, new in changes:
        assert old in data
        data = data.replace(old, new)
    for name, value in (
        ("START", str(START)),
        ("END", str(END)),
        ("DIGEST", digest(TEXT[START:END])),
        ("WHOLE", digest(TEXT)),
    ):
        data = data.replace(name, value)
    quads = pyoxigraph.parse(data, RdfFormat.TRIG)
    return examine(quads, {"https://example.org/signedBy"}, [SourceText("page.txt", text)])


def test_a_fact_with_its_place() -> None:
    done = examined()
    assert done.problems == ()
    assert (done.facts, done.claims, done.locators, done.resolved) == (1, 1, 1, 1)
    assert (done.quoted, done.sourced) == (1, 0)


UNCLAIMED = ("e:agreement e:signedBy e:region .", "e:agreement e:signedBy e:region , e:other .")


@pytest.mark.parametrize("way", ["hadPrimarySource", "wasDerivedFrom"])
def test_a_record_may_name_the_source_of_all_its_facts(way: str) -> None:
    done = examined(UNCLAIMED, ("e:record {", f"e:record {{ e:record prov:{way} e:source ."))
    assert done.problems == ()
    assert (done.facts, done.quoted, done.sourced) == (2, 1, 1)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "e:record {",
        "e:record { e:agreement prov:hadPrimarySource e:source .",  # not the record itself
        "e:next { e:next prov:hadPrimarySource e:source } e:record {",  # another record
    ],
)
def test_without_it_each_fact_needs_a_claim(elsewhere: str) -> None:
    done = examined(UNCLAIMED, ("e:record {", elsewhere))
    assert [problem.kind for problem in done.problems] == ["unsupported"]
    assert (done.facts, done.quoted, done.sourced) == (2, 1, 0)


def test_a_claim_alone_is_no_passage() -> None:
    done = examined((" ; prov:wasQuotedFrom e:passage", ""))
    assert (done.facts, done.quoted, done.sourced) == (1, 0, 0)


def test_the_first_dataset_rests_on_claims(workspace_root: Path) -> None:
    done = evidence(workspace_root)
    assert done.sourced == 0
    assert 0 < done.quoted <= done.facts
    assert done.findings == ()


def test_a_record_of_the_plain_workspace_has_its_source(tmp_path: Path) -> None:
    done = evidence(plain.make(tmp_path))
    assert (done.facts, done.quoted, done.sourced, done.findings) == (10, 0, 10, ())


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (("rdf:object e:region", "rdf:object e:other"), "unsupported"),
        (("rdf:object e:region", "rdf:object e:other"), "not-stated"),
        (("prov:hadPrimarySource e:source ; ", ""), "no-source"),
        (("DIGEST", "00"), "other-words"),
        (("oa:end END", "oa:end 99999"), "outside"),
        (("oa:end END", 'oa:end "there"'), "no-offsets"),
        (('":~:text=ont,ce%20jour"', '"line 3"'), "no-fragment"),
        (("a#:~:text=ont,ce%20jour", "a"), "wrong-address"),
        (("foaf:page <https://press.example/a>", "foaf:page e:else"), "wrong-page"),
        (("ont,ce%20jour", "L%E2%80%99accord"), "opens-elsewhere"),
        (("ont,ce%20jour", "ont,demain"), "opens-elsewhere"),
        (("ont,ce%20jour", "a%20b%20c%20d%20e,f%20g%20h%20i"), "too-many-words"),
    ],
)
def test_each_fault_is_found(change: tuple[str, str], kind: str) -> None:
    assert kind in {problem.kind for problem in examined(change).problems}


def test_a_locator_is_not_called_found_without_its_text() -> None:
    done = examined(text="another text")
    assert (done.locators, done.resolved, done.matched) == (1, 0, frozenset())


@pytest.mark.parametrize(
    ("directive", "words"),
    [
        ("signé", "signé"),
        ("SIGN%C3%89", "signé"),
        ("ce%20jour", "ce jour"),
        ("Les,ce%20jour", "Les deux régions ont signé ce jour"),
        ("ont-,sign%C3%A9", "signé"),
        ("sign%C3%A9,-ce%20jour", "signé"),
        ("签署", "签署"),
        ("accord,-.%20%E4%B8%A4", "accord"),
    ],
)
def test_a_fragment_is_found(directive: str, words: str) -> None:
    fragment = parse_fragment(f":~:text={directive}")
    assert fragment is not None
    found = find_fragment(fragment, TEXT)
    assert found is not None
    assert TEXT[found[0] : found[1]] == words


@pytest.mark.parametrize("directive", ["sig", "jou", "egions", "nowhere", "ce%20jour,Les"])
def test_parts_of_words_are_no_match(directive: str) -> None:
    fragment = parse_fragment(f":~:text={directive}")
    assert fragment is not None
    assert find_fragment(fragment, TEXT) is None


@pytest.mark.parametrize("directive", ["#top", ":~:text=", ":~:text=a,b,c", ":~:text=,a"])
def test_what_is_no_text_directive(directive: str) -> None:
    assert parse_fragment(directive) is None
