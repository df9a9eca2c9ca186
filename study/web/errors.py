"""Every error as a page: what happened, whether anything was saved, what to do."""

import logging
import secrets
from contextlib import suppress
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from study.domain.errors import BadInput, Conflict, NotFound, StudyError
from study.storage.database import Unavailable
from study.web.deps import SignedOut, passing
from study.web.render import page, see_other, wants_fragment
from study.web.throttling import TooMany

log = logging.getLogger("study")
STATUS: dict[type[StudyError], int] = {
    SignedOut: 401,
    TooMany: 429,
    NotFound: 404,
    Conflict: 409,
    BadInput: 422,
    Unavailable: 503,
}
TITLES = {
    401: "Please sign in",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Already changed",
    413: "Too large",
    422: "Not understood",
    429: "Too often",
    503: "Not saved",
}


def install(app: FastAPI) -> None:
    """Makes the application answer every error with a page."""
    app.add_exception_handler(StudyError, _study_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _form_error)
    app.add_exception_handler(Exception, _accident)


def _show(request: Request, status: int, message: str, code: str = "") -> Response:
    title = TITLES.get(status, "Something went wrong")
    return page(
        getattr(request.state, "pages", request.app.state.pages),
        "error.html",
        status=status,
        title=title,
        message=message,
        code=code,
    )


async def _study_error(request: Request, error: Exception) -> Response:
    if isinstance(error, SignedOut) and is_looking(request):
        return see_other(f"/sign-in?{urlencode({'next': _asked_for(request)})}")
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    shown = _show(request, status, str(error))
    if isinstance(error, TooMany):
        shown.headers["Retry-After"] = str(error.wait_s)
    return shown


def is_looking(request: Request) -> bool:
    """Whether a browser asks for a whole page: it can be led to another one and back."""
    return request.method in {"GET", "HEAD"} and not wants_fragment(request)


def _asked_for(request: Request) -> str:
    query = request.scope["query_string"].decode("ascii", "replace")
    path: str = request.scope["path"]
    return f"{quote(path)}?{query}" if query else quote(path)


async def _http_error(request: Request, error: Exception) -> Response:
    # Nobody has asked yet whose page this is.
    with suppress(StudyError):
        await passing(request)
    status = getattr(error, "status_code", 500)
    words = {404: "There is no page at this address.", 413: "What was sent is too large."}
    return _show(request, status, words.get(status, "This cannot be done at this address."))


async def _form_error(request: Request, error: Exception) -> Response:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    # The place of each problem is named, never its value: that is a stranger's text.
    places = sorted({".".join(str(part) for part in problem["loc"][1:]) for problem in problems})
    fields = f" ({', '.join(places)[:200]})" if places else ""
    return _show(request, 422, f"The form could not be read{fields}. Nothing was saved.")


async def _accident(request: Request, error: Exception) -> Response:
    code = secrets.token_hex(4)
    log.error("accident %s at %s", code, request.scope["path"].encode(), exc_info=error)
    message = (
        "The program made a mistake. Nothing was half-saved; what you did last may be missing."
    )
    return _show(request, 500, message, code)
