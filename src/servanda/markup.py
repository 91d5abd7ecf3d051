"""The one Jinja2 environment: every value is escaped, and a name that is not given is an error."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

__all__ = ["render"]


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("servanda", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Templates are files of the package: none changes while a site is written.
        auto_reload=False,
    )


def render(template: str, /, **context: object) -> str:
    """The text of `templates/<template>` for a context. Values are escaped for HTML and XML."""
    return _environment().get_template(template).render(**context)
