"""The command line: quick help, the right streams, the right exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import foreign_workspace as foreign
import pytest

from servanda.cli.console import _told

Servanda = Callable[..., subprocess.CompletedProcess[str]]

SHAPES = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://example.org/> .
e:S a sh:NodeShape ; sh:targetNode e:a ; sh:property e:P .
e:P a sh:PropertyShape ; sh:path e:p ; sh:minCount 1 ; sh:message "une valeur"@fr , "a value"@en .
"""
GOOD = "@prefix e: <https://example.org/> .\n\ne:a e:p 1 .\n"
BAD = "@prefix e: <https://example.org/> .\n\ne:a e:q 1 .\n"


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return path


def write(folder: Path, text: str) -> Path:
    path = folder / "data.ttl"
    path.write_text(text, encoding="utf-8")
    return path


def test_help_imports_no_engine() -> None:
    code = (
        "import sys; sys.argv = ['servanda', '--help']\n"
        "from servanda.cli import main\n"
        "try:\n    main()\n"
        "except SystemExit:\n    pass\n"
        "print(sorted({'rdflib', 'pyshacl', 'owlrl', 'SPARQLWrapper'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_validate_conforms(servanda: Servanda, shapes: Path, tmp_path: Path) -> None:
    done = servanda("validate", write(tmp_path, GOOD), "--shapes", shapes)
    assert (done.returncode, done.stdout) == (0, "Conforms.\n")


def test_validate_does_not_conform(servanda: Servanda, shapes: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.ttl"
    data = write(tmp_path, BAD)
    done = servanda("validate", data, "--shapes", shapes, "--report", report, "--lang", "fr")
    assert done.returncode == 1
    assert f"{data}:3: error [shapes] une valeur" in done.stdout
    assert "sh:resultMessage" in report.read_text("utf-8")


def test_validate_tells_faulty_shapes_from_not_conforming(
    servanda: Servanda, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text(SHAPES.replace("sh:minCount 1", "sh:minCount 'one'"), encoding="utf-8")
    done = servanda("validate", write(tmp_path, GOOD), "--shapes", broken)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_validate_takes_several_shapes_and_folders(
    servanda: Servanda, shapes: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.ttl"
    more.write_text(SHAPES.replace("e:S", "e:T").replace("e:P", "e:Q"), encoding="utf-8")
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder, BAD)
    done = servanda("validate", folder, "--shapes", shapes, more, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert len(json.loads(done.stdout)) == 2
    one = servanda("validate", "--shapes", shapes, folder / "data.ttl", "--format", "json")
    assert len(json.loads(one.stdout)) == 1


def test_validate_an_unknown_engine(servanda: Servanda, shapes: Path, tmp_path: Path) -> None:
    data = write(tmp_path, GOOD)
    done = servanda("validate", data, "--shapes", shapes, "--engine", "magic")
    assert done.returncode == 2
    assert "pyshacl" in done.stderr


def test_validate_in_json(servanda: Servanda, shapes: Path, tmp_path: Path) -> None:
    done = servanda("validate", write(tmp_path, BAD), "--shapes", shapes, "--format", "json")
    (finding,) = json.loads(done.stdout)
    assert finding["line"] == 3
    assert set(finding["messages"]) == {"fr", "en"}


def test_validate_for_pull_requests(servanda: Servanda, shapes: Path, tmp_path: Path) -> None:
    done = servanda("validate", write(tmp_path, BAD), "--shapes", shapes, "--format", "github")
    assert done.stdout.startswith("::error file=")
    assert ",line=3," in done.stdout


def test_reason_prints_only_what_is_new(servanda: Servanda, tmp_path: Path) -> None:
    data = write(
        tmp_path,
        "@prefix e: <https://example.org/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "e:Cat rdfs:subClassOf e:Animal . e:tom a e:Cat .\n",
    )
    out = tmp_path / "new.nt"
    done = servanda("reason", data, "--out", out)
    assert done.returncode == 0, done.stderr
    assert out.read_text("utf-8") == (
        "<https://example.org/tom> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<https://example.org/Animal> .\n"
    )


def test_fmt_check_changes_nothing(servanda: Servanda, tmp_path: Path) -> None:
    path = write(tmp_path, "@prefix e: <https://example.org/> . e:b e:p 1 . e:a e:p 2 .")
    before = path.read_bytes()
    assert servanda("fmt", "--check", path).returncode == 1
    assert path.read_bytes() == before
    assert servanda("fmt", path).returncode == 0
    assert path.read_bytes() != before
    assert servanda("fmt", "--check", path).returncode == 0


def test_a_query_from_standard_input(servanda: Servanda, release: Path) -> None:
    done = servanda("query", "--release", release, "--file", "-", text="ASK { ?s ?p ?o }")
    assert done.returncode == 0
    assert done.stdout.strip() == "true"


def test_the_list_of_queries(servanda: Servanda, release: Path) -> None:
    done = servanda("query", "--release", release, "--lang", "zh")
    assert len(done.stdout.splitlines()) == 26
    assert all("\t" in line for line in done.stdout.splitlines())


STATUS = """\
PREFIX servanda: <https://w3id.org/servanda/ontology#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT (REPLACE(STR(?s), "^.*/", "") AS ?status) (REPLACE(STR(?r), "^.*/", "") AS ?reason) ?day
WHERE {
  ?claim rdf:subject <https://w3id.org/servanda/id/agreement/idf-zhejiang-2018> ;
    rdf:object ?s ; servanda:hasStatusReason ?r ; servanda:onDay ?day .
}
"""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2018-06-13", "not-yet,before-start,2018-06-13"),
        ("2018-06-14", "in-force,within-term,2018-06-14"),
        ("2028-06-14", "in-force,within-term,2028-06-14"),
        ("2028-06-15", "ended,after-end,2028-06-15"),
    ],
)
def test_the_status_on_a_day_of_a_release(
    servanda: Servanda, release: Path, day: str, expected: str
) -> None:
    done = servanda("query", "--release", release, "--at", day, "--file", "-", text=STATUS)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == ["status,reason,day", expected]


def test_the_status_on_a_day_of_a_workspace(servanda: Servanda, workspace_root: Path) -> None:
    arguments = ("query", "--workspace", workspace_root, "--at", "2028-06-15")
    done = servanda(*arguments, "--file", "-", text=STATUS)
    assert done.stdout.splitlines()[1:] == ["ended,after-end,2028-06-15"]


def test_the_day_is_the_date_that_a_question_asks_for(servanda: Servanda, release: Path) -> None:
    question = ("query", "agreements-in-force", "--release", release)
    assert len(servanda(*question, "--at", "2028-06-14").stdout.splitlines()) == 2
    assert len(servanda(*question, "--at", "2028-06-15").stdout.splitlines()) == 1
    both = servanda(*question, "--at", "2028-06-15", "--param", "date=2020-01-01")
    assert len(both.stdout.splitlines()) == 2
    other = servanda("query", "who-signed", "--release", release, "--at", "2028-06-15")
    assert (other.returncode, other.stderr) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("who-signed", "--at", "2020"), "Write it as in --at 2020-01-31"),
        (("who-signed", "--at", "2020-02-30"), "Write it as in --at 2020-01-31"),
        (("who-signed", "--at", "today"), "Write it as in --at 2020-01-31"),
        (("--at", "2020-01-31"), "Give the NAME of a query, or --file"),
        (
            ("who-signed", "--endpoint", "https://example.org/sparql", "--at", "2020-01-31"),
            "--param date=2020-01-31",
        ),
    ],
)
def test_a_faulty_day_has_a_hint(
    servanda: Servanda, workspace_root: Path, arguments: tuple[str, ...], hint: str
) -> None:
    done = servanda("query", *arguments, cwd=workspace_root)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr


