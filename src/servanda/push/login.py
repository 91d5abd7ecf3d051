"""Names and passwords for HTTP: Digest (RFC 7616) and Basic (RFC 7617), from the environment."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import urlsplit

from servanda.errors import EngineError, UsageError

__all__ = ["PASSWORD", "USER", "Challenge", "Login", "challenge_of", "is_loopback", "login_from"]

USER: Final = "SERVANDA_PUSH_USER"
PASSWORD: Final = "SERVANDA_PUSH_PASSWORD"  # noqa: S105  the name of a variable
_SCHEME: Final = re.compile(r"(?:^|,)\s*([A-Za-z]+)(?=\s+[\w-]+\s*=|\s*$|\s*,)")
_PAIR: Final = re.compile(r'([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))')
_HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = MappingProxyType(
    {
        # Servers that are in use know no other; it is the protocol's choice, not ours.
        "MD5": lambda data: hashlib.md5(data, usedforsecurity=False),
        "SHA-256": hashlib.sha256,
    }
)


@dataclass(frozen=True, slots=True)
class Login:
    """Who pushes; the password is in no representation of it."""

    user: str
    password: str = field(repr=False)

    def hidden(self, text: str) -> str:
        """`text` without the password, should a store send it back."""
        return text.replace(self.password, "***") if self.password else text


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a server asks for with 401: the scheme in lower case, and its parameters."""

    scheme: str
    parameters: Mapping[str, str]

    def answer(self, login: Login, method: str, target: str, count: int, own: str) -> str:
        """The Authorization header for the `count`-th request; `own` is our part of the nonce."""
        if self.scheme == "basic":
            pair = f"{login.user}:{login.password}".encode()
            return "Basic " + base64.b64encode(pair).decode("ascii")
        realm, nonce = self.parameters.get("realm", ""), self.parameters.get("nonce", "")
        name = self.parameters.get("algorithm", "MD5")
        hashed = _HASHES[name.upper()]

        def told(*parts: str) -> str:
            return str(hashed(":".join(parts).encode()).hexdigest())

        secret, asked = told(login.user, realm, login.password), told(method, target)
        fields = {"username": login.user, "realm": realm, "nonce": nonce, "uri": target}
        if "qop" in self.parameters:
            number = f"{count:08x}"
            proof = told(secret, nonce, number, own, "auth", asked)
            extra = f", qop=auth, nc={number}, cnonce={_quoted(own)}"
        else:  # RFC 2069, which RFC 7616 keeps for old servers
            proof, extra = told(secret, nonce, asked), ""
        fields["response"] = proof
        if "opaque" in self.parameters:
            fields["opaque"] = self.parameters["opaque"]
        said = ", ".join(f"{key}={_quoted(value)}" for key, value in fields.items())
        return f"Digest {said}, algorithm={name}{extra}"


def login_from(environment: Mapping[str, str] = os.environ) -> Login | None:
    """The login that the environment gives, None for none. Raises UsageError for half of one."""
    user, password = environment.get(USER, ""), environment.get(PASSWORD, "")
    if bool(user) != bool(password):
        raise UsageError(f"{USER} and {PASSWORD} are given together", hint="Set both, or none")
    plain = user.isascii() and ":" not in user
    if not plain or any(not char.isprintable() for char in user + password):
        raise UsageError(f"{USER} or {PASSWORD} has characters that HTTP cannot carry")
    return Login(user, password) if user else None


def challenge_of(headers: Iterable[str], url: str) -> Challenge:
    """The best of the challenges in `WWW-Authenticate`: Digest, or Basic where nobody can listen.

    Raises EngineError where neither is offered, UsageError for Basic over plain HTTP.
    """
    offered = [each for header in headers for each in _challenges(header)]
    for each in offered:
        if each.scheme == "digest" and _can_answer(each.parameters):
            return each
    if not any(each.scheme == "basic" for each in offered):
        raise EngineError("the store asks for a login that is neither Digest nor Basic")
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise UsageError(
            "the store asks for the password in the clear, over plain HTTP",
            hint="Give its https address",
        )
    return Challenge("basic", {})


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _challenges(header: str) -> list[Challenge]:
    starts = list(_SCHEME.finditer(header))
    ends = [match.start() for match in starts[1:]] + [len(header)]
    return [
        Challenge(
            match[1].lower(),
            {
                pair[1].lower(): re.sub(r"\\(.)", r"\1", pair[2] or "") or pair[3] or ""
                for pair in _PAIR.finditer(header, match.end(), end)
            },
        )
        for match, end in zip(starts, ends, strict=True)
    ]


def _can_answer(parameters: Mapping[str, str]) -> bool:
    offered = [each.strip().lower() for each in parameters.get("qop", "auth").split(",")]
    return parameters.get("algorithm", "MD5").upper() in _HASHES and "auth" in offered


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
