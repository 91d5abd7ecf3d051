"""A real cluster gives what processes of this machine give, whatever is killed meanwhile."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import analytics
import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph
import pytest
import runner_work as work
from conftest import ROOT
from pyoxigraph import Quad, RdfFormat, Store
from spark.cluster import Cluster, cluster

from servanda.build import build
from servanda.cluster import reduce_quads
from servanda.digests import MANIFEST
from servanda.errors import EngineError, UsageError
from servanda.ntriples import fact_of
from servanda.pipeline.batches import Limits
from servanda.pipeline.keys import clashes
from servanda.pipeline.work import How
from servanda.quads import quads
from servanda.runners import Processes, Runner, runner_for
from servanda.runners.spark import session
from servanda.vocab import RDF, SKOS

BATCHES = [[at, at + 1] for at in range(0, 40, 2)]
EXPECTED = [[first * first, second * second] for first, second in BATCHES]
BAD_URLS = ["spark://", "spark://host", "spark://host:x", "spark://host:7077/a", "spark://a@b:1"]

AT = "https://example.org/"
IDENTIFIER = "http://www.w3.org/ns/adms#identifier"
AGENCY = "http://www.w3.org/ns/adms#schemaAgency"
CLASHES = "".join(
    f"<{AT}{subject}> <{predicate}> {value} <{AT}graph> .\n"
    for subject, predicate, value in (
        ("a", SKOS.exactMatch.value, "<https://example.com/1>"),
        ("b", SKOS.exactMatch.value, "<https://example.com/1>"),
        ("a", IDENTIFIER, f"<{AT}a-id>"),
        ("c", IDENTIFIER, f"<{AT}c-id>"),
        ("a-id", SKOS.notation.value, '"12 \\"A\\""@en'),
        ("c-id", SKOS.notation.value, '"12 \\"A\\""'),
        ("a-id", AGENCY, '"ROR"'),
        ("c-id", AGENCY, '"ROR"'),
        ("d", IDENTIFIER, f"<{AT}bare>"),
        ("e", IDENTIFIER, f"<{AT}bare>"),
    )
)

slow = pytest.mark.slow
# A cluster on two cores takes minutes for all of them; a run of all tests asks the others.
thorough = pytest.mark.skipif(
    "SERVANDA_CLUSTER_TESTS" not in os.environ,
    reason="takes minutes on a cluster: set SERVANDA_CLUSTER_TESTS=1",
)


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A master and two workers; this process has the environment of one that uses them."""
    with (
        cluster(tmp_path_factory.mktemp("spark")) as found,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in found.environment.items():
            patch.setenv(name, value)
        yield found


@pytest.fixture(scope="module")
def spark(machines: Cluster) -> Iterator[Runner]:
    """The runner on the cluster."""
    runner = runner_for(machines.url, 2)
    yield runner
    runner.close()


@pytest.mark.parametrize("url", BAD_URLS)
def test_an_address_that_names_no_master_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="spark://HOST:PORT"):
        runner_for(url, 1)


def test_without_pyspark_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)

    with pytest.raises(UsageError, match=r"pip install 'servanda\[spark\]'"):
        list(runner_for("spark://127.0.0.1:7077", 1).outputs(work.squares, work.Shared(), BATCHES))


@slow
def test_where_no_master_listens_that_is_told_at_once(machines: Cluster) -> None:
    del machines  # with it, pyspark is there
    with pytest.raises(EngineError, match="no master answers"):
        list(runner_for("spark://127.0.0.1:1", 1).outputs(work.squares, work.Shared(), BATCHES))


def test_without_a_batch_no_cluster_is_asked() -> None:
    nowhere = runner_for("spark://127.0.0.1:1", 1)

    assert list(nowhere.outputs(work.squares, work.Shared(), [])) == []


@slow
def test_outputs_are_those_of_processes_in_the_same_order(spark: Runner) -> None:
    here = list(Processes(1).outputs(work.squares, work.Shared(factor=3), BATCHES))

    assert list(spark.outputs(work.squares, work.Shared(factor=3), BATCHES)) == here


@thorough
@slow
def test_nothing_listens_beyond_loopback_nor_takes_work_by_rest(
    spark: Runner, machines: Cluster
) -> None:
    list(spark.outputs(work.squares, work.Shared(), BATCHES))  # all of it is up
    mine = {f"pid={process}," for process in [*machines.all(), *machines.drivers()]}

    command = [shutil.which("ss") or pytest.skip("ss of iproute2 is not installed"), "-Hltnp"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line for line in told.splitlines() if any(each in line for each in mine)]

    addresses = [line.split()[3] for line in lines]
    assert len(addresses) >= 5
    assert all(re.search(r"127\.0\.0\.\d+\]?:\d+$", each) for each in addresses), addresses
    assert not any(each.endswith(":6066") for each in addresses)


@slow
def test_a_record_that_ends_the_work_is_named(spark: Runner) -> None:
    with pytest.raises(EngineError, match="failed on the cluster") as error:
        list(spark.outputs(work.names, work.Shared(), [["a.ttl"], ["b.ttl", "kills.ttl"]]))

    assert error.value.place == "kills.ttl"


