"""The command of those who publish on a machine of their own: serve."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import click

from servanda.caches import cache_folder
from servanda.cli.console import Console
from servanda.cli.options import FILES, FOLDER
from servanda.errors import UsageError
from servanda.server.limits import LIMITS, limits_of

if TYPE_CHECKING:
    from servanda.server.running import Settings
    from servanda.server.served import Served

__all__ = ["serve_command"]

_HOST: Final = "127.0.0.1"
_PORT: Final = 8000
_Command = Callable[..., None]


def _with_limits(command: _Command) -> _Command:
    """An option for each row of the table of limits."""
    for limit in reversed(LIMITS):
        option = click.option(
            limit.option,
            limit.name,
            type=float,
            default=limit.default,
            show_default=f"{limit.default:,} {limit.unit}",
            envvar=limit.variable,
            show_envvar=True,
            metavar=limit.unit.upper(),
            help=f"{limit.about[:1].upper()}{limit.about[1:]}.",
        )
        command = option(command)
    return command


@click.command("serve")
@click.argument("paths", type=FILES, nargs=-1, metavar="[RELEASE|WORKSPACE|FILE…]")
@click.option("--host", default=_HOST, show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=_PORT,
    show_default=True,
    help="Port to listen at; 0 for any that is free.",
)
@click.option("--base-url", default="", help="Public address, if it is not host and port.")
@click.option("--root-path", default="", help="Path that a proxy puts before all addresses.")
@click.option(
    "--trust-proxy",
    default="",
    metavar="ADDRESSES",
    help="Proxies that tell who their clients are: addresses or networks, with commas.",
)
@click.option("--cache-folder", type=FOLDER, help="Where what is made ready is kept.")
@click.option(
    "--log",
    "form",
    type=click.Choice(("text", "json", "none")),
    default="text",
    show_default=True,
    help="How requests are written to standard error.",
)
@click.option("--log-queries", is_flag=True, help="Write what was asked as well.")
@_with_limits
def serve_command(paths: tuple[Path, ...], *, form: str, log_queries: bool, **more: Any) -> None:  # noqa: ANN401  one for each limit
    """Serve a release (default: the workspace here) as pages, linked data and SPARQL.

    A workspace is built first. Files of RDF are served as an endpoint. Each limit is an option and
    a variable of the environment. SIGHUP, or another release in the same place, changes to it;
    Ctrl-C or SIGTERM ends.

    Example: servanda serve dist --port 8000
    """
    _only_here()
    from servanda.server.logs import Form, Log  # noqa: PLC0415  a server is loaded only when needed
    from servanda.server.running import serve  # noqa: PLC0415
    from servanda.server.sockets import listening  # noqa: PLC0415

    limits = limits_of({limit.name: more[limit.name] for limit in LIMITS})
    settings = _settings(paths or (Path(),), more)
    console = Console()
    with listening(more["host"], more["port"]) as bound:
        try:
            log = Log(Form(form), queries=log_queries)
            serve(settings, limits, bound, log, told=_served(console), progress=console.progress)
        finally:
            console.clear()


def _only_here() -> None:
    if os.name != "posix":
        raise UsageError(
            "a server runs on Linux and macOS only",
            hint="Any host of files serves the release as it is; see docs/site.md",
        )


def _settings(paths: tuple[Path, ...], given: dict[str, Any]) -> Settings:
    from servanda.server.prepare import CACHE  # noqa: PLC0415
    from servanda.server.running import Settings  # noqa: PLC0415

    base = given["base_url"]
    root = (given["root_path"] or urlsplit(base).path).strip("/")
    if base and not base.startswith(("http://", "https://")):
        raise UsageError(f"--base-url {base} is no address", hint="Give https://HOST/ or such")
    return Settings(
        paths=paths,
        cache=given["cache_folder"] or cache_folder(CACHE),
        base_url=base and base.rstrip("/") + "/",
        root_path=f"/{root}" if root else "",
        trusted=tuple(filter(None, given["trust_proxy"].split(","))),
    )


def _served(console: Console) -> Callable[[Served, str], None]:
    def told(served: Served, address: str) -> None:
        console.clear()
        name = served.title.get("en") or next(iter(served.title.values()), "")
        what = f" of {name} {served.version}".rstrip() if name else ""
        click.echo(f"Serving {served.triples:,} statements{what} at {address}")
        click.echo(f"SPARQL at {address}sparql; Ctrl-C ends it")

    return told
