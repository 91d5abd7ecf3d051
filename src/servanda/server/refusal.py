"""An answer that is no answer: the status, a sentence for people, and when to come again."""

from __future__ import annotations

__all__ = ["Refusal"]


class Refusal(Exception):  # noqa: N818  a refusal is what the server means to say, not its fault
    """Raised by whatever a request asks for; the application turns it into a response.

    `status` is an HTTP status (RFC 9110), `line` and `column` count from 1 in the query,
    `retry_after` is in seconds, `headers` are added to the response. `message` is text for people
    and holds no path of this machine.
    """

    def __init__(  # noqa: PLR0913  what a response may need to say
        self,
        status: int,
        message: str,
        *,
        line: int | None = None,
        column: int | None = None,
        retry_after: int | None = None,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.line = line
        self.column = column
        self.retry_after = retry_after
        self.headers = headers