def test_a_workspace_without_events_has_no_status_on_a_day(
    servanda: Servanda, tmp_path: Path
) -> None:
    root = foreign.make(tmp_path)
    done = servanda("query", "plants", "--workspace", root, "--at", "2020-01-31")
    assert done.returncode == 2
    assert "the ontology has no events" in done.stderr


def test_an_unknown_query_has_a_hint(servanda: Servanda, release: Path) -> None:
    done = servanda("query", "agreement-in-force", "--release", release)
    assert done.returncode == 2
    assert "agreements-in-force" in done.stderr


def test_the_closed_pipe_is_no_error(release: Path) -> None:
    command = f'"{sys.executable}" -m servanda query --release "{release}" | head -n 1'
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True)
    assert "Traceback" not in done.stderr


def test_check_says_what_is_wrong_in_the_language_asked_for(
    servanda: Servanda, tmp_path: Path
) -> None:
    root = foreign.make(tmp_path, {"ivy": 't:name "Ivy"'})
    done = servanda("check", root, "--lang", "fr")
    assert done.returncode == 1
    assert "data/plant/ivy.ttl:4: error [shapes] Une plante pousse dans un jardin" in done.stdout


@pytest.mark.parametrize(("faults", "more"), [(20, ""), (21, "1 more warning;"), (25, "5 more")])
def test_build_prints_the_first_warnings_and_counts_the_others(
    servanda: Servanda, tmp_path: Path, faults: int, more: str
) -> None:
    body = f"t:growsIn <{foreign.SPACE}garden/old>"  # no name: a warning
    root = foreign.make(tmp_path, {f"weed-{number}": body for number in range(faults)})
    done = servanda("build", root, "--out", root / "out", "--no-site")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stderr.splitlines() if "[catalog]" not in line]
    assert len([line for line in lines if ": warning [shapes]" in line]) == 20
    assert [line for line in lines if "..." in line] == lines[20:]
    assert (f"... and {more}" in done.stderr) == bool(more)
    report = json.loads((root / "out" / "reports" / "validation.json").read_text("utf-8"))
    assert len(report["results"]) == faults
    if more:
        assert lines[20].endswith("; all are in reports/validation.json")


