"""Environments of their own for counterparts: made on demand from `requirements/NAME.txt`.

They lie in `.interop/` at the root of the checkout, which git ignores, and are made anew when
their list of versions changes. Nothing of them is a dependency of Servanda.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".interop"
NAMES = tuple(sorted(path.stem for path in HERE.glob("requirements/*.txt")))
SECONDS = 300


class UnavailableError(Exception):
    """An environment cannot be made here; the message says why."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment: its interpreter, and what making it has cost in seconds and MB."""

    name: str
    python: Path
    seconds: float
    megabytes: int

    def run(
        self, *arguments: str | Path, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run its interpreter with arguments, without our own packages, and give what it said."""
        hidden = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
        return subprocess.run(
            [self.python, *map(str, arguments)],
            cwd=cwd,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=SECONDS,
            env={
                **{name: value for name, value in os.environ.items() if name not in hidden},
                "PYTHONUTF8": "1",
            },
        )

    def driver(self, name: str, *arguments: str | Path) -> object:
        """What the script `drivers/NAME.py` prints as JSON; its failure is a RuntimeError."""
        done = self.run(HERE / "drivers" / f"{name}.py", *arguments)
        if done.returncode:
            raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)


def versions(name: str) -> dict[str, str]:
    """The version of each package that an environment holds, from its list."""
    lines = (HERE / f"requirements/{name}.txt").read_text("utf-8").splitlines()
    pins = (line.split(";")[0].strip().split("==") for line in lines if "==" in line)
    return {package.partition("[")[0]: version for package, version in pins}


def environment(name: str) -> Environment:
    """The environment of a name of `NAMES`, made if it is not there; UnavailableError if not."""
    FOLDER.mkdir(exist_ok=True)
    folder = FOLDER / name
    with (FOLDER / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = (HERE / f"requirements/{name}.txt").read_text("utf-8")
        made = folder / "made.json"
        if not made.exists() or json.loads(made.read_text("utf-8"))["wanted"] != wanted:
            shutil.rmtree(folder, ignore_errors=True)
            start = time.monotonic()
            _make(folder, HERE / f"requirements/{name}.txt")
            cost = {"seconds": time.monotonic() - start, "megabytes": _megabytes(folder)}
            made.write_text(json.dumps({"wanted": wanted, **cost}), "utf-8")
        cost = json.loads(made.read_text("utf-8"))
    return Environment(name, folder / "bin/python", cost["seconds"], cost["megabytes"])


def _make(folder: Path, requirements: Path) -> None:
    """Make an environment by uv, which is quick, else by venv and pip."""
    if uv := _uv():
        cached = {"UV_CACHE_DIR": str(FOLDER / "cache")}
        _call(uv, "venv", "--quiet", "--python", sys.executable, folder, **cached)
        python = ("--python", folder / "bin/python")
        _call(
            uv, *["pip", "install", "--quiet", "--no-deps", "-r"], requirements, *python, **cached
        )
        return
    _call(sys.executable, "-m", "venv", folder)
    quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]
    _call(folder / "bin/python", *quiet, requirements)


def _uv() -> Path | None:
    """The program uv: the one of the system, else one of our own in `.interop/uv`."""
    if found := shutil.which("uv"):
        return Path(found)
    own = FOLDER / "uv"
    if not (own / "bin/uv").exists():
        with (FOLDER / "uv.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            quiet = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade"]
            try:
                _call(sys.executable, *quiet, "--target", own, "uv>=0.8,<1")
            except UnavailableError:
                return None
    return own / "bin/uv"


def _call(*arguments: str | Path, **env: str) -> None:
    """Run a program; UnavailableError with its last words if it fails or takes too long."""
    try:
        subprocess.run(
            list(map(str, arguments)),
            capture_output=True,
            text=True,
            check=True,
            timeout=SECONDS,
            env={**os.environ, **env},
        )
    except subprocess.CalledProcessError as error:
        said = (error.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise UnavailableError(f"packages cannot be installed here: {said}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnavailableError(f"packages cannot be installed here: {error}") from None


def _megabytes(folder: Path) -> int:
    """The size of a folder's files in MB, rounded."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return round(sum(path.stat().st_size for path in files) / 1e6)
