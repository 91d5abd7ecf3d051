"""Replace a published folder in one rename; what was published before stays whole until then."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from servanda.digests import MANIFEST, listed_pages
from servanda.errors import InputError, UsageError

__all__ = ["reuse", "staging"]

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_BLOCK: Final = 1 << 18  # bytes


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Give an empty folder beside `out`; on success it takes the place of `out` in one rename.

    Refuses an `out` that exists and is neither an empty folder nor a release. When the body
    raises, whatever it is, the folder is removed and `out` is untouched; the remains of a build
    that was killed are removed by the next one.
    """
    out = Path(os.path.abspath(out))  # noqa: PTH100  resolve() would follow a link at the place itself
    _check(out)
    temporary = out.with_name(f".{out.name}.building-{os.getpid()}")
    try:
        _sweep(out)
        temporary.mkdir(parents=True)
        yield temporary
        _flush(temporary)
        _switch(temporary, out)
    except OSError as error:
        raise _disk_error(error, out) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def reuse(old: Path, new: Path, described: Iterable[Mapping[str, Any]] = ()) -> int:
    """Make each file of `new` that has the same bytes in `old` the same file; how many there were.

    So what an edit does not touch keeps its time, and a copy to a server sends only what changed.
    `described` are the files of `new` as its manifest will list them; the pages have a list of
    their own. Where `old` has a manifest, too, a file with another digest is not read, nor is one
    with the same digest that nobody changed since that manifest was written.
    """
    digests = _digests(new, described)
    before, written = _published(old) if digests else ({}, 0)
    count = 0
    for path in _files(new):
        name = path.relative_to(new).as_posix()
        now, twin = path.stat(), _stat(old / name)
        if twin is None or twin.st_size != now.st_size or os.path.samestat(twin, now):
            continue
        if name in digests and name in before:
            if digests[name] != before[name]:
                continue
            is_same = twin.st_mtime_ns < written or _equal(path, old / name)
        else:
            is_same = _equal(path, old / name)
        if is_same and _link_over(old / name, path):
            count += 1
    return count


def _digests(folder: Path, described: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    files = {str(each["path"]): str(each["sha256"]) for each in described}
    return listed_pages(folder) | files if files else {}


def _published(folder: Path) -> tuple[dict[str, str], int]:
    """The digests of a release by path, and when its manifest was written."""
    path = folder / MANIFEST
    try:
        files = json.loads(path.read_bytes())["files"]
        return _digests(folder, files), path.stat().st_mtime_ns
    except (OSError, ValueError, KeyError, TypeError):
        return {}, 0  # all bytes are compared then


def _files(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(base, name) for name in sorted(names))


def _stat(path: Path) -> os.stat_result | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def _equal(one: Path, other: Path) -> bool:
    with one.open("rb") as first, other.open("rb") as second:
        while block := first.read(_BLOCK):
            if block != second.read(_BLOCK):
                return False
    return True


def _link_over(source: Path, target: Path) -> bool:
    beside = target.with_name(f"{target.name}.linked")
    try:
        os.link(source, beside)
    except OSError:  # another disk, or a file system without links: the copy stays
        return False
    beside.replace(target)
    return True


def _check(out: Path) -> None:
    if not out.exists() and not out.is_symlink():
        return
    try:
        empty = out.is_dir() and not any(out.iterdir())
    except OSError as error:
        raise _disk_error(error, out) from error
    if out.is_symlink() or not (empty or (out / MANIFEST).is_file()):
        raise UsageError(
            "the output exists and is no release of ours, so it is left alone",
            path=out,
            hint="Give a new folder, or the folder of an earlier release",
        )


def _sweep(out: Path) -> None:
    pattern = re.compile(re.escape(f".{out.name}.building-") + r"(\d+)")
    if not out.parent.is_dir():
        return
    for path in out.parent.iterdir():
        match = pattern.fullmatch(path.name)
        if match and not _alive(int(match[1])):
            shutil.rmtree(path, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return process != os.getpid()


def _flush(folder: Path) -> None:
    # Several at once: a file system makes one commit of what is asked for together, which for the
    # thousands of files of a site takes a second instead of half a minute.
    with ThreadPoolExecutor(max_workers=16) as pool:
        for _ in pool.map(_to_disk, [folder, *folder.rglob("*")]):
            pass


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _switch(new: Path, out: Path) -> None:
    if not out.exists():
        new.rename(out)
    elif not _exchange(new, out):
        # Without an atomic exchange the old release steps aside for the length of two renames.
        aside = out.with_name(f"{new.name}-old")
        out.rename(aside)
        new.rename(out)
        shutil.rmtree(aside)
    _to_disk(out.parent)


def _exchange(new: Path, out: Path) -> bool:
    """Swap two folders atomically by renameat2(2); False where the system cannot."""
    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is None:
        return False
    done = call(_AT_FDCWD, os.fsencode(new), _AT_FDCWD, os.fsencode(out), _RENAME_EXCHANGE)
    return bool(done == 0)


def _disk_error(error: OSError, out: Path) -> InputError:
    reason = (error.strerror or "failed").lower()
    return InputError(
        f"cannot write the release: {reason}",
        path=error.filename or out,
        hint="What was published before is untouched; give a folder with room and permission",
    )
