"""Diagrams of classes: every name has a place of its own, and the same data the same drawing."""

from __future__ import annotations

import random
from xml.etree import ElementTree as ET

import pytest

from servanda.pictures.diagram import MOST, diagram
from servanda.pictures.diagrams.layers import columns_of
from servanda.pictures.diagrams.narrow import draw_narrow
from servanda.pictures.diagrams.parts import Drawing, Edge, Link, Vertex
from servanda.pictures.diagrams.wide import draw_wide
from servanda.pictures.drawing.base import Label, overlaps

NAMES = ("party", "autorité territoriale partie à un accord", "文本间关系", "الحديقة", "x" * 300)


def graph(seed: int, size: int = 14, count: int = 24) -> tuple[list[Vertex], list[Edge]]:
    """A graph by chance: names of many lengths and scripts, cycles, several names on an edge."""
    chance = random.Random(seed)  # noqa: S311  no secret

    def link() -> Link:
        return Link(Label(chance.choice(NAMES), "fr"), f"#{chance.randrange(99)}")

    keys = [f"k{number}" for number in range(size)]
    notes = [tuple(link() for _ in range(chance.randrange(3))) for _ in keys]
    pairs = {tuple(chance.sample(keys, 2)) for _ in range(count)}
    edges = [
        Edge(one, two, tuple(link() for _ in range(chance.randrange(1, 4))))
        for one, two in sorted(pairs)
    ]
    vertices = [Vertex(k, link(), own=n % 3 > 0, notes=notes[n]) for n, k in enumerate(keys)]
    return vertices, edges


def drawings(seed: int) -> list[Drawing]:
    vertices, edges = graph(seed)
    return [draw_wide(vertices, edges), draw_narrow(vertices, edges)]


@pytest.mark.parametrize("seed", range(12))
def test_no_name_lies_over_another(seed: int) -> None:
    for drawing in drawings(seed):
        assert overlaps(text.box for text in drawing.texts) == ()


@pytest.mark.parametrize("seed", range(12))
def test_no_box_lies_over_another_or_over_the_name_of_an_arrow(seed: int) -> None:
    for drawing in drawings(seed):
        frames = [frame.box for frame in drawing.frames]
        assert overlaps(frames) == ()
        for text in drawing.texts:
            meeting = [frame for frame in frames if text.box.meets(frame)]
            assert all(text.box.within(frame) for frame in meeting), text


@pytest.mark.parametrize("seed", range(12))
def test_everything_lies_within_the_picture(seed: int) -> None:
    for drawing in drawings(seed):
        for box in [text.box for text in drawing.texts] + [f.box for f in drawing.frames]:
            assert box.x >= 0
            assert box.y >= 0
            assert box.right <= drawing.width
            assert box.bottom <= drawing.height


@pytest.mark.parametrize("seed", range(6))
def test_every_name_is_drawn(seed: int) -> None:
    vertices, edges = graph(seed)
    wanted = sum(1 + len(each.notes) for each in vertices) + sum(len(e.names) for e in edges)
    assert len(draw_wide(vertices, edges).texts) == wanted


def test_what_leads_to_a_class_stands_left_of_it() -> None:
    found = columns_of(["a", "b", "c", "d"], [("a", "b"), ("b", "c"), ("d", "c"), ("a", "c")])
    assert found == {"a": 0, "b": 1, "c": 2, "d": 1}


def test_a_cycle_is_drawn() -> None:
    edges = [Edge("a", "b"), Edge("b", "c"), Edge("c", "a")]
    vertices = [Vertex(key, Link(Label(key))) for key in "abc"]
    drawing = draw_wide(vertices, edges)
    assert len([line for line in drawing.lines if line.look == "head"]) == len(edges)


def test_the_same_graph_gives_the_same_bytes() -> None:
    vertices, edges = graph(1)
    first, second = (diagram("d", "en", "T", "D", vertices, edges) for _ in range(2))
    assert (first.svg, first.narrow) == (second.svg, second.narrow)


def test_a_hostile_name_is_text() -> None:
    label = Label('<script>alert("1")</script>\u202eevil')
    picture = diagram("d", "en", "T<b>", "D", [Vertex("a", Link(label, "#a"))], [])
    for svg in (picture.svg, picture.narrow):
        root = ET.fromstring(svg)  # noqa: S314  our own
        assert {each.tag.rpartition("}")[2] for each in root.iter()} <= {
            *("svg", "title", "desc", "path", "rect", "text", "tspan", "a"),
        }
        assert "\u202e" not in svg


def test_an_empty_graph_and_one_too_large_are_not_drawn() -> None:
    many = [Vertex(f"k{number}", Link(Label("k"))) for number in range(MOST + 1)]
    assert diagram("d", "en", "T", "D", [], []).svg == ""
    assert diagram("d", "en", "T", "D", many, []).svg == ""
