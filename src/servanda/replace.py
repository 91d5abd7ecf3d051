"""Replace a published folder in one rename; what was published before stays whole until then."""

from __future__ import annotations

import ctypes
import filecmp
import os
import re
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from servanda.digests import MANIFEST
from servanda.errors import InputError, UsageError

__all__ = ["reuse", "staging"]

_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2


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


def reuse(old: Path, new: Path) -> int:
    """Make each file of `new` that has the same bytes in `old` the same file; how many there were.

    So what an edit does not touch keeps its time, and a copy to a server sends only what changed.
    """
    count = 0
    for path in sorted(new.rglob("*")):
        twin = old / path.relative_to(new)
        is_pair = path.is_file() and twin.is_file() and not path.samefile(twin)
        if is_pair and filecmp.cmp(path, twin, shallow=False) and _link_over(twin, path):
            count += 1
    filecmp.clear_cache()
    return count


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
