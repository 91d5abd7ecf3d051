"""A report in the language of a page."""

from __future__ import annotations

from typing import Final

from servanda.findings import Finding, Level
from servanda.preview.board import Report
from servanda.wording import word

__all__ = ["told_in"]

_MOST: Final = 50  # findings in a page; the others would hide it


def told_in(report: Report, language: str) -> dict[str, object]:
    """What the script in a page shows: words only, no markup.

    `generation` tells a page that is out of date; `title` is "" where nothing was found.
    """
    errors = sum(each.level is Level.ERROR for each in report.findings)
    others = len(report.findings) - errors
    counts = [("preview-errors", errors), ("preview-warnings", others)]
    more = len(report.findings) - _MOST
    return {
        "generation": report.generation,
        "label": word("preview-label", language),
        "close": word("preview-close", language),
        "lost": word("preview-lost", language),
        "checking": word("preview-checking", language) if report.checking else "",
        "errors": errors,
        "title": word("preview-comma", language).join(
            word(key, language, count=count) for key, count in counts if count
        ),
        "more": word("preview-more", language, count=more) if more > 0 else "",
        "items": [_item(each, language) for each in report.findings[:_MOST]],
    }


def _item(finding: Finding, language: str) -> dict[str, str]:
    texts = dict(finding.messages)
    spoken = next((each for each in (language, "en", *texts) if each in texts), language)
    return {
        "place": f"{finding.path}:{finding.line}" if finding.path else "",
        "level": finding.level.value,
        "word": word(f"preview-{finding.level.value}", language),
        "text": texts.get(spoken, ""),
        # Said where it is not the language of the page.
        "language": spoken if spoken != language else "",
    }
