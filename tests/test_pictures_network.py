"""The network: each party has a line, each agreement a mark, and no name meets another."""

from __future__ import annotations

import random
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from picture_cases import bytes_with_seed

from servanda.pictures.drawing.base import Box, Label, overlaps
from servanda.pictures.drawing.figure import figure
from servanda.pictures.drawing.standalone import standalone
from servanda.pictures.network import network_picture, network_scene
from servanda.pictures.networks.groups import groups
from servanda.pictures.networks.trunks import trunks
from servanda.pictures.networks.weaving import NARROW, WIDE, Sheet, weave
from servanda.pictures.partners import Agreement, Party, known_only

HERE = Path(__file__).parent
LABELS = {
    "latin": "Université de technologie et de sciences appliquées de la ville et de sa région, 12",
    "chinese": "中华人民共和国某某省某某市人民政府外事办公室国际交流与合作处第一科" * 3,
    "arabic": "جامعة العلوم والتكنولوجيا التطبيقية (المدينة) ومنطقتها، القسم 12 للتعاون الدولي",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f1eb\U0001f1f7" * 20,
    "hostile": "</text><script>alert(1)</script>\u202e\x00'\"&" * 20,
    "endless": "x" * 10_000,
}
SVG = "{http://www.w3.org/2000/svg}"


def parties(count: int, text: str = "Party", lang: str = "en") -> list[Party]:
    return [
        Party(f"p{each:03}", Label(f"{text} {each}", lang), f"party/{each}.html")
        for each in range(count)
    ]


def deal(*numbers: int, key: str = "") -> Agreement:
    keys = tuple(f"p{each:03}" for each in numbers)
    return Agreement(key or "-".join(keys), Label(f"Agreement {numbers}"), keys, "a.html")


def star(count: int) -> list[Agreement]:
    return [deal(0, each) for each in range(1, count)]


def pairs(count: int) -> list[Agreement]:
    return [deal(each, each + 1) for each in range(0, count - 1, 2)]


def complete(count: int) -> list[Agreement]:
    return [deal(one, other) for one in range(count) for other in range(one)]


def at_random(count: int) -> list[Agreement]:
    dice = random.Random(7)  # noqa: S311 - the same every time
    return [deal(*dice.sample(range(count), dice.choice([2, 2, 3, 6]))) for _ in range(count)]


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - made by us


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("shape", [star, pairs, at_random], ids=lambda each: each.__name__)
@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_no_two_names_overlap_and_none_leaves_the_drawing(
    text: str, shape: object, sheet: Sheet
) -> None:
    assert callable(shape)
    scene = network_scene(parties(100, text), shape(100), "fr", sheet)
    assert overlaps(scene.boxes()) == ()
    for box in scene.boxes():
        assert box.within(Box(0, 0, scene.width, scene.height))


@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_a_network_of_hostile_labels_is_xml_without_scripts(text: str) -> None:
    picture = network_picture(parties(12, text), star(12), "zh")
    for svg in (picture.svg, picture.narrow, standalone(picture)):
        tags = {each.tag for each in parsed(svg).iter()}
        assert tags <= {
            SVG + tag
            for tag in ("svg", "title", "desc", "g", "a", "path", "text", "tspan", "style")
        }


def test_each_tie_is_drawn_once() -> None:
    scene = network_scene(parties(40), [*star(20), deal(21, 22, 23), deal(21, 22)], "en")
    ties = [part for part in scene.parts if part.title and not part.texts]
    assert len(ties) == 21


def test_agreements_between_the_same_parties_share_a_line_that_says_how_many() -> None:
    scene = network_scene(parties(2), [deal(0, 1, key="a"), deal(0, 1, key="b")], "en")
    (tie,) = [part for part in scene.parts if part.title and not part.texts]
    assert tie.title.startswith("2 agreements: ")
    assert tie.href == ""


def test_groups_are_told_apart_and_the_largest_is_first() -> None:
    found = groups(*known_only(parties(9), [deal(0, 1), deal(2, 3, 4), deal(4, 5)]))
    assert [[each.key for each in group.parties] for group in found] == [
        ["p004", "p005", "p002", "p003"],
        ["p000", "p001"],
    ]


def test_a_hub_stands_before_its_partners() -> None:
    (group,) = groups(*known_only(parties(8), [deal(each, 5) for each in (0, 1, 2, 7)]))
    assert group.parties[0].key == "p005"
    assert group.partners == (4, 1, 1, 1, 1)


