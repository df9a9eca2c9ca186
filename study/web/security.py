"""Who may talk to this server at all, and what browsers may do with its pages."""

from dataclasses import dataclass
from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORWARDING = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
)
ALONE = (
    "Study is running here for one person, without accounts, and answers this computer only. "
    "To let others in, run it as a classroom: see “A classroom” in docs/operations.md."
)
ELSEWHERE = (
    "This was sent from another site, so nothing was done. Open the page here and try again."
)


PROXY = (
    "This came through a proxy that Study was not told of. Give STUDY_BASE_URL the https:// "
    "address of the proxy: see “A classroom” in docs/operations.md."
)
UNKNOWN = (
    "Study does not know itself by this name. Whoever runs it adds the name to STUDY_HOSTS: "
    "see “A classroom” in docs/operations.md."
)
# Once seen over TLS, a browser comes back by nothing else for a year.
ENCRYPTED = "max-age=31536000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """By which names this server may be reached, and through what.

    With `any_address` an address in digits is a name of ours too: what is put in place of a
    foreign name by a hostile name server is still called by that name.
    """

    hosts: frozenset[str] = frozenset()
    any_address: bool = False
    is_classroom: bool = False
    is_proxied: bool = False

    def is_ours(self, host: str) -> bool:
        """Whether a Host header without its port is one of our names."""
        return host in self.hosts or (self.any_address and is_address(host))


class Guard:
    """Refuses foreign hosts, unknown proxies and cross-site writes; sets the security headers.

    Without accounts whoever reaches the server is its learner, so only this computer may.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self.headers = dict(HEADERS)
        if access.is_proxied:
            self.headers["Strict-Transport-Security"] = ENCRYPTED

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refusal = self.refusal(Headers(scope=scope), scope["method"])
        if refusal:
            await PlainTextResponse(refusal, status_code=403)(scope, receive, send_guarded)
            return
        await self.app(scope, receive, send_guarded)

    def refusal(self, headers: Headers, method: str) -> str:
        """Why this request is refused, or nothing."""
        hosts = headers.getlist("host")
        access = self.access
        if len(hosts) != 1 or not access.is_ours(host_name(hosts[0])):
            return UNKNOWN if access.is_classroom else ALONE
        if not access.is_proxied and any(name in headers for name in FORWARDING):
            return PROXY if access.is_classroom else ALONE
        if method not in SAFE_METHODS and not is_own_page(headers):
            return ELSEWHERE
        return ""


def host_name(host: str) -> str:
    """The name in a Host header, without its port; nothing for what is no host."""
    name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
    if not colon:
        return host.lower()
    return name.lower() if port.isascii() and port.isdigit() else ""


def bracketed(name: str) -> str:
    """A host as it stands in an address: one with colons in brackets."""
    return f"[{name}]" if ":" in name else name


def is_address(host: str) -> bool:
    """Whether a host is an address in digits and no name."""
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def is_own_page(headers: Headers) -> bool:
    """Whether a write comes from our own page: by Sec-Fetch-Site, else by Origin.

    Another port of the same host counts as foreign. With neither header it is no browser.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] == headers.get("host")
