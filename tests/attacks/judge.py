"""What must hold of every answer, whatever was sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from serving.client import Exchange

from attacks.corpus import Case

__all__ = ["Rules", "faults"]

_SLACK: Final = 0.25
# What only a fault of the program writes; what stands in the request may come back.
_INNER: Final = re.compile(
    rb"Traceback \(most recent|site-packages|panicked at|\.py\"?, line \d|std::|0x[0-9a-f]{9,}"
    rb"|(?:Runtime|Value|Type|Key|OS|Attribute|Unicode\w*|Index|Assertion)Error|root:x:0:0"
)
_STATUSES: Final = frozenset(
    {200, 204, 206, 301, 302, 303, 304, 307, 308, 400, 403, 404, 405, 406, 408, 411, 412, 413, 414}
    | {415, 416, 417, 421, 426, 429, 431, 503}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is known of the server.

    `deadline` of queries and `request_time` are in seconds, `late` is how far behind the clock this
    machine ran, `secret` is the content of the file not to be read, `paths` are places on this
    machine of which no answer may speak.
    """

    deadline: float
    request_time: float
    secret: str
    paths: Sequence[str]
    late: float = 0.0

    def patience(self, case: Case) -> float:
        """How long an answer may take at most, in seconds."""
        if case.complete:
            return self.deadline + _SLACK + self.late
        return self.deadline + self.request_time + _SLACK + self.late


def _leaks(case: Case, answer: Exchange, rules: Rules) -> list[str]:
    """What an answer, body or headers, says of the inside of the server."""
    text = answer.body + repr(answer.headers).encode("utf-8")
    if rules.secret.encode() in text:
        return ["the content of a file that is not served"]
    found = {path.encode() for path in rules.paths if path.encode() in text}
    found |= set(_INNER.findall(text))
    sent = case.data + unquote_to_bytes(case.data) if found else b""
    return [f"says {each.decode()!r}" for each in sorted(found) if each not in sent]


def _misled(answer: Exchange) -> list[str]:
    """What a request has brought into an answer, or an answer tells browsers that it must not."""
    if not answer.status:
        return []
    headers = repr(answer.headers).lower()
    html = "html" in answer.headers.get("content-type", "")
    told = {
        "sends a cookie": "set-cookie" in answer.headers,
        "lets credentials pass": "access-control-allow-credentials" in answer.headers,
        "lets browsers guess the type": "nosniff" not in headers,
        "names a host that a client made up": b"evil.example" in answer.body
        or "evil.example" in headers,
        "gives a script back": html and b"<script>alert(1)" in answer.body,
    }
    return [fault for fault, so in told.items() if so]


def _status(case: Case, answer: Exchange) -> list[str]:
    if answer.ended in {"late", "refused", "cut"}:
        return [f"no whole answer: {answer.ended}"]
    if answer.ended == "closed":
        silent = "closed" in case.expected or not case.complete
        return [] if silent else ["closed without an answer"]
    if answer.status not in _STATUSES:
        return [f"status {answer.status}"]
    if "any" in case.expected or str(answer.status) in case.expected:
        return []
    return [f"status {answer.status}, not {' or '.join(sorted(case.expected))}"]


def faults(case: Case, answer: Exchange, rules: Rules) -> list[str]:
    """What is wrong with an answer, in words; nothing if it is right."""
    if case.manner.leave:
        return []
    found = _status(case, answer) + _leaks(case, answer, rules) + _misled(answer)
    if answer.status == 503 and "retry-after" not in answer.headers:
        found.append("503 without Retry-After")
    if answer.seconds > rules.patience(case):
        found.append(f"after {answer.seconds:.2f} s")
    if answer.status == 400 and not answer.body and not case.data.startswith(b"HEAD"):
        found.append("refused without a word")
    return found
