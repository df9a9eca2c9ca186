"""What a page must never do: call another host, complain, or break its own policy."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

# What the browser and htmx say of every 4xx and 5xx, of a network that was taken away, and of
# a request that a newer one has replaced.
EXPECTED = (
    "Failed to load resource",
    "Response Status Error Code",
    "htmx:afterRequest",
    "htmx:sendError",
    "htmx:sendAbort",
)


@dataclass
class Watch:
    """Complaints and requests of all pages of a context."""

    host: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.complaints.append(f"{message.type}: {message.text}")

    def on_request(self, request: Request) -> None:
        self.requests.append(f"{request.method} {request.url}")

    def on_page(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    @property
    def strangers(self) -> list[str]:
        """The requests to any other host than ours."""
        ours = {self.host, ""}
        return [it for it in self.requests if urlsplit(it.split(" ", 1)[1]).netloc not in ours]


def watched(context: BrowserContext, url: str) -> Watch:
    """A watch over everything that happens in a context from now on."""
    watch = Watch(urlsplit(url).netloc)
    context.on("console", watch.on_console)
    context.on("request", watch.on_request)
    context.on("page", watch.on_page)
    return watch