@slow
def test_executors_and_a_worker_killed_change_nothing(spark: Runner, machines: Cluster) -> None:
    batches = [[at] for at in range(150)]
    given: list[list[int]] = []
    for output in spark.outputs(work.slow, work.Shared(), batches):
        given.append(output)
        if len(given) == 20:
            os.kill(machines.executors()[0], signal.SIGKILL)
        if len(given) == 70:
            machines.workers[0].kill()
            machines.add_worker()

    assert given == [[number * number] for number in range(150)]


@thorough
@slow
def test_a_process_that_stands_still_is_overtaken(
    spark: Runner, machines: Cluster, tmp_path: Path
) -> None:
    shared = work.Shared(mark=tmp_path / "stands")
    held: list[int] = []

    def hold() -> None:
        while not (told := text_of(tmp_path / "stands")):
            time.sleep(0.05)
        held.append(int(told))
        os.kill(held[0], signal.SIGSTOP)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        given = list(spark.outputs(work.stands, shared, [[1], [2], [3]]))
    finally:
        holder.join()
        os.kill(held[0], signal.SIGKILL)

    assert given == [[1], [4], [9]]
    assert machines.executors()


def text_of(path: Path) -> str:
    return path.read_text("ascii") if path.exists() else ""


@thorough
@slow
def test_closing_leaves_no_executor_and_no_file(spark: Runner, machines: Cluster) -> None:
    list(spark.outputs(work.squares, work.Shared(), BATCHES[:2]))
    spark.close()

    end = time.monotonic() + 20
    while machines.executors() and time.monotonic() < end:
        time.sleep(0.1)
    assert machines.executors() == []
    # A worker that was killed leaves the scratch of its executors, which only it would clear away.
    files = (path for path in (machines.folder / "local").rglob("*") if path.is_file())
    assert [path for path in files if "executor-" not in str(path)] == []


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What a build by this process alone gives: the digests of all files are in it."""
    out = tmp_path_factory.mktemp("here") / "dist"
    build(ROOT, out, site=False)
    return (out / MANIFEST).read_bytes()


@slow
@pytest.mark.parametrize(
    "size", [pytest.param(100, marks=thorough), 26, pytest.param(7, marks=thorough)]
)
def test_a_build_in_one_two_and_eight_batches_gives_the_same_bytes(
    size: int, machines: Cluster, manifest: bytes, tmp_path: Path
) -> None:
    how = How(on=machines.url, limits=Limits(batch_size=size))
    build(ROOT, tmp_path / "dist", how=how, site=False)

    assert (tmp_path / "dist" / MANIFEST).read_bytes() == manifest
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


@pytest.fixture(scope="module")
def parts(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The quads of a release in three files, in no order, some of them twice; with clashes."""
    folder = tmp_path_factory.mktemp("parts")
    dump = (release / "dump" / "dataset.nq").read_text("utf-8")
    rows = [(*fact_of(quad.triple), str(quad.graph_name)) for quad in quads_of(dump + CLASHES)]
    random.Random(7).shuffle(rows)  # noqa: S311  the same at every run
    for number, some in enumerate((rows[:4000], rows[3500:], rows[:10])):
        columns = {name: [row[at] for row in some] for at, name in enumerate("spog")}
        pq.write_table(pa.table(columns), folder / f"part-{number}.parquet")
    return folder


def quads_of(text: str) -> Iterator[Quad]:
    return pyoxigraph.parse(text, format=RdfFormat.N_QUADS)


@thorough
@slow
@pytest.mark.parametrize("partitions", [8])
def test_the_reduce_on_the_cluster_gives_what_the_reduce_here_gives(
    partitions: int, machines: Cluster, parts: Path, release: Path, tmp_path: Path
) -> None:
    dump = (release / "dump" / "dataset.nq").read_text("utf-8") + CLASHES
    lines = sorted(set(dump.splitlines(keepends=True)))
    facts = [fact_of(quad.triple) for quad in quads_of("".join(lines))]
    classes = [fact[2] for fact in facts if fact[1] == str(RDF.type)]

    done = reduce_quads(machines.url, parts, tmp_path / "all.nq", partitions=partitions)

    assert (tmp_path / "all.nq").read_bytes() == "".join(lines).encode()
    assert [path.name for path in tmp_path.iterdir()] == ["all.nq"]
    assert done.quads == len(lines)
    assert done.counts == {iri[1:-1]: classes.count(iri) for iri in sorted(set(classes))}
    assert list(done.clashes) == clashes(facts)
    assert len(done.clashes) == 3


@thorough
@slow
def test_sql_answers_on_the_cluster_as_sparql_does_in_a_store(
    machines: Cluster,
    release: Path,
    release_store: Store,
    world_release: Path,
    world_store: Store,
    tmp_path: Path,
) -> None:
    opened = session(machines.url)
    try:
        for sqls, built, store in (
            (analytics.OF_ROOT, release, release_store),
            (analytics.OF_WORLD, world_release, world_store),
        ):
            folder = quads(built, tmp_path / str(len(sqls))).folder
            opened.read.parquet(str(folder)).createOrReplaceTempView("quads")
            for sql in sqls:
                rows = opened.sql(sql.read_text("utf-8"))
                said = analytics.told(rows.collect())
                assert said
                assert said == analytics.asked(store, sql, rows.columns), sql.stem
    finally:
        opened.stop()
