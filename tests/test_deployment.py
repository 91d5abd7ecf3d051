"""What stands around the server: units, proxies before it, and workflows, run where they can be."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import plain_workspace as plain
import pytest
import yaml
from conftest import ROOT
from nginx_settings import nginx_settings
from serving.server import free_port, running

from servanda.cli import cli

FILES = ROOT / "docs" / "deployment"
WORKFLOWS = {"github-pages.yml": "dist", "gitlab-pages.yml": "public"}


def program(name: str) -> str:
    places = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
    found = shutil.which(name, path=places)
    if found is None:
        pytest.skip(f"{name} is not installed; on Debian: apt-get install {name}")
    return found


PAGES = {"Caddyfile": "caddy", "Containerfile": "container", "servanda.service": "systemd"}


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_each_file_has_a_page_that_leads_to_it(name: str) -> None:
    page = ROOT / "docs" / f"{PAGES.get(name, Path(name).stem)}.md"
    assert f"(deployment/{name})" in page.read_text("utf-8")


def test_every_option_that_is_named_here_exists() -> None:
    known = {name for option in cli.commands["serve"].params for name in option.opts}
    pages = [ROOT / "docs" / f"{name}.md" for name in ("container", "nginx", "caddy", "apache")]
    texts = [path.read_text("utf-8") for path in (*pages, FILES / "servanda.service")]
    lines = [
        line for text in texts for line in text.splitlines() if "/srv/servanda/current -" in line
    ]
    assert len(lines) == 5
    assert {name for line in lines for name in re.findall(r" (--[a-z-]+)", line)} <= known


def test_the_container_copies_what_there_is() -> None:
    text = (FILES / "Containerfile").read_text("utf-8")
    named = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    copied = [name for names in named for name in names if not name.startswith(("--", "/"))]
    assert len(copied) > 8
    assert [name for name in copied if not (ROOT / name).exists()] == []


# --- systemd ---


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a program that exists here in place of the one of the operator."""
    text = (FILES / "servanda.service").read_text("utf-8")
    path = tmp_path / "servanda.service"
    path.write_text(text.replace("/opt/servanda/bin/servanda", "/bin/true"), "utf-8")
    return path


