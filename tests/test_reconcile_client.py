"""A service that is down, slow, rude or hostile, on loopback: it fails, it never finds nothing."""

from __future__ import annotations

import gzip
import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from faulty_service import MANIFEST, Answer, serving

from servanda.reconcile import Subject
from servanda.reconcile.client import Client
from servanda.reconcile.inquiry import Inquiry, inquire
from servanda.reconcile.transport import Limits

LYON = Subject("http://example.org/lyon", {"fr": ("Lyon",)}, "place", "FR")
ROUEN = Subject("http://example.org/rouen", {"fr": ("Rouen",)}, "place")
FOUND = {"id": "Q456", "name": "Lyon", "score": 100, "match": True, "type": ["Q515"]}
GOOD = Answer.of({"q0": {"result": [FOUND]}})
BOUNDS = Limits(read=5, size=100_000)
HELLO = Answer.of(MANIFEST)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Seconds since the start."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Pass the time without spending it."""
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture
def time() -> Time:
    return Time()


def client(folder: Path, time: Time, limits: Limits = BOUNDS) -> Client:
    return Client(
        "servanda/test (https://example.org/)",
        folder,
        limits=limits,
        sleep=time.sleep,
        clock=time.clock,
    )


def ask(folder: Path, time: Time, *answers: Answer, limits: Limits = BOUNDS) -> Inquiry:
    with serving(HELLO, *answers) as service:
        return inquire(client(folder, time, limits), service.url, [LYON])


def names(result: Inquiry) -> list[str]:
    return sorted(result.found.get(LYON.iri, {}))


def test_a_good_answer_gives_candidates_with_what_the_service_says(
    tmp_path: Path, time: Time
) -> None:
    full = {**FOUND, "features": [{"id": "P17/P297", "value": 100}, {"id": "x", "value": 3}]}
    result = ask(tmp_path, time, Answer.of({"q0": {"result": [full]}}))
    assert result.failed == set()
    candidate = result.found[LYON.iri]["http://www.wikidata.org/entity/Q456"]
    assert candidate.kinds == {"place"}
    assert candidate.country == "FR"


