"""Signing browsers in and out: each time a new secret word, in a cookie no script can read."""

import secrets

from fastapi.responses import Response

from study.storage import sign_ins
from study.storage.database import Transaction
from study.web.deps import Cookie, Visit
from study.web.devices import device

# As long as browsers allow: the server decides when it ends.
KEPT_S = 400 * 24 * 3600


def new_token() -> str:
    """A secret word of 256 bits."""
    return secrets.token_urlsafe(32)


def sign_in(db: Transaction, here: Visit, who: int) -> str:
    """The word by which this browser is known from now on; the one it had is forgotten."""
    sign_ins.end_this(db, _token(here))
    sign_ins.forget_expired(db, here.now)
    token = new_token()
    sign_ins.begin(db, who, token, device(here.request.headers.get("user-agent", "")), here.now)
    return token


def sign_out(db: Transaction, here: Visit) -> None:
    """This browser is nobody's any more."""
    sign_ins.end_this(db, _token(here))


def with_cookie(response: Response, here: Visit, token: str) -> Response:
    """The response that makes the browser keep its word; "" makes it forget."""
    cookie = _cookie(here)
    response.set_cookie(
        cookie.name,
        token,
        max_age=KEPT_S if token else 0,
        path="/",
        secure=cookie.is_secure,
        httponly=True,
        samesite="lax",
    )
    if not token:
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def this_browser(here: Visit) -> str:
    """By what this browser stands in the list of those that are signed in."""
    return sign_ins.fingerprint(_token(here))


def _token(here: Visit) -> str:
    return here.request.cookies.get(_cookie(here).name, "")


def _cookie(here: Visit) -> Cookie:
    cookie: Cookie = here.request.app.state.cookie
    return cookie
