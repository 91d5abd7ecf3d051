"""`servanda serve` as it is started by hand: what it says, what it serves, how it ends."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import plain_workspace as plain
import pytest
from click.testing import CliRunner
from server.asgi import BROWSER, NoPool, cache_of, client_of
from server.raw import Server, heard, serving, status_of, until

from servanda.cli import cli
from servanda.errors import ServandaError, UsageError
from servanda.server.clients import Clients, Proxies
from servanda.server.clients import client_of as name_of
from servanda.server.facts import Facts
from servanda.server.limits import LIMITS, limits_of
from servanda.server.prepare import prepare
from servanda.server.refusal import Refusal
from servanda.server.sources import pinned
from servanda.server.state import state_of

TRIG = """\
@prefix ex: <http://example.org/> .
ex:laws { ex:a ex:b "c"@en , "<script>alert(1)</script>" . ex:b a ex:C . }
"""


@pytest.fixture(scope="module")
def server(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of our release, whose proxies are on this machine, with a log in JSON."""
    folder = tmp_path_factory.mktemp("running")
    options = ("--log", "json", "--trust-proxy", "127.0.0.1")
    with serving(folder, release, "--cache-folder", cache_of(tmp_path_factory), *options) as made:
        yield made


def lines(server: Server) -> list[dict[str, object]]:
    return [json.loads(line) for line in server.log.read_text("utf-8").splitlines()]


