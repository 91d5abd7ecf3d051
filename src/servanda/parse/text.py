"""The bytes and the text of a file, with a clear error for what cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from servanda.errors import InputError

__all__ = ["MAX_BYTES", "read_bytes", "read_text"]

MAX_BYTES: Final = 2_000_000_000


def read_bytes(path: Path, *, name: str | None = None, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file; InputError if it is missing, unreadable, a folder or far too large."""
    shown = name or path.as_posix()
    try:
        if path.stat().st_size > limit:
            size = f"{limit // 10**9} GB" if limit >= 10**9 else f"{limit // 10**6} MB"
            raise InputError(f"the file is larger than {size}", path=shown)
        return path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(reason, path=shown, hint="Check the path and its permissions") from error


def read_text(path: Path, *, name: str | None = None, limit: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file without a byte order mark; InputError with the faulty line."""
    raw = read_bytes(path, name=name, limit=limit)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        raise InputError(
            f"byte 0x{raw[error.start]:02x} is not UTF-8",
            path=name or path.as_posix(),
            line=before.count(b"\n") + 1,
            column=error.start - (before.rfind(b"\n") + 1) + 1,
            hint="Save the file as UTF-8",
        ) from error
