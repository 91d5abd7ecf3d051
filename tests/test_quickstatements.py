"""Facts for Wikidata: what goes out, in which form, what stays behind and why."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad, Store

from servanda.cli.statements import export_statements
from servanda.errors import InputError
from servanda.query import Answer, run_local
from servanda.reconcile.export import Fact, facts, items_of, perhaps_known, statements_query
from servanda.reconcile.export_snapshot import read_snapshot
from servanda.reconcile.export_text import as_commands, as_table, left_out
from servanda.reconcile.export_values import CannotHoldError, property_of, time_of, value_of
from servanda.reconcile.quickstatements import Reference, Statement, Value, lines, quoted
from servanda.vocab import SKOS, XSD
from servanda.workspace import open_workspace

ROOT = Path(__file__).parents[1]
CASES = Path(__file__).parent / "reconciliation"
ID = "https://example.org/id/"
STATED, DERIVED = f"{ID}claim-kind/stated", f"{ID}claim-kind/derived"
PAGE = "https://example.org/page"

# A command of version 1: item, property, value, then a source and its day of retrieval, repeated.
COMMAND = re.compile(
    r'(Q\d+|LAST)\tP\d+\t(Q\d+|"[^"\t]+"|\+\d{4}-\d\d-\d\dT00:00:00Z/(9|10|11)|\d+U\d+)'
    r'(\t!?S854\t"https?://[^"\t]+"\tS813\t\+\d{4}-\d\d-\d\dT00:00:00Z/(9|10|11))+'
    r'|CREATE|LAST\t[LD](fr|en|zh)\t"[^"\t]+"'
)


def cases(name: str) -> list[dict[str, str]]:
    with (CASES / name).open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def row(
    resource: str,
    name: str,
    value: NamedNode | Literal,
    *,
    kind: str = STATED,
    rank: str = f"{ID}rank/normal",
    page: str = PAGE,
    read: str = "2026-11-20",
) -> tuple[NamedNode | Literal | None, ...]:
    said = (NamedNode(kind) if kind else None, NamedNode(rank) if rank else None)
    where = (NamedNode(page) if page else None, Literal(read) if read else None)
    return (NamedNode(ID + resource), Literal(name), value, *said, *where)


def told(
    *rows: tuple[NamedNode | Literal | None, ...], create: bool = False, retrieved: str = ""
) -> list[Fact]:
    items = {f"{ID}agreement": "Q1", f"{ID}france": "Q142"}
    return facts(Answer(rows=rows), items, create=create, retrieved=retrieved)


SIGNED = Literal("2018-06-14", datatype=XSD.date)


@pytest.mark.parametrize("case", cases("dates.csv"), ids=lambda case: case["date"])
def test_a_date_keeps_its_precision_or_stays(case: dict[str, str]) -> None:
    if case["time"]:
        assert time_of(case["date"]) == case["time"]
    else:
        with pytest.raises(CannotHoldError):
            time_of(case["date"])


@pytest.mark.parametrize("case", cases("durations.csv"), ids=lambda case: case["duration"])
def test_a_duration_has_one_unit_or_stays(case: dict[str, str]) -> None:
    term = Literal(case["duration"], datatype=XSD.duration)
    if case["quantity"]:
        assert value_of("P2047", term, {}) == Value("quantity", case["quantity"])
    else:
        with pytest.raises(CannotHoldError):
            value_of("P2047", term, {})


def test_an_identifier_takes_the_property_and_the_form_of_its_scheme() -> None:
    assert property_of("ISNI") == "P213"
    assert value_of("ISNI", Literal("0000 0004 4910 6535"), {}).text == "0000000449106535"
    with pytest.raises(CannotHoldError, match="form"):
        value_of("ROR", Literal("https://ror.org/03xjwb503"), {})
    with pytest.raises(CannotHoldError, match="no property"):
        property_of("Some archive")


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("浙江省", '"浙江省"'),
        ('a "b" c', '"a “b” c"'),
        ('an odd " quote', '"an odd ” quote"'),
        ("a\tb\nc\r\nQ1\tP31\tQ5", '"a b c Q1 P31 Q5"'),
        ("\x00\x1b[31m x ", '"[31m x"'),
        ("a || b", '"a || b"'),
    ],
)
def test_a_text_stays_in_its_part_of_the_command(text: str, command: str) -> None:
    assert quoted(text) == command


def test_each_source_after_the_first_opens_a_reference_of_its_own() -> None:
    time = "+2026-11-20T00:00:00Z/11"
    references = (Reference(PAGE, time), Reference(f"{PAGE}/2", time))
    [line] = lines([Statement("Q1", "P1891", Value("item", "Q142"), references)])
    expected = f'Q1|P1891|Q142|S854|"{PAGE}"|S813|{time}|!S854|"{PAGE}/2"|S813|{time}'
    assert line.split("\t") == expected.split("|")


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (row("agreement", "P1891", NamedNode(f"{ID}france")), ""),
        (row("agreement", "P585", SIGNED, kind=""), ""),
        (row("nobody", "P585", SIGNED), "no item: no accepted exact link"),
        (row("agreement", "P1891", NamedNode(f"{ID}x")), "the value has no item"),
        (row("agreement", "P585", SIGNED, page=""), "no source with a page"),
        (row("agreement", "P585", SIGNED, page="ftp://example.org/"), "no source with a page"),
        (row("agreement", "P585", SIGNED, read=""), "the source has no date of retrieval"),
        (row("agreement", "P585", SIGNED, kind=DERIVED), "derived or translated"),
        (row("agreement", "P585", SIGNED, rank=f"{ID}rank/deprecated"), "the claim is deprecated"),
        (row("agreement", "GeoNames", Literal("x")), "the identifier has not the form"),
        (row("agreement", "P585", Literal("x")), "no value of Wikidata for the datatype"),
    ],
)
def test_a_fact_goes_out_or_stays_for_a_reason(
    fact: tuple[NamedNode | Literal | None, ...], reason: str
) -> None:
    [one] = told(fact)
    assert one.reason.startswith(reason)
    assert bool(one.reason) == bool(reason)


def test_one_stated_claim_is_enough_beside_a_derived_one() -> None:
    [one] = told(
        row("agreement", "P585", SIGNED, kind=DERIVED, page=""), row("agreement", "P585", SIGNED)
    )
    assert one.statement is not None
    assert [reference.url for reference in one.statement.references] == [PAGE]


def test_two_spellings_of_one_value_are_one_statement_with_both_sources() -> None:
    [one] = told(
        row("agreement", "ISNI", Literal("0000 0004 4910 6535")),
        row("agreement", "ISNI", Literal("0000000449106535"), page=f"{PAGE}/2"),
    )
    assert one.statement is not None
    assert len(one.statement.references) == 2


def test_a_person_who_read_the_pages_gives_the_day() -> None:
    [one] = told(row("agreement", "P585", SIGNED, read=""), retrieved="2026-11-24")
    assert one.statement is not None
    assert one.statement.references[0].retrieved == "+2026-11-24T00:00:00Z/11"


@pytest.mark.parametrize("name", ["snapshot.csv", "entity.jsonl"])
def test_what_wikidata_has_is_not_added_again(name: str) -> None:
    held = read_snapshot(CASES / name)
    rows = (
        row("agreement", "P1891", NamedNode(f"{ID}france")),
        row("agreement", "P585", Literal("2018-06-15", datatype=XSD.date)),
        row("zhejiang", "ISO 3166-2", Literal("CN-ZJ")),
        row("zhejiang", "ISO 3166-1 alpha-2", Literal("CN")),
        row("agreement", "P2047", Literal("P10Y", datatype=XSD.duration)),
    )
    items = {f"{ID}agreement": "Q1", f"{ID}france": "Q142", f"{ID}zhejiang": "Q16967"}
    found = {fact.property: fact.reason for fact in facts(Answer(rows=rows), items, held=held)}
    assert found == {
        "P1891": "Wikidata has it already",
        "P585": "Wikidata has another value: for a person to decide",
        "P300": "Wikidata has it already",
        "P297": "",
        "P2047": "Wikidata has it already",
    }


@pytest.mark.parametrize(
    "text",
    [
        "item;property;value\n",
        "item,property,value\nx,P1,2\n",
        "item,property,value\nQ1,P1\n",
        '{"id":\n',
        '{"claims": {}}\n',
        '{"id": "Q1", "claims": {"P1": [1]}}\n',
        "[" * 3000,
    ],
)
def test_a_faulty_snapshot_is_refused_with_its_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "snapshot"
    path.write_text(text, "utf-8")
    with pytest.raises(InputError) as fault:
        read_snapshot(path)
    assert fault.value.line is not None


def test_an_item_is_made_with_its_names_and_only_where_something_is_stated() -> None:
    store = Store()
    made = told(
        row("new", "P1891", NamedNode(f"{ID}france")),
        row("unread", "P1891", NamedNode(f"{ID}france"), read=""),
        create=True,
    )
    name = Literal("Accord\t«\xa0nouveau\xa0»", language="fr")
    store.add(Quad(NamedNode(f"{ID}new"), SKOS.prefLabel, name))
    commands = as_commands(made, store).splitlines()
    assert commands[:2] == ["CREATE", 'LAST\tLfr\t"Accord « nouveau »"']
    assert commands[2].startswith("LAST\tP1891\tQ142\tS854")
    assert len(commands) == 3
    assert list(left_out(made)) == ["1 left out: the source has no date of retrieval"]


def test_a_table_says_what_goes_and_what_stays() -> None:
    table = as_table(told(row("agreement", "P585", SIGNED), row("x", "P585", SIGNED)))
    [_, going, staying] = csv.reader(table.splitlines(), dialect="excel-tab")
    assert going[0] == "add"
    assert going[4] == "+2018-06-14T00:00:00Z/11"
    assert staying[0] == "leave out"
    assert staying[6] == "no item: no accepted exact link"


def commands_of(root: Path, store: Store, *, create: bool = False) -> Sequence[str]:
    question = statements_query(root)
    assert question is not None
    workspace = open_workspace(root)
    answer = run_local(store, question.read_text("utf-8"))
    known = perhaps_known(workspace)
    found = facts(
        answer, items_of(workspace.links), create=create, known=known, retrieved="2026-11-24"
    )
    return as_commands(found, store).splitlines()


def test_every_command_of_the_repository_follows_the_syntax(release_store: Store) -> None:
    found = commands_of(ROOT, release_store)
    assert [line for line in found if not COMMAND.fullmatch(line)] == []
    assert [line for line in found if line.startswith('Q16967\tP300\t"CN-ZJ"\tS854\t')]


def test_every_command_of_the_world_follows_the_syntax(world_store: Store) -> None:
    found = commands_of(ROOT / "examples" / "world", world_store, create=True)
    assert [line for line in found if not COMMAND.fullmatch(line)] == []


def test_were_all_linked_only_two_twinned_by_their_text_would_be_twinned(
    world_store: Store,
) -> None:
    question = statements_query(ROOT / "examples" / "world")
    assert question is not None
    answer = run_local(world_store, question.read_text("utf-8"))
    iris = sorted(
        {each.value for row in answer.rows for each in row if isinstance(each, NamedNode)}
    )
    items = {iri: f"Q{number}" for number, iri in enumerate(iris, start=1)}
    found = as_commands(facts(answer, items, retrieved="2026-11-24"), world_store).splitlines()
    assert [line for line in found if not COMMAND.fullmatch(line)] == []
    properties = [line.split("\t")[1] for line in found]
    assert {"P1891", "P585", "P276", "P2047", "P190", "P2652"} <= set(properties)
    # Two texts of the ninety-eight are twinnings by their form; each is told both ways.
    assert properties.count("P190") == 4
    pairs = {tuple(line.split("\t")[:3]) for line in found if line.split("\t")[1] == "P2652"}
    assert all((other, name, one) in pairs for one, name, other in pairs)


def test_a_territory_never_gets_what_an_authority_signs(release_store: Store) -> None:
    items = set(items_of(open_workspace(ROOT).links).values())
    assert {"Q13917", "Q16967"} <= items
    found = commands_of(ROOT, release_store)
    assert [line for line in found if line.split("\t")[1] in ("P1891", "P2652")] == []


def test_the_command_counts_what_stays_on_standard_error() -> None:
    done = CliRunner().invoke(export_statements, [str(ROOT), "--format", "tsv"])
    assert done.exit_code == 0, done.output
    assert "left out: no item: no accepted exact link" in done.stderr
    assert done.stdout.startswith("state\tresource\titem\tproperty\tvalue\tsource\treason\n")


def test_the_command_refuses_a_day_that_is_none() -> None:
    done = CliRunner().invoke(export_statements, [str(ROOT), "--retrieved", "2026-02-30"])
    assert done.exit_code != 0