def test_build_always_prints_all_violations(servanda: Servanda, tmp_path: Path) -> None:
    weeds = {f"weed-{number:02}": f"t:growsIn <{foreign.SPACE}garden/old>" for number in range(22)}
    ivies = {f"ivy-{number:02}": 't:name "Ivy"' for number in range(23)}  # no garden: a violation
    root = foreign.make(tmp_path, weeds | ivies)
    done = servanda("build", root, "--out", root / "out", "--no-site")
    assert done.returncode == 1
    assert done.stderr.count(": error [shapes]") == 23
    assert done.stderr.count(": warning [shapes]") == 20
    assert "... and 2 more warnings; servanda check shows all\n" in done.stderr


def test_completion(servanda: Servanda) -> None:
    done = servanda("completion", "bash")
    assert done.returncode == 0
    assert "_SERVANDA_COMPLETE" in done.stdout


def test_the_next_steps_work_as_printed(servanda: Servanda, tmp_path: Path) -> None:
    root = foreign.make(tmp_path / "workspace")
    done = servanda("build", root, "--out", tmp_path / "dist", "--next-steps", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    steps = [line.split() for line in done.stdout.splitlines() if line.startswith("  ")]
    assert len(steps) == 3
    for step in steps[:2]:
        again = servanda(*step[1:], cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        assert again.stdout


@pytest.mark.parametrize(
    ("done", "total", "seconds", "told"),
    [
        (20, 100, 10.0, ", 2.0/s, 40 s left"),
        (10, 1000, 10.0, ", 1.0/s, 16 min left"),
        (1, 100, 10.0, ""),
        (100, 100, 10.0, ""),
        (50, 100, 1.0, ""),
    ],
)
def test_progress_tells_rate_and_time_left_once_it_can(
    done: int, total: int, seconds: float, told: str
) -> None:
    assert _told(done, total, seconds) == told
