"""Lighthouse: what it finds of a page on a slow telephone, its default."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from browser.tools import CHROMIUM_FLAGS, chromium, module, node

__all__ = ["CATEGORIES", "scores"]

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(address: str, categories: tuple[str, ...], folder: Path) -> tuple[dict[str, float], str]:
    """The score of a page in each category, and what lowered them; `folder` is for scratch."""
    said = folder / "lighthouse.json"
    flags = " ".join(("--headless=new", *CHROMIUM_FLAGS, f"--user-data-dir={folder / 'profile'}"))
    subprocess.run(
        [
            *(node(), module("lighthouse/cli/index.js"), address, "--quiet"),
            *("--output=json", f"--output-path={said}", f"--chrome-flags={flags}"),
            *(f"--only-categories={','.join(categories)}", "--no-enable-error-reporting"),
        ],
        env={**os.environ, "CHROME_PATH": chromium()},
        check=True,
        timeout=120,
    )
    report = json.loads(said.read_text(encoding="utf-8"))
    found = {name: report["categories"][name]["score"] or 0.0 for name in categories}
    return found, "; ".join(_lost(report, categories))


def _lost(
    report: dict[str, dict[str, dict[str, object]]], categories: tuple[str, ...]
) -> list[str]:
    weighed = [
        part["id"]
        for name in categories
        for part in report["categories"][name]["auditRefs"]  # type: ignore[attr-defined]
        if part["weight"]
    ]
    audits = {name: report["audits"][name] for name in weighed}
    return [
        f"{name} {audit['score']} ({audit.get('displayValue') or audit['title']})"
        for name, audit in audits.items()
        if audit["score"] is not None and audit["score"] < 1  # type: ignore[operator]
    ]
