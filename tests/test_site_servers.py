"""The servers that a release is served by: Apache and nginx, started for real on this machine."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import ROOT
from nginx_settings import nginx_settings

from servanda.site.servers import language_rules, syntax_rules

ACCEPT = [
    ("", "html"),
    ("*/*", "html"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
    ("text/turtle", "ttl"),
    ("TEXT/TURTLE", "ttl"),
    ("text/turtle, text/html;q=0.5", "ttl"),
    ("text/turtle;q=0.5, text/html", "html"),
    ("text/turtle;q=0.3, application/ld+json;q=0.8, application/n-triples;q=0.7", "jsonld"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted";q=0.9', "jsonld"),
    ("application/ld+json ; q=0.2 , application/n-triples ; q=0.25", "jsonld"),
    ("application/n-triples;q=1.000, text/turtle;q=0.999", "nt"),
    ("application/n-triples, */*;q=0.1", "nt"),
    ("text/turtle;q=0.05", "ttl"),
    ("text/turtle;q=0", "html"),
    ("application/json", "jsonld"),
    ("image/png", "html"),
]
LANGUAGE = [
    ("", "en"),
    ("fr", "fr"),
    ("fr-CA,fr;q=0.9,en;q=0.8", "fr"),
    ("zh-CN, fr;q=0.5", "zh"),
    ("de, fr;q=0.3, en;q=0.7", "en"),
    ("de", "en"),
    ("zh;q=0, fr;q=0.1", "fr"),
    ("fro", "en"),
]
THING = "/id/agreement/lyon-turin"


def chosen(rules: list[tuple[str, str]], header: str, default: str) -> str:
    fitting = (name for rule, name in rules if re.search(rule, header, re.IGNORECASE))
    return next(fitting, default)


@pytest.mark.parametrize(("header", "syntax"), ACCEPT)
def test_the_syntax_that_is_wanted_most_is_served(header: str, syntax: str) -> None:
    assert chosen(syntax_rules(), header, "html") == syntax


@pytest.mark.parametrize(("header", "language"), LANGUAGE)
def test_the_language_that_is_wanted_most_is_served(header: str, language: str) -> None:
    assert chosen(language_rules(), header, "en") == language


@dataclass(frozen=True)
class Host:
    """A server on loopback; the release lies at `root`."""

    port: int
    root: str

    def ask(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and body; a location is cut to its path."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        connection.request("GET", self.root + path, headers=named)
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        found = {name.lower(): value for name, value in answer.getheaders()}
        place = found.get("location", "")
        found["location"] = re.sub(r"^https?://[^/]+", "", place).removeprefix(self.root)
        connection.close()
        return answer.status, found, body


@pytest.fixture(scope="module")
def served(plain_twice: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with an earlier one, in the folder `sub` of what a server shows."""
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(plain_twice, folder / "www" / "sub")
    for each in (folder, *folder.parents):
        if each.stat().st_uid and each.name.startswith("pytest-"):
            each.chmod(0o755)
    return folder / "www" / "sub"


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip(f"{name} is not installed; on Debian: apt-get install {name}")
    return found


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        for _ in range(100):
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended: {process.communicate()[0]}")
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.communicate(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


APACHE = """\
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {work}/apache.pid
ErrorLog {work}/error.log
{modules}
TypesConfig /etc/mime.types
DocumentRoot {www}
<Directory {www}>
    AllowOverride FileInfo Options=MultiViews
    Require all granted
</Directory>
"""
MODULES = ("mpm_event", "authz_core", "dir", "mime", "rewrite", "headers", "setenvif")


def is_root() -> bool:
    return Path("/proc/self").stat().st_uid == 0


def apache(release: Path, work: Path, port: int) -> list[str]:
    command = program("apache2")
    (release / ".htaccess").write_bytes((release / "servers" / "apache.htaccess").read_bytes())
    folder = Path("/usr/lib/apache2/modules")
    modules = [f"LoadModule {name}_module {folder}/mod_{name}.so" for name in MODULES]
    text = APACHE.format(port=port, work=work, www=release.parent, modules="\n".join(modules))
    (work / "apache.conf").write_text(text, encoding="utf-8")
    return [command, "-X", "-f", str(work / "apache.conf")]


def nginx(release: Path, work: Path, port: int) -> list[str]:
    command = program("nginx")
    text = (release / "servers" / "nginx.conf").read_text("utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};")
    text = text.replace("root /srv/servanda;", f"root {release.parent};")
    (work / "servanda.conf").write_text(text, encoding="utf-8")
    shutil.copyfile("/etc/nginx/mime.types", work / "mime.types")
    user = "user root;" if is_root() else ""
    (work / "nginx.conf").write_text(nginx_settings(work, user), encoding="utf-8")
    return [command, "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]


@pytest.fixture(scope="module", params=["apache", "nginx"])
def host(
    request: pytest.FixtureRequest, served: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    port, work = free_port(), tmp_path_factory.mktemp(request.param)
    command = {"apache": apache, "nginx": nginx}[request.param](served, work, port)
    with running(command, port):
        yield Host(port, "/sub")


@pytest.mark.slow
@pytest.mark.parametrize(("header", "syntax"), ACCEPT)
def test_a_thing_leads_to_its_page_or_its_data(host: Host, header: str, syntax: str) -> None:
    status, headers, _ = host.ask(THING, Accept=header)
    place = "/en/agreement/lyon-turin.html" if syntax == "html" else f"{THING}.{syntax}"
    assert (status, headers["location"]) == (303, place)
    assert re.split(r",\s*", headers["vary"]) == ["Accept", "Accept-Language"]
    assert host.ask(headers["location"])[0] == 200


@pytest.mark.slow
@pytest.mark.parametrize(("header", "language"), LANGUAGE)
def test_a_thing_leads_to_the_language_of_the_reader(
    host: Host, header: str, language: str
) -> None:
    status, headers, _ = host.ask(THING, Accept="text/html", Accept_Language=header)
    assert (status, headers["location"]) == (303, f"/{language}/agreement/lyon-turin.html")


@pytest.mark.slow
def test_a_thing_of_an_earlier_release_stays_in_it(host: Host) -> None:
    status, headers, _ = host.ask(f"/v/0.1.0{THING}", Accept="text/turtle")
    assert (status, headers["location"]) == (303, f"/v/0.1.0{THING}.ttl")


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/id/agreement/none", "/id/agreement/%0d%0aSet-Cookie:x", "/no"])
def test_what_is_not_there_is_not_found(host: Host, path: str) -> None:
    status, headers, _ = host.ask(path, Accept="text/turtle")
    assert status in {400, 404}
    assert "set-cookie" not in headers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/latest", "/"),
        ("/latest/fr/index.html", "/fr/index.html"),
        ("/v/0.2.0/fr/index.html", "/fr/index.html"),
    ],
)
def test_addresses_that_stay_lead_to_this_release(host: Host, path: str, place: str) -> None:
    status, headers, _ = host.ask(path)
    assert (status, headers["location"]) == (302, place)
    assert "immutable" not in headers.get("cache-control", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/dump/dataset.ttl", "text/turtle"),
        ("/dump/dataset.nq", "application/n-quads"),
        ("/dump/dataset.jsonld", "application/ld+json"),
        ("/feeds/changes.fr.atom", "application/atom+xml"),
        ("/feeds/agreements.fr.ics", "text/calendar"),
        ("/.well-known/void", "text/turtle"),
        ("/catalog.ttl", "text/turtle"),
    ],
)
def test_data_have_their_media_type_and_are_open_to_others(
    host: Host, path: str, kind: str
) -> None:
    status, headers, _ = host.ask(path)
    assert status == 200
    assert headers["content-type"].partition(";")[0] == kind
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.slow
def test_pages_have_the_headers_that_protect_them(host: Host) -> None:
    _, headers, _ = host.ask("/fr/index.html")
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-cache"
    _, headers, _ = host.ask("/v/0.1.0/fr/index.html")
    assert headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def permanent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """What w3id.org would be with the rules in `w3id/`."""
    work, port = tmp_path_factory.mktemp("w3id"), free_port()
    folder = work / "www" / "servanda"
    (folder / "servers").mkdir(parents=True)
    shutil.copyfile(ROOT / "w3id" / ".htaccess", folder / "servers" / "apache.htaccess")
    with running(apache(folder, work, port), port):
        yield Host(port, "/servanda")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "accept", "language", "place"),
    [
        ("/", "", "", "/"),
        (THING, "text/html", "zh-CN,en;q=0.5", "/zh/agreement/lyon-turin.html"),
        (THING, "", "de", "/en/agreement/lyon-turin.html"),
        (THING, "text/turtle", "fr", f"{THING}.ttl"),
        (THING, "application/ld+json", "", f"{THING}.jsonld"),
        (THING, "application/n-triples", "", f"{THING}.nt"),
        ("/ontology", "text/html", "fr", "/fr/ontology.html"),
        ("/ontology", "text/turtle", "fr", "/ontology.ttl"),
        ("/ontology/0.1.0", "", "", "/v/0.1.0/ontology.ttl"),
        ("/dataset", "application/n-quads", "", "/dump/dataset.nq"),
        ("/fr/browse.html", "", "", "/fr/browse.html"),
    ],
)
def test_permanent_identifiers_lead_to_files_that_are_there(
    permanent: Host, served: Path, path: str, accept: str, language: str, place: str
) -> None:
    status, headers, _ = permanent.ask(path, Accept=accept, Accept_Language=language)
    assert status in {302, 303}
    assert headers["location"] == place
    assert (served / place.strip("/") / ("index.html" if place == "/" else "")).is_file()
