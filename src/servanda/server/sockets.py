"""Where the server listens, how that is called, and how many descriptors it may have."""

from __future__ import annotations

import resource
import socket

from servanda.errors import UsageError

__all__ = ["address_of", "listening", "raise_descriptors"]


def listening(host: str, port: int) -> socket.socket:
    """A socket that is bound, and takes connections once the server is ready.

    Raises UsageError if the address is not ours to bind.
    """
    bound = None
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        bound.bind(address)
    except OSError as error:
        if bound is not None:
            bound.close()
        raise UsageError(
            f"cannot listen at {host} port {port}: {(error.strerror or 'failed').lower()}",
            hint="Give another one by --port, or 0 for any that is free",
        ) from error
    return bound


def raise_descriptors(wanted: int) -> None:
    """Let this process have so many open files and connections, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted and soft != resource.RLIM_INFINITY:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def address_of(bound: socket.socket, root_path: str) -> str:
    """The address of a server, with a slash at its end.

    One that listens everywhere is called by the name of its host.
    """
    host, port = bound.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  asked, not bound
        host = socket.gethostname()
    host = f"[{host}]" if ":" in host else host
    return f"http://{host}:{port}{root_path}/"