def test_it_answers_pages_things_and_queries(server: Server) -> None:
    assert status_of(server.get("/en/index.html")) == 200
    assert b"\r\nlocation: /doc/dataset\r\n" in server.get("/id/dataset")
    answer = server.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D", "Accept: text/csv, */*;q=0.1")
    assert status_of(answer) == 200
    assert b"true" in answer


def test_every_request_is_a_line_of_the_log(server: Server) -> None:
    server.get("/robots.txt?secret", "Forwarded: for=198.51.100.7")
    assert until(lambda: any(line.get("client") == "198.51.100.7" for line in lines(server)))
    line = next(line for line in lines(server) if line.get("client") == "198.51.100.7")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/robots.txt", 200)
    assert isinstance(line["ms"], float)


def test_health_and_figures_are_cheap(server: Server) -> None:
    begun = time.monotonic()
    for _ in range(50):
        assert status_of(server.get("/healthz")) == 200
        assert status_of(server.get("/metrics")) == 200
    assert time.monotonic() - begun < 5


def test_a_large_file_comes_whole_and_in_parts(server: Server, release: Path) -> None:
    content = (release / "dump" / "dataset.nq").read_bytes()
    answer = server.get("/dump/dataset.nq")
    assert answer.partition(b"\r\n\r\n")[2] == content
    answer = server.get("/dump/dataset.nq", "Range: bytes=1000000-")
    assert status_of(answer) == 206
    assert answer.partition(b"\r\n\r\n")[2] == content[1_000_000:]


def test_files_of_rdf_are_an_endpoint_with_a_form(tmp_path: Path) -> None:
    path = tmp_path / "laws.trig"
    path.write_text(TRIG, "utf-8")
    served = pinned(prepare([path], cache=tmp_path / "cache"))
    address = "http://127.0.0.1:8000/"
    state = state_of(served, limits_of(), NoPool(), Facts(served.facts), address=address)
    client = client_of(state)
    led = client.get("/", BROWSER, Host="data.example:8000")
    if led.status == 302:  # the editor is built
        assert led.headers["location"] == "/?endpoint=http%3A%2F%2Fdata.example%3A8000%2Fsparql"
    for language, lead in (("fr", "3 énoncés"), ("en", "3 statements"), ("zh", "3 条陈述")):
        page = client.get("/?endpoint=x", BROWSER, Accept_Language=language)
        assert lead in page.text
        assert "http://example.org/laws" in page.text
        assert page.headers["cache-control"] == "no-store"  # it names the host that was asked
        assert '<form class="sparql-plain" action="sparql"' in page.text
    for each in ("/assets/site.css", "/favicon.ico"):
        assert client.get(each).status == 200
    told = client.get("/doc/x/example.org/a", "text/turtle")
    assert told.status == 200
    assert "<script>alert" not in client.get("/doc/x/example.org/a", BROWSER).text
    assert client.get("/nothing").status == 404


def refused(*arguments: str | Path, **env: str) -> ServandaError:
    """What `servanda serve` says instead of serving, at any free port if no other is given."""
    words = ["serve", "--port", "0", *map(str, arguments)]
    error = CliRunner(env=env).invoke(cli, words).exception
    assert isinstance(error, ServandaError)
    return error


@pytest.mark.parametrize("name", ["empty.ttl", "folder", "workspace"])
def test_where_there_is_nothing_it_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty.ttl").write_text("", "utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "workspace" / "data").mkdir(parents=True)
    (tmp_path / "workspace" / "data" / "dataset.ttl").write_text(plain.DATASET, "utf-8")
    error = refused(tmp_path / name, "--cache-folder", tmp_path / "cache")
    assert "nothing to serve" in str(error)
    assert error.exit_code == 1


def test_a_call_that_cannot_be_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert "cannot listen" in str(refused(tmp_path, "--port", port))
    assert "no such file" in str(refused(tmp_path / "gone.ttl"))
    assert "is no number of" in str(refused(tmp_path, "--workers", "0.5"))
    assert "--deadline -1" in str(refused(tmp_path, SERVANDA_DEADLINE="-1"))
    assert "is no address" in str(refused(tmp_path, "--base-url", "data.example.org"))
    assert refused(tmp_path / "gone.ttl").exit_code == 2


def test_help_tells_each_limit_with_its_default_and_its_variable() -> None:
    text = " ".join(CliRunner().invoke(cli, ["serve", "--help"]).output.split())
    for limit in LIMITS:
        assert limit.option in text
        assert limit.variable in text
        assert f"{limit.default:,} {limit.unit}" in text


# Budgets of clients


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time now, in seconds."""
        return self.now


def test_a_client_has_so_many_queries_at_once() -> None:
    clients = Clients(limits_of({"client_queries": 2}), Clock())
    clients.admit("a")
    clients.admit("a")
    clients.admit("a", cheap=True)
    with pytest.raises(Refusal, match="2 of your queries are running") as refused:
        clients.admit("a")
    assert (refused.value.status, refused.value.retry_after) == (429, 1)
    clients.admit("b")
    clients.spent("a", 0.1, failed=False)
    clients.admit("a")


def test_time_that_is_spent_comes_back_evenly() -> None:
    clock = Clock()
    clients = Clients(limits_of({"client_time": 60}), clock)
    clients.admit("a")
    clients.spent("a", 65, failed=False)
    with pytest.raises(Refusal) as refused:
        clients.admit("a")
    assert refused.value.retry_after == 5
    clock.now += 6
    clients.admit("a")


def test_failed_queries_are_counted() -> None:
    clock = Clock()
    clients = Clients(limits_of({"client_errors": 3}), clock)
    for _ in range(3):
        clients.admit("a")
        clients.spent("a", 0, failed=True)
    with pytest.raises(Refusal) as refused:
        clients.admit("a")
    assert refused.value.status == 429
    assert refused.value.retry_after is not None
    clock.now += refused.value.retry_after
    clients.admit("a")


def test_no_number_of_clients_takes_more_memory() -> None:
    clients = Clients(limits_of(), Clock())
    clients.admit("runs")
    for number in range(30_000):
        clients.admit(f"{number}")
        clients.spent(f"{number}", 0.01, failed=False)
    assert len(clients) <= 10_000
    clients.spent("runs", 0.01, failed=False)


V6 = "2001:db8:0:1::/64"
NAMES = [
    ("192.0.2.1", "", "", "192.0.2.1"),
    ("::ffff:192.0.2.1", "", "", "192.0.2.1"),
    ("2001:db8:0:1:a:b:c:d", "", "", V6),
    # Nobody who is not trusted says who he is.
    ("192.0.2.1", "for=198.51.100.7", "198.51.100.7", "192.0.2.1"),
    ("10.0.0.1", "for=198.51.100.7", "", "198.51.100.7"),
    ("10.0.0.1", 'for="[2001:db8:0:1::9]:4711";proto=https', "", V6),
    ("10.0.0.1", "", "198.51.100.7", "198.51.100.7"),
    ("10.0.0.1", "", "198.51.100.7:80", "198.51.100.7"),
    # What stands before the last hop is the client's own word.
    ("10.0.0.1", "", "203.0.113.9, 198.51.100.7", "198.51.100.7"),
    ("10.0.0.1", "", "203.0.113.9, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
    ("10.0.0.1", "for=203.0.113.9, for=198.51.100.7;by=10.0.0.2, for=10.0.0.2", "", "198.51.100.7"),
    ("10.0.0.1", "for=unknown", "", "10.0.0.1"),
    ("10.0.0.1", "", "nonsense", "10.0.0.1"),
    ("10.0.0.1", "", "", "10.0.0.1"),
    ("10.0.0.1", "", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
]


@pytest.mark.parametrize(("peer", "forwarded", "before", "client"), NAMES)
def test_a_client_is_who_a_trusted_proxy_says(
    peer: str, forwarded: str, before: str, client: str
) -> None:
    assert name_of(peer, forwarded, before, Proxies(("10.0.0.0/8",))) == client


def test_proxies_are_addresses_or_networks() -> None:
    with pytest.raises(UsageError, match="--trust-proxy"):
        Proxies(("everybody",))


def test_a_fault_of_ours_is_told_in_the_log_alone(
    release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    served = prepare([release], cache=cache_of(tmp_path_factory))
    facts = Facts(served.facts)
    state = state_of(served, limits_of(), NoPool(), facts, address="http://127.0.0.1:8000/")
    client = client_of(state)
    facts.close()  # and now nothing can be read from it
    answer = asyncio.run(client.asked("GET", "/id/claim/x"))
    assert answer.status == 500
    assert "sqlite" not in answer.text.lower()
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "ProgrammingError" in client.log.getvalue()


def test_what_is_being_answered_is_answered_before_the_end(server: Server, release: Path) -> None:
    """The last test of all: it ends the server."""
    content = (release / "dump" / "dataset.nq").read_bytes()
    with server.connect() as idle, socket.socket() as slow:
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.connect(("127.0.0.1", server.port))
        slow.settimeout(10)
        slow.sendall(b"GET /dump/dataset.nq HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(0.3)
        server.process.send_signal(signal.SIGTERM)
        assert heard(slow).partition(b"\r\n\r\n")[2] == content
        assert heard(idle) == b""
        assert server.process.wait(10) == 0
        assert "Traceback" not in server.log.read_text("utf-8")