def test_the_ties_of_a_hub_run_in_one_trunk() -> None:
    (group,) = groups(*known_only(parties(100), star(100)))
    assert len(trunks(group.ties)) == 1


@pytest.mark.parametrize("shape", [star, complete, at_random], ids=lambda each: each.__name__)
def test_no_two_trunks_of_a_lane_meet(shape: object) -> None:
    assert callable(shape)
    for group in groups(*known_only(parties(30), shape(30))):
        runs: dict[int, list[tuple[int, int]]] = {}
        for trunk in trunks(group.ties):
            first = trunk.ties[0].rows[0]
            last = max(tie.rows[-1] for tie in trunk.ties)
            taken = runs.setdefault(trunk.lane, [])
            assert all(last < start or end < first for start, end in taken)
            taken.append((first, last))


def test_a_knot_of_a_hundred_parties_is_drawn_whole_where_there_is_room() -> None:
    plan = weave(groups(*known_only(parties(100), complete(100))), WIDE)
    assert sum(block.cut for block in plan.blocks) == 0


def test_what_finds_no_room_is_counted_in_the_drawing_and_stands_in_the_table() -> None:
    people, deals = parties(560), pairs(560)
    picture = network_picture(people, deals, "en")
    assert "160 more parties in the table." in picture.svg
    assert "160 more parties in the table." in picture.narrow
    assert {row[0].text for row in picture.rows} == {each.label.text for each in people}


def test_of_a_group_that_is_too_large_the_head_is_drawn() -> None:
    scene = network_scene(parties(400), star(400), "en")
    assert sum(part.href.startswith("party/") for part in scene.parts) == WIDE.limit


def test_a_chain_of_a_thousand_agreements_is_no_limit() -> None:
    chain = [deal(each, each + 1) for each in range(999)]
    (group,) = groups(*known_only(parties(1000), chain))
    assert len(group.parties) == 1000


def test_a_party_without_partners_is_counted_and_stands_in_the_table() -> None:
    picture = network_picture(parties(3), [deal(0, 1)], "fr")
    assert "1 partie n’a pas de partenaire connu" in picture.description
    assert [cell.text for cell in picture.rows[-1]] == ["Party 2", "—", "—"]


def test_a_network_of_nothing_says_so() -> None:
    picture = network_picture(parties(2), [], "zh")
    assert picture.description == "没有已知缔约方之间的协议。"
    assert picture.description in " ".join(parsed(picture.svg).itertext())


def test_a_label_in_another_language_is_marked_with_it() -> None:
    picture = network_picture(parties(2, "重庆市", "zh"), [deal(0, 1)], "fr")
    assert '<tspan class="pic-lang"' in picture.svg
    assert {cell.lang for row in picture.rows for cell in row[:2]} == {"zh"}


def test_the_order_of_the_data_does_not_matter() -> None:
    people, deals = parties(60), at_random(60)
    assert network_picture(people, deals, "en") == network_picture(people[::-1], deals[::-1], "en")


def test_the_network_is_the_same_whatever_the_seed_of_hashes() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import test_pictures_network as t;"
        "print(t.network_picture(t.parties(60), t.at_random(60), 'fr'))"
    )
    made = {bytes_with_seed(program, seed) for seed in ("0", "1", "77")}
    assert len(made) == 1


def test_a_file_of_its_own_has_colours_and_links_that_lead_to_the_page() -> None:
    svg = standalone(network_picture(parties(2), [deal(0, 1)], "fr"), "../fr/")
    assert 'href="../fr/party/0.html"' in svg
    assert "var(" not in svg
    assert "@media (prefers-color-scheme: dark)" in svg
    assert "#0b5d7a" in svg
    assert parsed(svg).tag == f"{SVG}svg"


def test_a_figure_has_the_drawing_its_words_and_its_table() -> None:
    picture = network_picture(parties(2, "<b>X"), [deal(0, 1)], "fr")
    page = figure(picture)
    assert picture.svg in page
    assert "Les données en tableau (2 lignes)" in page
    assert picture.narrow in page
    assert '<th scope="col">Partie</th>' in page
    assert '<a href="party/0.html"><bdi lang="en">&lt;b&gt;X 0</bdi>' in page
