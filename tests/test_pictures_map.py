"""The map: the projection is d3's, arcs are cut where the map ends, labels keep clear."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from picture_cases import bytes_with_seed

from servanda.pictures.drawing.base import Box, Label, Picture, overlaps
from servanda.pictures.map import map_picture, map_scene
from servanda.pictures.maps.cutting import cut_line
from servanda.pictures.maps.land import country_point, country_points, land_path
from servanda.pictures.maps.mapping import NARROW, WIDE, Frame, lay_out
from servanda.pictures.maps.projection import arc, project
from servanda.pictures.partners import Agreement, Party, Seat, country_seat

HERE = Path(__file__).parent
PROJECTED = [
    tuple(map(float, line.split("\t")))
    for line in (HERE / "projection.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
WORLD = Box(-2.74, -1.43, 5.48, 2.86)


@pytest.mark.parametrize(("lon", "lat", "x", "y"), PROJECTED)
def test_places_are_projected_as_d3_projects_them(
    lon: float, lat: float, x: float, y: float
) -> None:
    assert project(lon, lat) == pytest.approx((x, y), abs=1e-9)


def test_an_arc_over_the_pacific_is_cut_at_the_antimeridian() -> None:
    first, second = arc((139.7, 35.7), (-122.4, 37.8))
    edge = project(180, 0)[0]
    assert first[-1][0] > 0 > second[0][0]
    assert first[-1][0] == pytest.approx(-second[0][0])
    assert first[-1][1] == pytest.approx(second[0][1])
    assert edge * 0.8 < first[-1][0] <= edge


def test_an_arc_bends_towards_the_pole_as_the_globe_does() -> None:
    (line,) = arc((0, 50), (60, 50))
    assert min(y for _, y in line) < project(0, 53.9)[1]


def test_no_piece_of_an_arc_crosses_the_map_from_side_to_side() -> None:
    for start in [(178.0, -17.8), (0.0, 85.0), (-90.0, 60.0), (180.0, 10.0), (10.0, 10.0)]:
        for end in [(-100.0, 40.0), (180.0, 85.0), (90.0, 60.0), (-180.0, 10.0), (-170.0, -10.0)]:
            for line in arc(start, end):
                steps = [abs(b[0] - a[0]) for a, b in pairwise(line)]
                assert max(steps) < 1.2, (start, end)


def test_an_arc_between_equal_or_opposite_places_is_drawn_without_an_error() -> None:
    assert arc((10, 10), (10, 10))
    assert arc((10, 10), (-170, -10))


def test_every_country_point_lies_on_the_globe() -> None:
    points = country_points()
    assert len(points) > 200
    assert all(-180 <= lon <= 180 and -90 <= lat <= 90 for lon, lat in points.values())
    assert country_point("fr") == country_point("FR") == (2.5, 46.6)
    assert country_point("ZZ") is None


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_every_country_with_a_point_has_a_name(lang: str) -> None:
    for code in country_points():
        seat = country_seat(code, lang)
        assert seat is not None
        assert not seat.exact
    assert country_seat("CSHH", lang) is None


def test_the_land_is_cut_at_the_edge_of_the_view() -> None:
    path = land_path(Box(-0.2, -1.1, 0.6, 0.4), 800)
    for ring in path.split("M")[1:]:
        start, steps = ring.removesuffix("z").split("l")
        x, y = map(float, start.replace("-", " -").split())
        values = [float(each) for each in steps.replace("-", " -").split()]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            assert -1 <= x <= 801
            assert -1 <= y <= 801


def test_the_land_of_a_small_view_is_a_short_text() -> None:
    assert len(land_path(Box(-0.2, -1.1, 0.6, 0.4), 800)) < 10_000
    assert len(land_path(WORLD, 880)) < 50_000


LABELS = {
    "latin": "Université de technologie et de sciences appliquées de la ville et de sa région, 12",
    "chinese": "中华人民共和国某某省某某市人民政府外事办公室国际交流与合作处第一科" * 3,
    "arabic": "جامعة العلوم والتكنولوجيا التطبيقية (المدينة) ومنطقتها، القسم 12 للتعاون الدولي",
    "emoji": "\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f1eb\U0001f1f7" * 20,
    "hostile": "</text><script>alert(1)</script>\u202e\x00'\"&" * 20,
    "endless": "x" * 10_000,
}


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - made by us


SVG = "{http://www.w3.org/2000/svg}"


def party(number: int, lon: float, lat: float, text: str, *, exact: bool = True) -> Party:
    seat = Seat(Label(text, "en"), lon, lat, exact)
    return Party(f"p{number:03}", Label(f"{text} {number}", "en"), f"party/p{number}.html", seat)


def chain(count: int) -> list[Agreement]:
    return [
        Agreement(f"a{each:03}", Label(f"Agreement {each}"), (f"p{each:03}", f"p{each + 1:03}"))
        for each in range(count - 1)
    ]


def all_over(count: int, text: str) -> list[Party]:
    return [party(each, each * 37 % 360 - 180, each * 29 % 120 - 50, text) for each in range(count)]


def in_one_city(count: int, text: str) -> list[Party]:
    return [party(each, 2.35, 48.85, text) for each in range(count)]


def crowded(count: int, text: str) -> list[Party]:
    return [party(each, 2 + each % 10 * 0.7, 46 + each // 10 * 0.5, text) for each in range(count)]


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
@pytest.mark.parametrize("spread", [all_over, in_one_city, crowded])
@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_no_two_labels_overlap_and_none_leaves_the_map(
    text: str, spread: Callable[[int, str], list[Party]], frame: Frame
) -> None:
    scene = map_scene(spread(100, text), chain(100), "fr", frame)
    assert overlaps(scene.boxes()) == ()
    for box in scene.boxes():
        assert box.within(Box(0, 0, scene.width, scene.height))


@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_a_map_of_hostile_labels_is_xml_without_scripts(text: str) -> None:
    picture = map_picture(all_over(12, text), chain(12), "zh")
    for svg in (picture.svg, picture.narrow):
        tree = parsed(svg)
        assert not list(tree.iter(f"{SVG}script"))
        assert {each.tag for each in tree.iter()} <= {
            SVG + tag for tag in ("svg", "title", "desc", "g", "a", "path", "text", "tspan")
        }


def test_an_address_that_runs_a_script_is_no_link() -> None:
    bad = Party("p0", Label("A"), "javascript:alert(1)", Seat(Label("B"), 1, 2))
    picture = map_picture([bad], [], "en")
    assert "javascript" not in picture.svg
    assert all(cell.href == "" for row in picture.rows for cell in row)


def test_places_that_touch_share_a_mark_and_all_parties_stand_in_the_table() -> None:
    layout = lay_out(in_one_city(100, "Paris"), chain(100), WIDE)
    assert len(layout.spots) == 1
    picture = map_picture(in_one_city(100, "Paris"), chain(100), "en")
    assert {row[1].text for row in picture.rows} == {f"Paris {each}" for each in range(100)}
    assert "100 parties at 1 place" in picture.description
    assert "99 agreements are between parties at one place" in picture.description


def test_a_party_without_a_place_is_in_the_table_and_is_counted() -> None:
    lost = Party("p9", Label("Nowhere"))
    picture = map_picture([*all_over(3, "X"), lost], chain(3), "en")
    assert "1 party has no known place" in picture.description
    assert picture.rows[-1][1].text == "Nowhere"
    assert picture.rows[-1][0].text == "—"


def test_a_map_of_nothing_says_so() -> None:
    picture = map_picture([], [], "fr")
    assert picture.description == "Aucune partie n’a de lieu connu."
    assert parsed(picture.svg) is not None


def test_the_map_of_a_region_shows_the_region() -> None:
    layout = lay_out(crowded(100, "X"), chain(100), WIDE)
    assert layout.view.width < 0.5
    assert len(layout.spots) == 100


def test_a_place_known_by_its_country_only_has_a_mark_of_its_own() -> None:
    people = [party(0, 2.5, 46.6, "France", exact=False), party(1, 9.2, 45.5, "Milano")]
    picture = map_picture(people, chain(2), "en")
    assert picture.svg.count("pic-spot-country") == 2  # the mark and the legend
    assert "only the country known" in picture.svg


def test_a_place_that_is_not_on_the_globe_does_not_stop_the_map() -> None:
    people = [party(0, 500, -200, "A"), party(1, math.nan, math.inf, "B")]
    assert map_picture(people, chain(2), "en").svg


def test_the_order_of_the_data_does_not_matter() -> None:
    people, deals = all_over(40, "Ville"), chain(40)
    assert map_picture(people, deals, "fr") == map_picture(people[::-1], deals[::-1], "fr")


def test_the_map_is_the_same_whatever_the_seed_of_hashes() -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(HERE)!r}); import test_pictures_map as t;"
        "p = t.map_picture(t.all_over(40, 'Ville'), t.chain(40), 'fr'); print(p)"
    )
    made = {bytes_with_seed(program, seed) for seed in ("0", "1", "77")}
    assert len(made) == 1


def world_and_a_crowd() -> list[Party]:
    far = [party(100 + each, lon, lat, "Far") for each, (lon, lat) in enumerate(FAR)]
    near = [party(each, 2 + each % 10 * 0.7, 46 + each // 10, f"Near {each}") for each in range(40)]
    return [*near, *far]


FAR = [(-122.4, 37.8), (139.7, 35.7), (151.2, -33.9), (-58.4, -34.6)]


@pytest.mark.parametrize("frame", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_crowd_is_drawn_a_second_time_and_larger(frame: Frame) -> None:
    scene = map_scene(world_and_a_crowd(), chain(40), "en", frame)
    assert sum(shape.look == "pic-land" for part in scene.parts for shape in part.shapes) == 2
    assert sum(shape.look == "pic-detail" for part in scene.parts for shape in part.shapes) == 1
    assert "Detail: the framed area" in " ".join(
        line for text in scene.texts() for line in text.lines
    )
    assert overlaps(scene.boxes()) == ()


def test_places_that_lie_apart_need_no_detail() -> None:
    scene = map_scene(all_over(12, "X"), chain(12), "en")
    assert not any(shape.look == "pic-detail" for part in scene.parts for shape in part.shapes)


def test_each_number_on_the_map_is_named_under_it() -> None:
    scene = map_scene(crowded(100, "Ville"), chain(100), "fr")
    figures = [text for text in scene.texts() if text.lines[0].isdigit()]
    on_map = {text.lines[0] for text in figures if "pic-halo" in text.look}
    under = [text.lines[0] for text in figures if "pic-halo" not in text.look]
    assert on_map
    assert sorted(under, key=int) == [str(each + 1) for each in range(len(on_map))]


def test_of_a_line_that_leaves_a_box_and_comes_back_two_parts_are_kept() -> None:
    line = [(1, 1), (5, 1), (15, 1), (15, 5), (5, 5), (1, 5)]
    assert cut_line(line, Box(0, 0, 10, 10)) == (
        ((1, 1), (5, 1), (10, 1)),
        ((10, 5), (5, 5), (1, 5)),
    )
    assert cut_line([(20, 20), (30, 20)], Box(0, 0, 10, 10)) == ()


def text_of(picture: Picture) -> str:
    return " ".join(parsed(picture.svg).itertext())


@pytest.mark.parametrize("lang", ["fr", "en", "zh"])
def test_the_words_of_the_map_are_in_the_language_of_the_page(lang: str) -> None:
    picture = map_picture(all_over(3, "X"), chain(3), lang)
    # A drawing has plain spaces where a page has those that keep a word and its sign together.
    drawn = text_of(picture).replace("\xa0", " ")
    assert picture.title.replace("\xa0", " ") in drawn
    assert picture.description.replace("\xa0", " ") in drawn
    assert f'lang="{lang}"' in picture.svg