def test_systemd_understands_every_line_of_the_unit(unit: Path) -> None:
    command = [program("systemd-analyze"), "verify", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_unit_leaves_little_open(unit: Path) -> None:
    command = [
        program("systemd-analyze"),
        "security",
        "--offline=true",
        "--threshold=20",
        str(unit),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]


# --- proxies before the server ---


class _Echo(BaseHTTPRequestHandler):
    """Tells what has come through."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        size = int(self.headers.get("Content-Length", 0))
        said = {
            "path": self.path,
            "headers": self.headers.items(),
            "body": len(self.rfile.read(size)),
        }
        body = json.dumps(said).encode("utf-8")
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer  # noqa: N815  names that the library calls

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    """The port of a server that tells what a proxy sends to it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def plain_text(name: str, behind: int, **changes: str) -> str:
    """A file of the documentation without its certificates, before a server on another port."""
    text = (FILES / name).read_text("utf-8").replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return re.sub(r"^ *(ssl_certificate|SSL).*\n", "", text, flags=re.MULTILINE)


APACHE = """\
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {work}/pid
ErrorLog {work}/error.log
{modules}
Include {work}/servanda.conf
"""
MODULES = (
    "mpm_event", "authz_core", "headers", "rewrite", "proxy", "proxy_http", "reqtimeout",
)  # fmt: skip


def nginx(work: Path, port: int, behind: int) -> list[str]:
    command = program("nginx")
    text = plain_text(
        "nginx.conf", behind, **{"listen 443 ssl http2;": f"listen 127.0.0.1:{port};"}
    )
    (work / "servanda.conf").write_text(text, "utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (work / "nginx.conf").write_text(nginx_settings(work, user), "utf-8")
    return [command, "-c", str(work / "nginx.conf"), "-e", str(work / "error.log")]


def apache(work: Path, port: int, behind: int) -> list[str]:
    command = program("apache2")
    text = plain_text("apache.conf", behind, **{"*:443": f"127.0.0.1:{port}"})
    (work / "servanda.conf").write_text(text, "utf-8")
    folder = Path("/usr/lib/apache2/modules")
    lines = [f"LoadModule {name}_module {folder}/mod_{name}.so" for name in MODULES]
    made = APACHE.format(port=port, work=work, modules="\n".join(lines))
    (work / "apache.conf").write_text(made, "utf-8")
    return [command, "-X", "-f", str(work / "apache.conf")]


def caddy(work: Path, port: int, behind: int) -> list[str]:
    command = program("caddy")
    text = plain_text("Caddyfile", behind, **{"data.example.org {": f"http://127.0.0.1:{port} {{"})
    (work / "Caddyfile").write_text("{\n\tadmin off\n" + text.partition("{\n")[2], "utf-8")
    return [command, "run", "--adapter", "caddyfile", "--config", str(work / "Caddyfile")]


@pytest.fixture(scope="module", params=["nginx", "apache", "caddy"])
def proxy(
    request: pytest.FixtureRequest, behind: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[int]:
    """The port of a proxy that runs with the file of the documentation."""
    port, work = free_port(), tmp_path_factory.mktemp(request.param)
    command = {"nginx": nginx, "apache": apache, "caddy": caddy}[request.param](work, port, behind)
    with running(command, port, work, patience=20):
        yield port


def ask(port: int, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
    """Status and what the server behind the proxy saw."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET" if body is None else "POST", path, body, named)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if answer.status == 200 else None


def test_a_proxy_says_who_asks_and_believes_no_client(proxy: int) -> None:
    _, seen = ask(proxy, "/", X_Forwarded_For="10.9.8.7", Forwarded="for=10.9.8.7")
    found = {name.lower(): value for name, value in seen["headers"]}
    assert found["x-forwarded-for"] == "127.0.0.1"
    assert found.get("forwarded", "") == ""


def test_a_proxy_passes_addresses_as_they_came(proxy: int) -> None:
    path = "/doc/a%2Fb%20c?query=ASK%7B%7D&x=%2E"
    assert ask(proxy, path)[1]["path"] == path


def test_a_proxy_lets_a_long_query_through(proxy: int) -> None:
    assert ask(proxy, "/sparql?query=" + "a" * 65_000)[0] == 200
    assert ask(proxy, "/sparql", b"a" * 65_000)[1]["body"] == 65_000


def test_a_proxy_keeps_the_figures_of_the_server_to_itself(proxy: int) -> None:
    assert ask(proxy, "/metrics")[0] == 404


# --- pages of hosts ---


def steps(name: str) -> list[str]:
    """The shell commands of a workflow that need no host, in their order."""
    content = yaml.safe_load((FILES / name).read_text("utf-8"))
    if name.startswith("gitlab"):
        return [each for each in content["pages"]["script"] if "pip install" not in each]
    found = [each.get("run", "") for each in content["jobs"]["publish"]["steps"]]
    return [each for each in found if each and "pip install" not in each]


def test_both_workflows_do_the_same() -> None:
    def told(name: str) -> str:
        text = "\n".join(steps(name)).replace(WORKFLOWS[name], "FOLDER")
        kept = re.sub(r"(?m)^.*(git remote|\.nojekyll|set -eu).*$", "", text)
        return "\n".join(kept.replace(" --push-option=ci.skip", "").split())

    assert told("github-pages.yml") == told("gitlab-pages.yml")


@pytest.mark.slow
def test_a_workflow_publishes_and_keeps_earlier_releases(tmp_path: Path) -> None:
    name = "github-pages.yml"
    work, bare = plain.make(tmp_path / "work"), tmp_path / "origin.git"
    commands = tmp_path / "bin"
    commands.mkdir()
    servanda = commands / "servanda"
    # The pages of readers and the check of records take time, and are tested elsewhere.
    run = f'exec "{sys.executable}" -m servanda "$@" --no-site'
    servanda.write_text(f'#!/bin/sh\n[ "$1" != build ] || {run}\n', "utf-8")
    servanda.chmod(0o755)
    own = {
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null",
        "HOME": str(tmp_path),
    }
    who = {
        f"GIT_{each}_{part}": "x" for each in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")
    }
    env = {**os.environ, **own, "PATH": f"{commands}:{os.environ['PATH']}"}

    def shell(command: str) -> None:
        line = ["/bin/bash", "-e", "-c", re.sub(r"(?m)^.*git remote set-url.*$", "", command)]
        done = subprocess.run(line, cwd=work, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    env |= who
    shell(
        f"git init -q --bare '{bare}' && git init -q && git config --local core.excludesFile none"
    )
    shell(f"git remote add origin '{bare}'")
    for version in ("0.1.0", "0.2.0"):
        path = work / "data" / "dataset.ttl"
        path.write_text(path.read_text("utf-8").replace('"0.1.0"', f'"{version}"'), "utf-8")
        shell(f"rm -rf '{WORKFLOWS[name]}'; git add data; git commit -qm '{version}'")
        for step in steps(name):
            shell(step)
    out = work / WORKFLOWS[name]
    assert (out / "manifest.json").is_file()
    assert (out / "v" / "0.1.0" / "manifest.json").is_file()
    shell(f"git -C '{bare}' cat-file -e releases:v/0.1.0/manifest.json")
    assert (out / ".nojekyll").is_file()
