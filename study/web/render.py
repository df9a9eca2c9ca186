"""Pages and fragments; the only file that knows htmx's headers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import heroicons.jinja
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.routing import BaseRoute, Route

from study.web import markdown

STATIC = Path(__file__).parent / "static"


@dataclass(frozen=True, slots=True)
class SettingsView:
    """What a page itself must know of the learner's settings."""

    shortcuts: bool = True


DEFAULT_VIEW = SettingsView()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page: whose it is, and what they can go to."""

    name: str = ""
    is_admin: bool = False
    may_author: bool = True
    is_classroom: bool = False


ALONE = Frame()


@dataclass(frozen=True, slots=True)
class Pages:
    """The templates with their globals; made once for an application."""

    environment: Environment
    frame: Frame = ALONE

    def framed(self, frame: Frame) -> "Pages":
        """The same templates for somebody's pages."""
        return Pages(self.environment, frame)

    def text(self, template: str, context: Mapping[str, Any]) -> str:
        """A rendered template."""
        return self.environment.get_template(template).render({"frame": self.frame, **context})


def make_pages(templates: Path, routes: list[BaseRoute]) -> Pages:
    """The templates of a folder; a name that a page does not know is an error."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals.update(url_for=partial(address, _paths(routes)), asset=asset, icon=icon)
    environment.filters.update(
        number=number,
        day=day,
        short_day=short_day,
        plural=plural,
        minutes=minutes,
        blocks=markdown.blocks,
        inline=markdown.inline,
        plain=markdown.plain,
    )
    return Pages(environment)


def page(
    pages: Pages, template: str, *, status: int = 200, section: str = "", **context: object
) -> Response:
    """A whole page."""
    common = {
        "section": section,
        "status": status,
        "settings_view": DEFAULT_VIEW,
    }
    return HTMLResponse(pages.text(template, {**common, **context}), status_code=status)


def region(
    request: Request,
    pages: Pages,
    *,
    fragment: str,
    whole: str,
    status: int = 200,
    section: str = "",
    push: str = "",
    **context: object,
) -> Response:
    """The region that htmx swaps, or the whole page that includes it for a plain browser."""
    if not wants_fragment(request):
        return page(pages, whole, status=status, section=section, **context)
    headers = {"HX-Push-Url": push} if push else {}
    text = pages.text(fragment, context)
    return HTMLResponse(text, status_code=status, headers=headers)


def fragment(pages: Pages, template: str, **context: object) -> Response:
    """One region alone, for pages that are there already."""
    return HTMLResponse(pages.text(template, context))


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks for one region; a browser going back asks for the whole page."""
    headers = request.headers
    return "hx-request" in headers and "hx-history-restore-request" not in headers


def load_anew() -> Response:
    """Lets htmx load the whole page again, in place of the region it asked for."""
    return Response(headers={"HX-Refresh": "true"})


def see_other(url: str) -> Response:
    """After a form was taken: the page to look at, so that a reload repeats nothing."""
    return RedirectResponse(url, status_code=303)


def _paths(routes: list[BaseRoute]) -> dict[str, str]:
    return {route.name: route.path for route in routes if isinstance(route, Route)}


def address(paths: Mapping[str, str], name: str, /, **params: object) -> str:
    """The path of a named route; other parameters become the query, empty ones left out."""
    path = paths[name]
    query = {}
    for key, value in params.items():
        slot = "{" + key + "}"
        if slot in path:
            path = path.replace(slot, quote(str(value), safe=""))
        elif value not in ("", None):
            query[key] = value
    return f"{path}?{urlencode(query)}" if query else path


@lru_cache(maxsize=1)
def static_version() -> str:
    """A hash of all static files: their addresses change when any of them does."""
    whole = sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            whole.update(file.read_bytes())
    return whole.hexdigest()[:12]


def asset(path: str) -> str:
    """The address of a static file; browsers may keep it for ever."""
    return f"/static/{static_version()}/{path}"


@lru_cache(maxsize=256)
def icon(name: str, size: int = 20) -> Markup:
    """An inline drawing from heroicons, hidden from screen readers: words stand beside it."""
    draw: Callable[..., str] = (
        heroicons.jinja.heroicon_mini if size <= 20 else heroicons.jinja.heroicon_outline
    )
    return Markup(draw(name, size=size, aria_hidden="true"))  # noqa: S704  # The library's own drawing.


def number(value: float) -> str:
    """1235 as 1,235."""
    return f"{value:,}"


def day(value: date) -> str:
    """A date in words: 24 November 2026."""
    return f"{value.day} {value:%B %Y}"


def short_day(value: date) -> str:
    """A date in a few letters: 24 Nov."""
    return f"{value.day} {value:%b}"


def minutes(count: int) -> str:
    """A duration in words: less than a minute, 1 minute, 2 minutes."""
    return f"{count:,} {plural(count, 'minute', 'minutes')}" if count else "less than a minute"


def plural(count: int, one: str, many: str) -> str:
    """The word that goes with a count: card for 1, cards for 2."""
    return one if count == 1 else many
