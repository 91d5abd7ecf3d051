"""An agreement at a glance: all of it in the table, as much as is legible in the drawing."""

from __future__ import annotations

import pytest
from picture_cases import HARD_LABELS, HARD_LINKS, assert_sound, bytes_with_seed, drawings, texts

from servanda.pictures.drawing.base import Label
from servanda.pictures.glance import Action, Glance, Item, glance
from servanda.wording import LANGUAGES

PROGRAM = """
from servanda.pictures.drawing.base import Label
from servanda.pictures.glance import Action, Glance, Item, glance
domains = tuple(Item(Label(f"domain {n}")) for n in range(29))
actions = tuple(Action(Label(f"action {n}"), None, (domains[n].label,)) for n in range(14))
picture = glance(Glance(Label("An agreement"), domains=domains, actions=actions), "fr", "p")
print(picture.svg, picture.narrow, picture.rows)
"""


def items(count: int, name: str = "item") -> tuple[Item, ...]:
    return tuple(Item(Label(f"{name} {n}"), f"{name}/{n}.html") for n in range(count))


def made(lang: str = "en", **parts: object) -> Glance:
    return Glance(Label("An agreement", lang), **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("parties", [0, 1, 2, 3, 12])
def test_all_of_a_large_agreement_is_drawn_and_listed(lang: str, parties: int) -> None:
    domains, fields = items(30, "domain"), items(3, "field")
    actions = tuple(Action(Label(f"action {n}")) for n in range(20))
    what = Glance(
        Label("An agreement", "en"),
        "signed",
        "in force",
        items(parties, "party"),
        domains,
        fields,
        actions,
    )
    picture = glance(what, lang, "p")
    assert_sound(picture)
    assert len(picture.rows) == parties + 53
    for svg in drawings(picture):
        assert {f"domain {n}" for n in range(30)} <= set(texts(svg))
        assert {f"action {n}" for n in range(20)} <= set(texts(svg))


def test_more_than_twelve_parties_are_folded_and_listed_in_full() -> None:
    picture = glance(made(parties=items(100, "party")), "en", "p")
    assert_sound(picture)
    for svg in drawings(picture):
        assert "and 89 more" in texts(svg)
        assert "Parties · 100" in texts(svg) or "party 0" in texts(svg)
    assert [row[1].text for row in picture.rows] == [f"party {n}" for n in range(100)]


def test_a_link_between_an_action_and_a_domain_is_drawn_and_listed() -> None:
    domains = items(3, "domain")
    actions = (Action(Label("mission"), None, (domains[2].label,)),)
    picture = glance(made(domains=domains, actions=actions), "fr", "p")
    assert picture.svg.count("pic-link-known") == 1
    assert picture.rows[-1][2].text == "domain 2"
    assert "1 lien entre une action et un domaine" in picture.description


def test_a_domain_that_is_not_of_the_agreement_has_no_link() -> None:
    actions = (Action(Label("mission"), None, (Label("elsewhere"),)),)
    picture = glance(made(domains=items(2), actions=actions), "en", "p")
    assert "pic-link-known" not in picture.svg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hard_labels_do_no_harm(lang: str) -> None:
    hard = tuple(Item(Label(text, "en")) for text in HARD_LABELS)
    actions = tuple(Action(Label(text), None, (hard[0].label,)) for text in HARD_LABELS)
    assert_sound(glance(Glance(Label(""), "", "", hard[:12], hard, hard, actions), lang, "p"))
    for text in HARD_LABELS:
        assert_sound(glance(Glance(Label(text, "ar"), text, text, hard[-1:]), lang, "p"))


@pytest.mark.parametrize("href", HARD_LINKS)
def test_only_addresses_of_the_web_are_links(href: str) -> None:
    picture = glance(made(parties=(Item(Label("a"), href), Item(Label("b"), "b.html"))), "en", "p")
    assert_sound(picture)
    assert picture.svg.count("<a ") == 1
    assert [row[1].href for row in picture.rows] == ["", "b.html"]


def test_a_label_in_another_language_says_so() -> None:
    picture = glance(made("zh", parties=(Item(Label("浙江省", "zh")),)), "fr", "p")
    assert 'lang="zh" xml:lang="zh"' in picture.svg
    assert '<tspan class="pic-lang"' in picture.svg
    assert picture.rows[0][1].lang == "zh"


def test_a_label_that_is_shortened_is_told_in_full() -> None:
    name = "A very long name of a party that will not fit beside the agreement, " * 2 + "ever"
    picture = glance(made(parties=(Item(Label(name, "en")),)), "en", "p")
    assert f"<title>{name}</title>" in picture.svg


def test_an_agreement_of_which_nothing_is_known_is_drawn() -> None:
    assert_sound(glance(made(), "zh", "p"))


def test_the_drawing_is_the_same_whatever_the_hash_seed() -> None:
    assert bytes_with_seed(PROGRAM, "1") == bytes_with_seed(PROGRAM, "2")
