"""Hard labels for pictures, and what every picture of the site must be."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from servanda.pictures.drawing.base import Box, Picture, overlaps, text_box

SVG = "{http://www.w3.org/2000/svg}"

HARD_LABELS = (
    "",
    "   ",
    "<script>alert('x')</script>",
    '" onload="alert(1)" x="',
    "]]> & &amp; <!-- -->",
    "\u202eright to left by force\u202c \u2066isolated",
    "nul \x00 bell \x07 escape \x1b[0m \ufffe",
    "two\nlines\tand a tab",
    "x" * 10_000,
    "مذكرة تفاهم بشأن التعاون الأكاديمي بين جامعة القاهرة وجامعة باريس ساكلاي في العلوم",
    "הסכם שיתוף פעולה בין אוניברסיטת תל אביב ואוניברסיטת לומייר ליון 2",
    "关于在科学技术、高等教育、文化交流、旅游推广与可持续城市规划领域开展全面合作的框架协议及其附件与补充条款说明",
    "Accord-cadre de coopération décentralisée entre la région et la province (1987-2031)",
    "👩‍👩‍👧‍👦🇫🇷🇨🇳 an accord of families 👍🏽 and flags 🏴‍☠️",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "a\u0301\u0302\u0303\u0304\u0305" * 30,
    "{{ 7 * 7 }} {% raw %} %s {0}",
)

HARD_LINKS = (
    "javascript:alert(1)",
    " java\nscript:alert(1)",
    "data:text/html,<script>1</script>",
    "vbscript:x",
    "file:///etc/passwd",
)


def drawings(picture: Picture) -> Iterator[ET.Element]:
    """The drawings of a picture as XML; what is no XML raises."""
    for svg in (picture.svg, picture.narrow):
        if svg:
            yield ET.fromstring(svg)  # noqa: S314  our own bytes


def texts(svg: ET.Element) -> tuple[str, ...]:
    return tuple("".join(each.itertext()) for each in svg.iter(f"{SVG}text"))


def boxes(svg: ET.Element) -> Iterator[Box]:
    """Where the texts of a drawing stand, measured from what is written in it."""
    for text in svg.iter(f"{SVG}text"):
        x, y, size = (float(text.get(key, "")) for key in ("x", "y", "font-size"))
        spans = list(text.iter(f"{SVG}tspan"))
        lines = [each.text or "" for each in spans if each.get("class") != "pic-lang"]
        lines = lines or [text.text or ""]
        anchor = text.get("text-anchor", "start")
        if text.get("direction") == "rtl":
            anchor = {"start": "end", "end": "start", "middle": "middle"}[anchor]
        box = text_box(lines, 0, 0, size, anchor=anchor, bold=text.get("font-weight") == "600")
        if text.get("transform"):
            yield Box(x + box.y, y - box.x - box.width, box.height, box.width)
        else:
            yield Box(x + box.x, y + box.y, box.width, box.height)


def assert_sound(picture: Picture) -> None:
    """A picture is legible, says what it shows, and holds nothing that runs or loads."""
    assert picture.title
    assert picture.description
    assert all(len(row) == len(picture.columns) for row in picture.rows)
    for svg in drawings(picture):
        width, height = (float(svg.get(key, "")) for key in ("width", "height"))
        frame = Box(-0.1, -0.1, width + 0.2, height + 0.2)
        found = list(boxes(svg))
        assert overlaps(found) == ()
        assert [box for box in found if not box.within(frame)] == []
        for element in svg.iter():
            assert element.tag.removeprefix(SVG) in {
                "svg", "title", "desc", "g", "a", "path", "text", "tspan",
            }  # fmt: skip
            assert not [key for key in element.attrib if key == "style" or key.startswith("on")]
            href = element.get("href", "")
            assert ":" not in href or href.startswith(("http://", "https://"))
        ids = [element.get("id") for element in svg.iter() if element.get("id")]
        assert len(ids) == len(set(ids))
        assert svg.find(f"{SVG}title") is not None
        assert svg.find(f"{SVG}desc") is not None


def bytes_with_seed(program: str, seed: str) -> bytes:
    """What a program writes when hashes are seeded so."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"}
    made = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, check=True
    )
    return made.stdout