FAULTS = {
    "500": Answer(status=500),
    "404": Answer(status=404),
    "half an answer": Answer(b'{"q0":', headers={"Content-Length": "1000"}),
    "no JSON": Answer(b"<html>busy</html>"),
    "too deep": Answer(b"[" * 90_000),
    "a wrong type": Answer.of(["q0"]),
    "a result of the wrong type": Answer.of({"q0": {"result": {"id": "Q1"}}}),
    "a name of the wrong type": Answer.of({"q0": {"result": [{"id": "Q1", "name": 7}]}}),
    "a query without an answer": Answer.of({"q7": {"result": []}}),
    "an endless redirect": Answer(status=302, headers={"Location": "/api"}),
    "a redirect to another host": Answer(status=302, headers={"Location": "http://127.0.0.2/"}),
    "a redirect to a file": Answer(status=302, headers={"Location": "file:///etc/passwd"}),
    "100 MB": Answer(b" " * 100_000, repeat=1000),
    "a bomb": Answer(gzip.compress(b" " * 10_000_000), headers={"Content-Encoding": "gzip"}),
    "packed in another way": Answer(b"x", headers={"Content-Encoding": "br"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_a_failure_and_leaves_nothing_on_disk(
    fault: str, tmp_path: Path, time: Time
) -> None:
    result = ask(tmp_path, time, FAULTS[fault])
    assert result.failed == {LYON.iri}
    assert result.fault
    assert result.found == {}
    assert len(list(tmp_path.iterdir())) == 1  # the manifest, which was good


def test_a_service_that_is_down_is_a_failure(tmp_path: Path, time: Time) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # held and never listened to
        url = f"http://127.0.0.1:{held.getsockname()[1]}/"
        result = inquire(client(tmp_path, time), url, [LYON])
    assert result.failed == {LYON.iri}
    assert time.slept == [1.0, 2.0, 4.0]


def test_a_slow_service_is_a_failure(tmp_path: Path, time: Time) -> None:
    slow = Answer(GOOD.body, stall=10)
    result = ask(tmp_path, time, slow, limits=replace(BOUNDS, read=0.1, attempts=1))
    assert result.failed == {LYON.iri}


def test_an_empty_list_is_no_candidate_and_no_failure(tmp_path: Path, time: Time) -> None:
    result = ask(tmp_path, time, Answer.of({"q0": {"result": []}}))
    assert result.failed == set()
    assert result.found == {LYON.iri: {}}


def test_retry_after_is_obeyed(tmp_path: Path, time: Time) -> None:
    result = ask(tmp_path, time, Answer(status=429, headers={"Retry-After": "17"}), GOOD)
    assert time.slept == [17.0]
    assert names(result) == ["http://www.wikidata.org/entity/Q456"]


def test_a_wait_that_is_too_long_ends_the_asking(tmp_path: Path, time: Time) -> None:
    result = ask(tmp_path, time, Answer(status=429, headers={"Retry-After": "3600"}), GOOD)
    assert time.slept == []
    assert "asks to wait 3600 seconds" in result.fault


def test_the_whole_takes_no_longer_than_its_bound(tmp_path: Path, time: Time) -> None:
    result = ask(tmp_path, time, Answer(status=503), limits=replace(BOUNDS, attempts=100, total=10))
    assert result.failed == {LYON.iri}
    assert time.now <= 10


def test_after_a_failure_nothing_more_is_asked(tmp_path: Path, time: Time) -> None:
    small = Answer.of({**MANIFEST, "batchSize": 1})
    with serving(small, Answer(status=404)) as service:
        result = inquire(client(tmp_path, time), service.url, [LYON, ROUEN])
    assert len(service.requests) == 2
    assert result.failed == {LYON.iri, ROUEN.iri}


def test_candidates_are_read_once_and_without_what_is_hostile(tmp_path: Path, time: Time) -> None:
    said = [
        {**FOUND, "name": "Ly\u202eon\x1b[31m\n" + "x" * 1000},
        {**FOUND, "name": "again"},
        *({**FOUND, "id": key} for key in ("Q1/../../x", "javascript:alert(1)", "Q0", "q1", "")),
    ]
    result = ask(tmp_path, time, Answer.of({"q0": {"result": said}}))
    assert names(result) == ["http://www.wikidata.org/entity/Q456"]
    (name,) = result.found[LYON.iri]["http://www.wikidata.org/entity/Q456"].names[""]
    assert name.isprintable()
    assert len(name) <= 300


def test_the_request_is_polite(tmp_path: Path, time: Time) -> None:
    three = [LYON, ROUEN, Subject("http://example.org/nice", {"fr": ("Nice",)}, "place")]
    two = Answer.of({f"q{number}": {"result": []} for number in range(2)})
    with serving(Answer.of({**MANIFEST, "batchSize": 2}), two) as service:
        inquire(client(tmp_path, time), service.url, three)
    assert [len(service.queries(number)) for number in (1, 2)] == [2, 1]
    assert service.requests[1][2]["User-Agent"] == "servanda/test (https://example.org/)"
    asked = service.queries(1)["q0"]
    assert asked["properties"] == [{"pid": "P17/P297", "v": "FR"}]


def test_what_is_kept_is_replayed_offline_whatever_the_batch(
    tmp_path: Path, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Answer.of({"q0": {"result": [FOUND]}, "q1": {"result": []}})
    with serving(HELLO, both) as service:
        first = inquire(client(tmp_path, time), service.url, [LYON, ROUEN])
    monkeypatch.setattr(socket, "socket", None)  # opening one would fail
    offline = client(tmp_path, time)
    offline.offline = True
    again = inquire(offline, service.url, [LYON])
    assert again.found == {LYON.iri: first.found[LYON.iri]}
    other = Subject("http://example.org/nice", {"fr": ("Nice",)}, "place")
    assert inquire(offline, service.url, [other]).not_kept == {other.iri}


def test_the_draft_of_version_1_is_spoken_where_the_manifest_says_so(
    tmp_path: Path, time: Time
) -> None:
    draft = {"versions": ["1.0-draft"], "name": "x", "view": {"url": "http://example.org/e/{{id}}"}}
    found = {"candidates": [{"id": "a1", "name": "Lyon", "match": False}]}
    with serving(Answer.of(draft), Answer.of({"results": [found]})) as service:
        result = inquire(client(tmp_path, time), service.url, [LYON])
    method, path, headers, body = service.requests[1]
    assert (method, path) == ("POST", "/api/match")
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {
        "queries": [{"limit": 5, "conditions": [{"matchType": "name", "propertyValue": "Lyon"}]}]
    }
    assert names(result) == ["http://example.org/e/a1"]
