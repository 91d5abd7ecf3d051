"""Files of a release as they are served: whole, in part, in a coding, or not at all."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import brotli
import pytest
from server.asgi import BROWSER, Client, cache_of, client_of, state_in

from servanda.server.cache import Cache
from servanda.server.limits import limits_of

DUMP = "/dump/dataset.nq"


@pytest.fixture(scope="module")
def client(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    """Somebody who asks the server of our release."""
    return client_of(state_in(release, cache_of(tmp_path_factory)))


def test_every_file_that_the_release_lists_is_served_as_it_is(
    client: Client, release: Path
) -> None:
    state = client.app.releases.current()
    # The newest version has no address of its own; `latest/` leads to it.
    names = [name for name in state.served.files if not name.startswith("latest/")]
    names = [name for name in names if not name.endswith("/sparql.html")]
    assert len(names) > 3000
    for name in names[::7]:
        answer = client.get(f"/{name}")
        assert answer.status == 200, name
        assert answer.body == (release / name).read_bytes(), name


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/site.css", "text/css; charset=utf-8"),
        ("/assets/site.js", "text/javascript; charset=utf-8"),
        ("/en/index.html", "text/html; charset=utf-8"),
        ("/id/dataset.ttl", "text/turtle; charset=utf-8"),
        ("/id/dataset.jsonld", "application/ld+json"),
        ("/dump/dataset.nq", "application/n-quads"),
        ("/.well-known/void", "text/turtle; charset=utf-8"),
        ("/catalog.rdf", "application/rdf+xml"),
        ("/manifest.json", "application/json"),
        ("/tables/parties.csv", "text/csv; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/favicon.svg", "image/svg+xml"),
    ],
)
def test_a_file_has_its_media_type(client: Client, path: str, kind: str) -> None:
    assert client.get(path).headers["content-type"] == kind


def test_every_answer_keeps_browsers_safe_and_may_be_read_by_pages_of_others(
    client: Client,
) -> None:
    for path in ("/", DUMP, "/nothing", "/healthz", "/metrics"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["content-security-policy"] == "frame-ancestors 'none'"
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert len(headers["servanda-release"]) == 64


def test_what_a_client_has_is_not_sent_again(client: Client) -> None:
    tag = client.get(DUMP).headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get(DUMP, If_None_Match=header)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", tag)
    assert client.get(DUMP, If_None_Match='"other"').status == 200
    assert client.get(DUMP, If_Match='"other"').status == 412
    assert client.get(DUMP, If_Match=tag).status == 200


def test_head_is_get_without_a_body(client: Client) -> None:
    for path in (DUMP, "/en/index.html", "/doc/dataset", "/nothing", "/id/dataset", "/healthz"):
        get, head = client.get(path), client.ask("HEAD", path, Accept="*/*")
        assert (head.status, head.body) == (get.status, b"")
        assert head.headers == get.headers


@pytest.mark.parametrize(
    ("wanted", "part"),
    [
        ("bytes=0-9", slice(0, 10)),
        ("bytes=10-10", slice(10, 11)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-7", slice(-7, None)),
        ("BYTES=0-0", slice(0, 1)),
        ("bytes=0-999999999999", slice(0, None)),
    ],
)
def test_a_part_of_a_file(client: Client, release: Path, wanted: str, part: slice) -> None:
    content = (release / DUMP[1:]).read_bytes()
    answer = client.get(DUMP, Range=wanted)
    assert answer.status == 206
    assert answer.body == content[part]
    first = part.indices(len(content))[0]
    place = f"bytes {first}-{first + len(answer.body) - 1}/{len(content)}"
    assert answer.headers["content-range"] == place
    assert answer.headers["content-length"] == str(len(answer.body))


def test_parts_of_a_file_come_in_one_answer(client: Client, release: Path) -> None:
    content = (release / DUMP[1:]).read_bytes()
    answer = client.get(DUMP, Range="bytes=0-3, 10-12")
    assert answer.status == 206
    assert answer.headers["content-type"].startswith("multipart/byteranges; boundary=")
    assert answer.headers["content-length"] == str(len(answer.body))
    boundary = answer.headers["content-type"].partition("boundary=")[2].encode()
    parts = [part.partition(b"\r\n\r\n")[2] for part in answer.body.split(b"\r\n--" + boundary)]
    assert parts[1:-1] == [content[0:4], content[10:13]]


@pytest.mark.parametrize(
    "wanted", ["lines=0-9", "bytes=9-1", "bytes=a-b", "bytes=0-9, 5-14", "bytes=" + "0-0," * 20]
)
def test_a_wish_for_parts_that_is_none_is_ignored(client: Client, wanted: str) -> None:
    assert client.get(DUMP, Range=wanted).status == 200


def test_a_part_that_is_not_there_is_refused(client: Client, release: Path) -> None:
    answer = client.get(DUMP, Range="bytes=99999999-")
    size = (release / DUMP[1:]).stat().st_size
    assert (answer.status, answer.headers["content-range"]) == (416, f"bytes */{size}")


def test_a_part_is_added_only_to_what_has_not_changed(client: Client) -> None:
    tag = client.get(DUMP).headers["etag"]
    assert client.get(DUMP, Range="bytes=0-9", If_Range=tag).status == 206
    assert client.get(DUMP, Range="bytes=0-9", If_Range='"other"').status == 200


def test_texts_are_sent_in_the_coding_that_is_wanted(client: Client, release: Path) -> None:
    content = (release / "assets" / "site.css").read_bytes()
    plain = client.get("/assets/site.css")
    for coding, opened in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        answer = client.get("/assets/site.css", Accept_Encoding=coding)
        assert answer.headers["content-encoding"] == coding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["etag"] != plain.headers["etag"]
        assert opened(answer.body) == content
        assert len(answer.body) < len(content) / 3
        known = client.get(
            "/assets/site.css", Accept_Encoding=coding, If_None_Match=answer.headers["etag"]
        )
        assert known.status == 304


def test_a_coding_is_made_once_and_kept(client: Client) -> None:
    state = client.app.releases.current()
    client.get("/assets/site.js", Accept_Encoding="br")
    kept = (
        state.served.store.parent / "encoded" / f"{state.served.files['assets/site.js'].sha256}.br"
    )
    made = kept.stat().st_mtime_ns
    client.get("/assets/site.js", Accept_Encoding="br")
    assert kept.stat().st_mtime_ns == made


def test_what_is_small_or_compressed_already_is_sent_as_it_is(client: Client) -> None:
    for path in ("/robots.txt", "/tables/parties.parquet"):
        assert "content-encoding" not in client.get(path, Accept_Encoding="br, gzip").headers


@pytest.mark.parametrize(
    "path",
    [
        "/../manifest.json",
        "/en/../manifest.json",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/..%2f..%2fetc/passwd",
        "/en/index.html%00",
        "/%00",
        "/en\\index.html",
        "/en%5cindex.html",
        "//manifest.json",
        "/en//index.html",
        "/manifest.json/",
        "/doc/../manifest.json",
        "/id/..",
        "/C:/windows",
        "/~root",
        "/%ff%fe",
        "/v/../manifest.json",
        "/v/%2e%2e/manifest.json",
    ],
)
def test_no_text_of_a_request_becomes_a_path(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status == 404
    assert answer.text == "There is nothing at this address\n"


def test_another_host_is_never_where_an_address_leads(client: Client) -> None:
    for path in ("/latest//evil.example", "/v/0.1.0//evil.example", "/latest/%5cevil.example"):
        answer = client.get(path)
        assert answer.status in {302, 404}
        assert not answer.headers.get("location", "/x").startswith(("//", "/\\", "http"))


def test_a_refusal_is_told_as_text_as_json_or_as_a_page(client: Client) -> None:
    assert client.get("/nothing").text == "There is nothing at this address\n"
    told = client.get("/nothing", "application/json")
    assert told.text == '{"status":404,"message":"There is nothing at this address"}'
    page = client.get("/no/thing", BROWSER, Accept_Language="zh")
    assert page.status == 404
    assert '<html lang="zh">' in page.text
    assert 'href="../assets/site.css"' in page.text
    assert "此地址没有内容" in page.text


def test_a_page_of_a_refusal_escapes_what_was_asked(client: Client) -> None:
    page = client.get("/%3Cscript%3Ealert(1)%3C/script%3E", BROWSER)
    assert "<script>alert" not in page.text


def test_methods_that_change_things_are_refused(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "PROPFIND", "TRACE"):
        answer = client.ask(method, "/en/index.html")
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


def test_a_preflight_tells_what_pages_of_others_may_ask(client: Client) -> None:
    answer = client.ask("OPTIONS", "/en/index.html", Origin="https://example.org")
    assert answer.status == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    sparql = client.ask("OPTIONS", "/sparql", Origin="https://example.org")
    assert "POST" in sparql.headers["access-control-allow-methods"]


def test_a_compressed_body_is_refused(client: Client) -> None:
    assert client.ask("POST", "/sparql", b"x", Content_Encoding="gzip").status == 415


def test_a_file_that_is_not_what_it_was_is_not_served(client: Client, tmp_path: Path) -> None:
    state = client.app.releases.current()
    files = {}
    for name in ("robots.txt", DUMP[1:], "manifest.json"):
        file = state.served.files[name]
        changed = tmp_path / file.sha256
        changed.write_bytes(file.path.read_bytes()[::-1])
        files[name] = replace(file, path=changed)
    (tmp_path / files["manifest.json"].sha256).unlink()
    spoilt = replace(state, served=replace(state.served, files=files), answers=Cache(0))
    for name in files:
        answer = client_of(spoilt).get(f"/{name}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "3"), name


def test_memory_for_answers_is_bounded(
    release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    limits = limits_of({"cache": 1 << 20})
    client = client_of(state_in(release, cache_of(tmp_path_factory), limits))
    state = client.app.releases.current()
    for name in list(state.served.files)[:300]:
        client.get(f"/{name}")
    assert 0 < state.answers.size <= limits.cache


def test_behind_a_proxy_the_path_before_all_is_taken_off(
    release: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    client = client_of(state_in(release, cache_of(tmp_path_factory), root_path="/agreements"))
    assert client.get("/agreements/robots.txt").status == 200
    assert client.get("/robots.txt").status == 200  # a proxy that takes it off itself
    answer = client.get("/agreements/id/dataset")
    assert answer.headers["location"] == "/agreements/doc/dataset"
    assert client.get("/agreementsx/robots.txt").status == 404


def test_the_log_tells_each_request_and_not_what_was_asked(client: Client) -> None:
    client.get("/robots.txt?secret=1%0a2", User_Agent="test\x1b[31m")
    line = client.log.getvalue().splitlines()[-1]
    assert '"path": "/robots.txt"' in line
    assert '"status": 200' in line
    assert "secret" not in line
    assert "\x1b" not in line


def test_figures_are_in_the_format_of_prometheus(client: Client) -> None:
    client.get("/robots.txt")
    text = client.get("/metrics").text
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert any(line.startswith('servanda_requests_total{class="2xx"} ') for line in lines)
    values = dict(line.rsplit(" ", 1) for line in lines)
    assert (
        values['servanda_request_seconds_bucket{le="+Inf"}']
        == values["servanda_request_seconds_count"]
    )
    assert all(float(value) >= 0 for value in values.values())
