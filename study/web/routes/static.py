"""Static files under an address that holds their hash, so browsers may keep them for ever."""

from pathlib import Path

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse, Response

from study.web.render import STATIC

router = APIRouter()
FOR_EVER = "public, max-age=31536000, immutable"
FILES = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}


@router.get("/static/{version}/{name:path}", name="static")
def static(version: str, name: str) -> Response:  # noqa: ARG001  # Old pages may ask under an old version.
    """One of our files; the names are looked up, so that no path leads elsewhere."""
    file: Path | None = FILES.get(name)
    if file is None:
        raise HTTPException(404)
    return FileResponse(file, headers={"Cache-Control": FOR_EVER})
