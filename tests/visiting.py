"""A browser without scripts: it reads pages, fills in their forms and sends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

from fastapi.testclient import TestClient
from httpx2 import Client, Response

from study.settings import Settings
from study.storage.database import Database
from study.web.app import create_app
from tests.builders import NOW

ADDRESS = "http://127.0.0.1:8000"
HTMX = {"HX-Request": "true"}
EMPTY = frozenset({"meta", "link", "input", "br", "hr", "img", "source", "path", "base", "embed"})
Fields = Mapping[str, str | Sequence[str]]


@dataclass
class Element:
    """A tag with its attributes and all text inside of it."""

    tag: str
    attributes: dict[str, str]
    inside: tuple["Element", ...] = ()
    text: str = ""
    parents: tuple["Element", ...] = field(default=(), repr=False)

    def __getitem__(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def words(self) -> str:
        """The text with single spaces."""
        return " ".join(self.text.split())


class _Reader(HTMLParser):
    """Collects the elements of a page in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, parents=tuple(self.open))
        self.elements.append(element)
        if tag not in EMPTY:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, attributes, parents=tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


@dataclass
class Page:
    """A response as a reader sees it."""

    status: int
    headers: Mapping[str, str]
    text: str
    elements: list[Element]

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements of that tag whose attributes are as given; class_ stands for class."""
        wanted = {name.rstrip("_").replace("_", "-"): it for name, it in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and all(element[name] == it for name, it in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The first of them."""
        return self.all(tag, **attributes)[0]

    def within(self, outer: Element) -> list[Element]:
        """The elements inside of another."""
        return [element for element in self.elements if outer in element.parents]

    def form(self, ending: str) -> Element:
        """The form whose address ends so."""
        return next(form for form in self.all("form") if form["action"].endswith(ending))

    def filled(self, form: Element) -> dict[str, list[str]]:
        """What the form would send as it stands, without any button."""
        fields: dict[str, list[str]] = {}
        for element in self.within(form):
            value = self._value(element)
            if value is not None and element["name"]:
                fields.setdefault(element["name"], []).append(value)
        return fields

    def _value(self, element: Element) -> str | None:
        match element.tag:
            case "textarea":
                return element.text
            case "select":
                options = [it for it in self.within(element) if it.tag == "option"]
                chosen = [it for it in options if "selected" in it.attributes] or options[:1]
                return chosen[0]["value"]
            case "input" if element["type"] in {"radio", "checkbox"}:
                return element["value"] if "checked" in element.attributes else None
            case "input":
                return element["value"]
        return None

    @property
    def words(self) -> str:
        """All text of the page with single spaces."""
        top = [element for element in self.elements if not element.parents]
        return " ".join(" ".join(element.text for element in top).split())


def read(text: str) -> list[Element]:
    """The elements of a piece of HTML."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.elements


def page_of(response: Response) -> Page:
    """The page in a response."""
    text = response.content.decode()
    return Page(response.status_code, response.headers, text, read(text))


class Plain:
    """Somebody who opens pages and sends forms by a client of their own."""

    client: Client

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """The page at an address."""
        return page_of(self.client.get(path, headers=headers))

    def post(self, path: str, fields: Fields, headers: Mapping[str, str] | None = None) -> Page:
        """What comes of sending these fields."""
        return page_of(self.client.post(path, data=dict(fields), headers=headers))

    def send(self, page: Page, ending: str, **fields: str | Sequence[str]) -> Page:
        """What comes of filling in a form of a page and sending it, redirects followed."""
        form = page.form(ending)
        sent = self.post(form["action"], page.filled(form) | fields)
        return self.get(sent.headers["location"]) if sent.status == 303 else sent

    def swap(self, page: Page, ending: str, **fields: str | Sequence[str]) -> Page:
        """The same by htmx: the region that comes back."""
        form = page.form(ending)
        return self.post(form["hx-post"], page.filled(form) | fields, HTMX)


class Visitor(Plain):
    """Somebody who opens pages and sends forms; `now` is their clock."""

    def __init__(
        self,
        database: Database,
        now: datetime = NOW,
        *,
        classroom: bool = False,
        base_url: str = "",
    ) -> None:
        self.now = now
        self.database = database
        settings = Settings(
            data_dir=Path(), database_url="sqlite://", classroom=classroom, base_url=base_url
        )
        self.app = create_app(settings, database, clock=lambda: self.now)
        self.client = TestClient(
            self.app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False
        )
