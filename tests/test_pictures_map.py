"""The map: the projection is d3's, arcs are cut where the map ends, labels keep clear."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from servanda.pictures.base import Box
from servanda.pictures.land import PARTS, country_point, country_points, land_path
from servanda.pictures.projection import arc, project

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


def test_the_land_is_cut_a_little_beyond_the_edge_of_the_view() -> None:
    path = land_path(Box(-0.2, -1.1, 0.6, 0.4), 800)
    limit = 800 * PARTS
    for ring in path.split("M")[1:]:
        start, steps = ring.removesuffix("z").split("l")
        x, y = map(int, start.split())
        values = [int(each) for each in steps.replace("-", " -").split()]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            assert -20 <= x <= limit + 20
            assert -20 <= y <= limit + 20


def test_the_land_of_a_small_view_is_a_short_text() -> None:
    assert len(land_path(Box(-0.2, -1.1, 0.6, 0.4), 800)) < 10_000
    assert len(land_path(WORLD, 880)) < 45_000
