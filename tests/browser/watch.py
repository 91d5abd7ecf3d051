"""Pages of Chromium that note everything which a site of static files must not do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from browser.tools import CHROMIUM_FLAGS, chromium
from playwright.sync_api import Browser, Page, Route, sync_playwright

__all__ = ["Watched", "launched", "watched"]


@dataclass
class Watched:
    """A page, and what went wrong in it: each fault in one line."""

    page: Page
    faults: list[str] = field(default_factory=list)


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(CHROMIUM_FLAGS), chromium_sandbox=False
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def watched(browser: Browser, base: str, **settings: object) -> Iterator[Watched]:
    """A page of a context of its own, for the settings of Playwright's contexts.

    `base` is the address below which requests may go. Others are noted as faults and refused, and
    so are errors of scripts, errors and warnings of the console, and answers that are no success.
    """
    context = browser.new_context(**settings)  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    seen = Watched(context.new_page())

    def let_pass(route: Route) -> None:
        address = route.request.url
        inside = address.startswith(base) or urlsplit(address).scheme in {"data", "blob"}
        if inside:
            route.continue_()
        else:
            seen.faults.append(f"request to {address}")
            route.abort()

    context.route("**/*", let_pass)
    page = seen.page
    page.on("pageerror", lambda error: seen.faults.append(f"error: {error}"))
    page.on(
        "console",
        lambda said: (
            seen.faults.append(f"{said.type}: {said.text}")
            if said.type in {"error", "warning"}
            else None
        ),
    )
    page.on(
        "response",
        lambda got: seen.faults.append(f"{got.status}: {got.url}") if got.status >= 400 else None,
    )
    try:
        yield seen
    finally:
        context.close()
